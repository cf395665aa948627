#pragma once

#include <forebay/base/clock.hpp>

#include <cstdint>
#include <deque>

namespace forebay::engine {

/// How many messages of a FIFO queue are delayed, by the millisecond in which they were sent: all
/// that memory keeps of them, since they are the latest ones of the queue, and ripen in order.
class DelayedCounts {
public:
    bool empty() const { return counts_.empty(); }
    std::uint64_t total() const { return total_; }
    TimePoint first() const { return counts_.front().sent_at; }  ///< when the oldest one was sent

    void add(TimePoint sent_at);  ///< not before those that are here
    void remove(TimePoint sent_at);
    void remove_before(TimePoint sent_at);  ///< they have ripened
    void clear();

private:
    struct Count {
        TimePoint sent_at;
        std::uint64_t messages;
    };
    std::deque<Count> counts_;  // rising
    std::uint64_t total_ = 0;
};

}  // namespace forebay::engine
