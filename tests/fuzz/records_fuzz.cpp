// The first byte says which record the rest is to be. Any bytes parse or are refused; what parses
// is the same after it was encoded and decoded.

#include <forebay/base/assert.hpp>
#include <forebay/storage/records.hpp>
#include <forebay/storage/table_records.hpp>
#include <forebay/storage/topic_records.hpp>

#include <storage/record_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace forebay::storage {
namespace {

template <class T>
void check(const Result<T>& parsed, void (*encode)(const T&, std::string&),
           T (*decode)(std::string_view)) {
    if (parsed) {
        std::string record;
        encode(*parsed, record);
        FOREBAY_ASSERT(decode(record) == *parsed);
    }
}

void encode_message(const Message& message, std::string& out) {
    encode_message_head(message, out);
    out += message.body;
}

// Of earlier formats, which have no key, there is no encoder any more.
void check_item_change(std::string_view record) {
    const auto parsed = parse_item_change(Sequence{}, record);
    if (parsed && parsed->change.before != nullptr && !parsed->item_key.empty()) {
        std::string whole;
        encode_item_change_head(parsed->change, parsed->item_key, whole);
        whole += parsed->change.before->bytes();
        const ChangeRecord read = decode_item_change(Sequence{}, whole);
        FOREBAY_ASSERT(*read.change.before == *parsed->change.before);
        FOREBAY_ASSERT(read.change.has_expired == parsed->change.has_expired);
        FOREBAY_ASSERT(read.item_key == parsed->item_key);
    }
}

void fuzz(char kind, std::string_view record) {
    switch (kind) {
        case 'm':
            return check(parse_message(record), &encode_message, &decode_message);
        case 's':
            return check(parse_state(record), &encode_state, &decode_state);
        case 'c':
            return check(parse_counters(record), &encode_counters, &decode_counters);
        case 'd':
            return check(
                parse_deduplicated(Sequence{}, record), &encode_deduplicated,
                +[](std::string_view bytes) { return decode_deduplicated(Sequence{}, bytes); });
        case 'k':
            return check(parse_move_task(record), &encode_move_task, &decode_move_task);
        case 'n':
            return check(parse_removed_queue(record), &encode_removed_queue, &decode_removed_queue);
        case 'q':
            return check(parse_queue(record), &encode_queue, &decode_queue);
        case 't':
            return check(parse_topic(record), &encode_topic, &decode_topic);
        case 'u': {
            auto parsed = parse_subscription(record);
            if (parsed) {
                parsed->outbox = nullptr;  // two pointers are not the same
            }
            return check(parsed, &encode_subscription, &decode_subscription);
        }
        case 'i':
            return check_item_change(record);
        case 'z':
            return check(
                parse_next_change(record),
                +[](const Sequence& next, std::string& out) { encode_next_change(next, out); },
                &decode_next_change);
        case 'w':
            return check(parse_table(record), &encode_table, &decode_table);
        case 'x':
            return check(parse_table_counters(record), &encode_table_counters,
                         &decode_table_counters);
        case 'y':
            return check(parse_transaction(record), &encode_transaction, &decode_transaction);
        default:
            return;
    }
}

}  // namespace
}  // namespace forebay::storage

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size > 0) {
        const std::string_view input(reinterpret_cast<const char*>(bytes), size);
        forebay::storage::fuzz(input.front(), input.substr(1));
    }
    return 0;
}
