#include <forebay/base/assert.hpp>
#include <forebay/storage/keys.hpp>

#include <algorithm>
#include <cstdint>

namespace forebay::storage::keys {
namespace {

constexpr std::size_t number_bytes = 8;

std::uint64_t read_number(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char byte : bytes) {
        number = number << 8U | static_cast<std::uint8_t>(byte);
    }
    return number;
}

void put_number(std::uint64_t number, char* out) {
    for (std::size_t i = 0; i < number_bytes; ++i) {
        out[i] = static_cast<char>(number >> (8 * (number_bytes - 1 - i)));
    }
}

Key<17> of_message(char family, QueueId queue, Sequence sequence) {
    Key<17> key;
    key.bytes[0] = family;
    put_number(static_cast<std::uint64_t>(queue), &key.bytes[1]);
    put_number(static_cast<std::uint64_t>(sequence), &key.bytes[9]);
    return key;
}

Key<9> numbered(char family, std::uint64_t number) {
    Key<9> key;
    key.bytes[0] = family;
    put_number(number, &key.bytes[1]);
    return key;
}

Key<9> of_queue(char family, QueueId queue) {
    return numbered(family, static_cast<std::uint64_t>(queue));
}

}  // namespace

Key<16> message(QueueId queue, Sequence sequence) {
    Key<16> key;
    put_number(static_cast<std::uint64_t>(queue), key.bytes.data());
    put_number(static_cast<std::uint64_t>(sequence), &key.bytes[8]);
    return key;
}

Key<17> state(QueueId queue, Sequence sequence) {
    return of_message('s', queue, sequence);
}

Key<17> deduplicated(QueueId queue, Sequence sequence) {
    return of_message('d', queue, sequence);
}

Key<17> gone(QueueId queue, Sequence sequence) {
    return of_message('g', queue, sequence);
}

Key<17> move_task(QueueId queue, std::uint64_t number) {
    return of_message('k', queue, Sequence(number));
}

Key<9> counters(QueueId queue) {
    return of_queue('c', queue);
}

Key<9> queue(QueueId queue) {
    return of_queue('q', queue);
}

Key<9> removed_queue(QueueId queue) {
    return of_queue('n', queue);
}

Key<9> topic(TopicId topic) {
    return numbered('t', static_cast<std::uint64_t>(topic));
}

Key<25> subscription(TopicId topic, const Uuid& subscription) {
    Key<25> key;
    const Key<9> begin = subscriptions_begin_of(topic);
    const auto id = std::ranges::copy(begin.bytes, key.bytes.begin()).out;
    std::ranges::copy(subscription.bytes, reinterpret_cast<std::uint8_t*>(&*id));
    return key;
}

Key<9> subscriptions_begin_of(TopicId topic) {
    return numbered('u', static_cast<std::uint64_t>(topic));
}

Key<9> subscriptions_end_of(TopicId topic) {
    return numbered('u', static_cast<std::uint64_t>(topic) + 1);
}

TopicId topic_of(std::string_view key) {
    FOREBAY_ASSERT(key.size() > number_bytes);
    return TopicId(read_number(key.substr(1, number_bytes)));
}

Key<16> item_change(TableId table, Sequence sequence) {
    return message(QueueId(static_cast<std::uint64_t>(table)), sequence);
}

Key<17> next_change(TableId table, Sequence sequence) {
    return of_message('z', QueueId(static_cast<std::uint64_t>(table)), sequence);
}

Key<9> table_info(TableId table) {
    return numbered('w', static_cast<std::uint64_t>(table));
}

Key<9> table_counters(TableId table) {
    return numbered('x', static_cast<std::uint64_t>(table));
}

Key<9> transactions_begin_at(std::uint64_t period) {
    return numbered('y', period);
}

Key<25> transaction(std::uint64_t period, const Fingerprint& token) {
    Key<25> key;
    std::ranges::copy(transactions_begin_at(period).bytes, key.bytes.begin());
    put_number(token.first, &key.bytes[9]);
    put_number(token.second, &key.bytes[17]);
    return key;
}

std::string meta(std::string_view name) {
    std::string key = "m";
    key += name;
    return key;
}

QueueId queue_of(std::string_view key) {
    FOREBAY_ASSERT(key.size() > number_bytes);
    return QueueId(read_number(key.substr(1, number_bytes)));
}

std::string value(std::string_view name) {
    std::string key = "v";
    key += name;
    return key;
}

std::string_view name_of(std::string_view key) {
    return key.substr(1);
}

Sequence sequence_of(std::string_view key) {
    FOREBAY_ASSERT(key.size() == 16 || key.size() == 17);

    return Sequence(read_number(key.substr(key.size() - number_bytes)));
}

}  // namespace forebay::storage::keys
