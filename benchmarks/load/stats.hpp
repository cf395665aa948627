#pragma once

#include "load/action.hpp"
#include "load/clock.hpp"
#include "load/histogram.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace forebay::load {

/// The requests of one kind that were answered with success.
struct ActionStats {
    std::uint64_t requests = 0;        ///< answered before the phase was stopped
    std::uint64_t messages = 0;        ///< that those requests carried
    std::uint64_t empty_receives = 0;  ///< of those requests
    std::uint64_t failed = 0;          ///< requests that failed, wholly or in part
    Histogram latency;                 ///< of all answered requests, those after the stop too
};

/// What went wrong: how often, by kind, and the first few texts.
class ErrorLog {
public:
    static constexpr std::size_t samples_max = 5;

    void note(const std::string& kind, const std::string& text);
    void add(const ErrorLog& other);

    bool empty() const { return counts_.empty(); }
    const std::map<std::string, std::uint64_t>& counts() const { return counts_; }
    const std::vector<std::string>& samples() const { return samples_; }

private:
    std::map<std::string, std::uint64_t> counts_;
    std::vector<std::string> samples_;
};

/// What a phase did, on one thread or, added up, on all.
struct Stats {
    std::array<ActionStats, action_count> actions;
    ErrorLog errors;
    std::uint64_t connections_lost = 0;  ///< while a request waited for its reply
    std::uint64_t unknown_sends = 0;     ///< messages whose send was never answered
    std::uint64_t unknown_deletes = 0;   ///< messages whose delete was never answered
    std::uint64_t foreign = 0;           ///< received messages of somebody else, left in the queue
    std::uint64_t altered = 0;           ///< received messages that are not as they were sent
    TimePoint last_useful{};             ///< when the last message was moved

    ActionStats& of(Action action) { return actions[index_of(action)]; }
    const ActionStats& of(Action action) const { return actions[index_of(action)]; }
    void add(const Stats& other);
};

/// Counts that the progress line reads while a thread works. Only that thread writes them.
struct LiveCounts {
    std::atomic<std::uint64_t> requests = 0;
    std::array<std::atomic<std::uint64_t>, action_count> messages{};

    static void increase(std::atomic<std::uint64_t>& count, std::uint64_t by) {
        // One writer: no locked instruction needed.
        count.store(count.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
    }
};

}  // namespace forebay::load
