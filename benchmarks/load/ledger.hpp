#pragma once

#include "load/journal.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

namespace forebay::load {

/// What is known of each message of a run: four bits a message, by its number.
///
/// Thread-safe. All threads of a run share one, for a message sent by one may be received by
/// another. Memory comes in blocks of a million messages (512 KiB), mapped when first touched,
/// from a journal's file when there is one.
class Ledger {
public:
    static constexpr std::uint64_t numbers_max = std::uint64_t{1} << 36;

    explicit Ledger(std::unique_ptr<Journal> journal = nullptr);
    ~Ledger();
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;

    /// Each takes a number below numbers_max.
    void acknowledge(std::uint64_t number);     ///< its send was answered with success
    void receive(std::uint64_t number);         ///< it came out of the queue
    void start_delete(std::uint64_t number);    ///< from now on it may be gone
    void confirm_delete(std::uint64_t number);  ///< its delete was answered with success

    std::uint64_t acknowledged() const { return acknowledged_.load(std::memory_order_relaxed); }
    std::uint64_t deleted() const { return deleted_.load(std::memory_order_relaxed); }

    /// Counted by walking over all bits: a millisecond for some hundred million messages.
    struct Totals {
        std::uint64_t acknowledged = 0;
        std::uint64_t received = 0;          ///< different messages that came at least once
        std::uint64_t lost = 0;              ///< acknowledged, but never came
        std::uint64_t unknown_received = 0;  ///< came, although their send was not acknowledged
        std::uint64_t deleted = 0;           ///< deletes that were acknowledged
        std::uint64_t received_again = 0;    ///< deliveries beyond a message's first
        std::uint64_t received_after_delete = 0;  ///< deliveries after the delete was acknowledged
    };
    Totals totals() const;

    /// Takes over from the ledger of an earlier run what must still come out: the messages that
    /// were acknowledged and whose delete was never asked for. Deletes that were acknowledged are
    /// taken over too, so that a message that came back counts as received after its delete.
    void expect_remainder_of(const Ledger& earlier);

    bool knows(std::uint64_t number) const;  ///< whether any bit of the message is set

private:
    enum Column : std::size_t {
        acknowledged_bits,
        received_bits,
        delete_started_bits,
        deleted_bits
    };
    static constexpr std::size_t columns = 4;
    static constexpr std::size_t words_per_column = 16 * 1024;
    static constexpr std::size_t numbers_per_block = words_per_column * 64;
    static constexpr std::size_t blocks_max = numbers_max / numbers_per_block;

    using Word = std::atomic<std::uint64_t>;
    struct Block {
        std::array<std::array<Word, words_per_column>, columns> bits;
    };

    Block& block_of(std::uint64_t number);
    Block& map_block(std::size_t index);
    bool set(std::uint64_t number, Column column);  // whether the bit was set already
    bool is_set(std::uint64_t number, Column column) const;

    std::unique_ptr<Journal> journal_;
    std::mutex mapping_;
    std::unique_ptr<std::atomic<Block*>[]> blocks_;
    std::atomic<std::uint64_t> acknowledged_ = 0;
    std::atomic<std::uint64_t> deleted_ = 0;
    std::atomic<std::uint64_t> received_again_ = 0;
    std::atomic<std::uint64_t> received_after_delete_ = 0;
};

}  // namespace forebay::load
