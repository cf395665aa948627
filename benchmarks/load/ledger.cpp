#include "load/ledger.hpp"

#include <sys/mman.h>

#include <bit>
#include <cerrno>
#include <system_error>
#include <utility>

namespace forebay::load {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;  // counts are read after threads were joined

}  // namespace

Ledger::Ledger(std::unique_ptr<Journal> journal)
    : journal_(std::move(journal)), blocks_(new std::atomic<Block*>[blocks_max]()) {
    static_assert(sizeof(Word) == sizeof(std::uint64_t) && Word::is_always_lock_free);
    if (journal_ == nullptr) {
        return;
    }
    const std::size_t count = journal_->block_count(sizeof(Block));
    for (std::size_t i = 0; i < count; ++i) {
        map_block(i);
    }
    const Totals found = totals();
    acknowledged_ = found.acknowledged;
    deleted_ = found.deleted;
}

Ledger::~Ledger() {
    for (std::size_t i = 0; i < blocks_max; ++i) {
        if (Block* block = blocks_[i].load(relaxed)) {
            ::munmap(static_cast<void*>(block), sizeof(Block));
        }
    }
}

void Ledger::acknowledge(std::uint64_t number) {
    if (!set(number, acknowledged_bits)) {
        acknowledged_.fetch_add(1, relaxed);
    }
}

void Ledger::receive(std::uint64_t number) {
    if (set(number, received_bits)) {
        received_again_.fetch_add(1, relaxed);
    }
    if (is_set(number, deleted_bits)) {
        received_after_delete_.fetch_add(1, relaxed);
    }
}

void Ledger::start_delete(std::uint64_t number) {
    set(number, delete_started_bits);
}

void Ledger::confirm_delete(std::uint64_t number) {
    if (!set(number, deleted_bits)) {
        deleted_.fetch_add(1, relaxed);
    }
}

Ledger::Totals Ledger::totals() const {
    Totals totals{.received_again = received_again_.load(relaxed),
                  .received_after_delete = received_after_delete_.load(relaxed)};
    const auto bits_of = [](std::uint64_t word) {
        return static_cast<std::uint64_t>(std::popcount(word));
    };
    for (std::size_t i = 0; i < blocks_max; ++i) {
        const Block* block = blocks_[i].load(std::memory_order_acquire);
        if (block == nullptr) {
            continue;
        }
        for (std::size_t w = 0; w < words_per_column; ++w) {
            const std::uint64_t sent = block->bits[acknowledged_bits][w].load(relaxed);
            const std::uint64_t came = block->bits[received_bits][w].load(relaxed);
            totals.acknowledged += bits_of(sent);
            totals.received += bits_of(came);
            totals.lost += bits_of(sent & ~came);
            totals.unknown_received += bits_of(came & ~sent);
            totals.deleted += bits_of(block->bits[deleted_bits][w].load(relaxed));
        }
    }
    return totals;
}

void Ledger::expect_remainder_of(const Ledger& earlier) {
    for (std::size_t i = 0; i < blocks_max; ++i) {
        const Block* theirs = earlier.blocks_[i].load(relaxed);
        if (theirs == nullptr) {
            continue;
        }
        Block& ours = block_of(i * numbers_per_block);
        for (std::size_t w = 0; w < words_per_column; ++w) {
            const std::uint64_t expected = theirs->bits[acknowledged_bits][w].load(relaxed) &
                                           ~theirs->bits[delete_started_bits][w].load(relaxed);
            ours.bits[acknowledged_bits][w].store(expected, relaxed);
            ours.bits[deleted_bits][w].store(theirs->bits[deleted_bits][w].load(relaxed), relaxed);
            acknowledged_ += static_cast<std::uint64_t>(std::popcount(expected));
        }
    }
}

bool Ledger::knows(std::uint64_t number) const {
    if (number >= numbers_max || blocks_[number / numbers_per_block].load(relaxed) == nullptr) {
        return false;
    }
    return is_set(number, acknowledged_bits) || is_set(number, received_bits) ||
           is_set(number, delete_started_bits) || is_set(number, deleted_bits);
}

Ledger::Block& Ledger::block_of(std::uint64_t number) {
    const std::size_t index = number / numbers_per_block;
    Block* block = blocks_[index].load(std::memory_order_acquire);
    return block != nullptr ? *block : map_block(index);
}

Ledger::Block& Ledger::map_block(std::size_t index) {
    const std::lock_guard lock{mapping_};
    if (Block* block = blocks_[index].load(std::memory_order_acquire)) {
        return *block;
    }
    void* memory = nullptr;
    if (journal_ != nullptr) {
        memory = journal_->map_block(index, sizeof(Block));
    } else {
        memory = ::mmap(nullptr, sizeof(Block), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                        -1, 0);
        if (memory == MAP_FAILED) {
            throw std::system_error{errno, std::generic_category(), "no memory for the ledger"};
        }
    }
    // Fresh pages are zero, and zero bits are how a Word starts, here and in a journal.
    auto* block = static_cast<Block*>(memory);
    blocks_[index].store(block, std::memory_order_release);
    return *block;
}

bool Ledger::set(std::uint64_t number, Column column) {
    const std::uint64_t bit = std::uint64_t{1} << (number % 64);
    Word& word = block_of(number).bits[column][number % numbers_per_block / 64];
    return (word.fetch_or(bit, relaxed) & bit) != 0;
}

bool Ledger::is_set(std::uint64_t number, Column column) const {
    const Block* block = blocks_[number / numbers_per_block].load(std::memory_order_acquire);
    const std::uint64_t bit = std::uint64_t{1} << (number % 64);
    return block != nullptr &&
           (block->bits[column][number % numbers_per_block / 64].load(relaxed) & bit) != 0;
}

}  // namespace forebay::load
