#include <forebay/base/assert.hpp>
#include <forebay/storage/keys.hpp>

#include <cstdint>

namespace forebay::storage::keys {
namespace {

constexpr std::size_t number_bytes = 8;

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

Key<9> of_queue(char family, QueueId queue) {
    Key<9> key;
    key.bytes[0] = family;
    put_number(static_cast<std::uint64_t>(queue), &key.bytes[1]);
    return key;
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

Key<9> counters(QueueId queue) {
    return of_queue('c', queue);
}

Key<9> queue(QueueId queue) {
    return of_queue('q', queue);
}

Key<9> removed_queue(QueueId queue) {
    return of_queue('n', queue);
}

std::string meta(std::string_view name) {
    std::string key = "m";
    key += name;
    return key;
}

Sequence sequence_of(std::string_view key) {
    FOREBAY_ASSERT(key.size() == 16 || key.size() == 17);

    std::uint64_t number = 0;
    for (const char byte : key.substr(key.size() - number_bytes)) {
        number = number << 8U | static_cast<std::uint8_t>(byte);
    }
    return Sequence(number);
}

}  // namespace forebay::storage::keys
