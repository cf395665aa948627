#include <forebay/storage/keys.hpp>

#include <gtest/gtest.h>

#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace forebay::storage::keys {
namespace {

// Both sides of each byte's edge.
std::vector<std::uint64_t> numbers() {
    std::vector<std::uint64_t> all = {0, std::numeric_limits<std::uint64_t>::max()};
    for (unsigned bits = 0; bits < 64; bits += 7) {
        const std::uint64_t number = std::uint64_t{1} << bits;
        all.insert(all.end(), {number - 1, number, number + 1});
    }
    return all;
}

TEST(Keys, HaveTheLayoutThatIsDrawn) {
    const QueueId queue{0x0102030405060708};
    const Sequence sequence{0xF1F2F3F4F5F6F7F8};
    const std::string queue_bytes = "\x01\x02\x03\x04\x05\x06\x07\x08";
    const std::string sequence_bytes = "\xF1\xF2\xF3\xF4\xF5\xF6\xF7\xF8";

    EXPECT_EQ(std::string_view(message(queue, sequence)), queue_bytes + sequence_bytes);
    EXPECT_EQ(std::string_view(state(queue, sequence)), "s" + queue_bytes + sequence_bytes);
    EXPECT_EQ(std::string_view(deduplicated(queue, sequence)), "d" + queue_bytes + sequence_bytes);
    EXPECT_EQ(std::string_view(move_task(queue, 0xF1F2F3F4F5F6F7F8)),
              "k" + queue_bytes + sequence_bytes);
    EXPECT_EQ(std::string_view(gone(queue, sequence)), "g" + queue_bytes + sequence_bytes);
    EXPECT_EQ(std::string_view(counters(queue)), "c" + queue_bytes);
    EXPECT_EQ(std::string_view(keys::queue(queue)), "q" + queue_bytes);
    EXPECT_EQ(std::string_view(removed_queue(queue)), "n" + queue_bytes);
    EXPECT_EQ(meta("format"), "mformat");
}

TEST(Keys, OfTablesHaveTheLayoutThatIsDrawn) {
    const TableId table{0x0102030405060708};
    const std::string number = "\x01\x02\x03\x04\x05\x06\x07\x08";
    const std::string other = "\xF1\xF2\xF3\xF4\xF5\xF6\xF7\xF8";
    constexpr std::uint64_t bits = 0xF1F2F3F4F5F6F7F8;

    EXPECT_EQ(std::string_view(item_change(table, Sequence(bits))), number + other);
    EXPECT_EQ(std::string_view(next_change(table, Sequence(bits))), "z" + number + other);
    EXPECT_EQ(std::string_view(table_info(table)), "w" + number);
    EXPECT_EQ(std::string_view(table_counters(table)), "x" + number);
    EXPECT_EQ(std::string_view(transactions_begin_at(bits)), "y" + other);
    EXPECT_EQ(std::string_view(transaction(bits, {0x0102030405060708, bits})),
              "y" + other + number + other);
}

TEST(Keys, SortByQueueThenBySequence) {
    for (const std::uint64_t queue : numbers()) {
        for (const std::uint64_t other_queue : numbers()) {
            for (const std::uint64_t sequence : numbers()) {
                const std::uint64_t other_sequence = sequence ^ (queue + 1);
                const auto order =
                    std::tuple(queue, sequence) <=> std::tuple(other_queue, other_sequence);
                const auto message_a = message(QueueId(queue), Sequence(sequence));
                const auto message_b = message(QueueId(other_queue), Sequence(other_sequence));
                ASSERT_EQ(std::string_view(message_a) <=> std::string_view(message_b), order);
                const auto state_a = state(QueueId(queue), Sequence(sequence));
                const auto state_b = state(QueueId(other_queue), Sequence(other_sequence));
                ASSERT_EQ(std::string_view(state_a) <=> std::string_view(state_b), order);
            }
        }
    }
}

TEST(Keys, GiveTheirSequenceBack) {
    for (const std::uint64_t number : numbers()) {
        EXPECT_EQ(sequence_of(message(QueueId(7), Sequence(number))), Sequence(number));
        EXPECT_EQ(sequence_of(state(QueueId(7), Sequence(number))), Sequence(number));
    }
}

TEST(Keys, GiveTheirQueueBack) {
    for (const std::uint64_t number : numbers()) {
        const auto key = gone(QueueId(number), Sequence(7));
        EXPECT_EQ(queue_of(key), QueueId(number));
        EXPECT_LE(gone_begin, std::string_view(key));
        EXPECT_GT(gone_end, std::string_view(key));
    }
}

TEST(Keys, OfAllQueuesLieBetweenTheirBounds) {
    for (const std::uint64_t number : numbers()) {
        const auto key = queue(QueueId(number));
        EXPECT_LE(queues_begin, std::string_view(key));
        EXPECT_GT(queues_end, std::string_view(key));
    }
    EXPECT_LT(std::string_view(counters(QueueId(~0ULL))), queues_begin);
    EXPECT_GE(std::string_view(state(QueueId(0), Sequence(0))), queues_end);
}

}  // namespace
}  // namespace forebay::storage::keys
