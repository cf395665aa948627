#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace forebay::runtime {

/// How many more queues, topics or tables may be measured one by one. From any thread.
class Places {
public:
    explicit Places(std::size_t count) : left_(count) {}

    /// False: there is none left.
    bool take() {
        std::size_t left = left_;
        while (left > 0 && !left_.compare_exchange_weak(left, left - 1)) {
        }
        return left > 0;
    }
    void give_back() { ++left_; }

    /// Before any is taken.
    void set(std::size_t count) { left_ = count; }

private:
    std::atomic<std::size_t> left_;
};

/// What a shard counts of those that are measured together.
template <class Tally>
struct Others {
    Tally tally;
    std::uint64_t count = 0;  ///< how many there are, or were
};

/// The counts of a queue, topic or table: its own, or those of the others, which go on when it is
/// gone. So a sum of counts never becomes less.
template <class Tally>
class Counted {
public:
    Counted() = default;  ///< is not measured
    ~Counted() {
        if (places_ != nullptr) {
            places_->give_back();
        }
    }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

    /// From now on it is measured: alone, if there is a place, for as long as it lives. To be
    /// called once; both outlive it.
    void begin(Places& places, Others<Tally>& others) {
        if (places.take()) {
            places_ = &places;
        } else {
            tally_ = &others.tally;
            ++others.count;
        }
    }

    bool is_alone() const { return places_ != nullptr; }
    bool is_measured() const { return is_alone() || tally_ != &own_; }
    Tally* operator->() { return tally_; }
    Tally& operator*() { return *tally_; }

private:
    Tally own_;
    Tally* tally_ = &own_;
    Places* places_ = nullptr;  // where its place is from; null: it has none
};

/// Begins to count for a queue, topic or table, by its number.
using Begins = std::vector<std::pair<std::uint64_t, std::function<void()>>>;

}  // namespace forebay::runtime
