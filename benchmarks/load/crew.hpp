#pragma once

#include "load/run_state.hpp"
#include "load/stats.hpp"
#include "load/worker.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace forebay::load {

/// When a phase ends, besides that all connections have finished. Whatever comes first.
struct Ending {
    std::optional<Duration> duration = std::nullopt;
    std::optional<std::uint64_t> received =
        std::nullopt;                ///< that many messages were received in the phase
    bool when_none_missing = false;  ///< all acknowledged messages came at least once ...
    Duration quiet_after_it{};       ///< ... and nothing came for this long
    std::optional<Duration> when_idle = std::nullopt;  ///< no message was moved for this long
};

/// What a phase came to.
struct PhaseResult {
    Stats stats;
    Duration elapsed{};  ///< from its start, or the end of its warm-up, to its end
    std::uint64_t never_begun = 0;
    bool interrupted = false;  ///< by a signal
};

/// All workers of a run, each on its thread while a phase lasts, and the eye on them.
class Crew {
public:
    /// `progress`: print a line each second on standard error.
    Crew(RunState& run, bool progress);

    /// Runs a phase to its end. `title` is for the progress line.
    PhaseResult run(const Phase& phase, const Ending& ending, const std::string& title);

private:
    struct Moved {
        std::uint64_t requests = 0;
        std::array<std::uint64_t, action_count> messages{};
        std::uint64_t total() const { return messages[0] + messages[1] + messages[2]; }
    };

    bool watch(const Ending& ending, const std::string& title, TimePoint start);
    bool has_ended(const Ending& ending, const Moved& moved, TimePoint now, TimePoint last_moved);
    void print_progress(const std::string& title, const Moved& moved, TimePoint now);
    Moved moved() const;

    RunState& run_;
    bool progress_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::atomic<std::size_t> running_ = 0;
    Moved at_start_;
    Moved printed_;
    TimePoint phase_start_{};
    TimePoint printed_at_{};
    TimePoint stopped_at_{};
};

}  // namespace forebay::load
