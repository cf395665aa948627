#pragma once

#include <algorithm>
#include <atomic>

namespace forebay::runtime {

/// Whether to look for an item in memory before the reader is asked for it. While most of what is
/// asked for is only on disk, looking first costs more than it saves. Any thread may call it.
class MemoryOdds {
public:
    bool is_worth_looking() {
        return misses_.load(std::memory_order_relaxed) < misses_many ||
               asked_.fetch_add(1, std::memory_order_relaxed) % looks_one_in == 0;
    }

    /// What looking came to.
    void note(bool was_in_memory) {
        const int misses = misses_.load(std::memory_order_relaxed);
        const int next = std::clamp(misses + (was_in_memory ? -1 : 1), 0, 2 * misses_many);
        if (next != misses) {  // nothing is written while all is in memory
            misses_.store(next, std::memory_order_relaxed);
        }
    }

private:
    static constexpr int misses_many = 32;
    static constexpr unsigned looks_one_in = 8;

    std::atomic<int> misses_ = 0;  // more of them than of hits, of late
    std::atomic<unsigned> asked_ = 0;
};

}  // namespace forebay::runtime
