#pragma once

#include "load/crew.hpp"
#include "load/ledger.hpp"
#include "load/options.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace forebay::load {

/// What a run came to.
struct Report {
    PhaseResult measured;
    std::uint64_t filled = 0;  ///< messages that were sent before the measurement
    Duration fill_time{};

    std::optional<Ledger::Totals> check;  ///< when there was one
    bool check_complete = true;           ///< else it was interrupted: `lost` may be too high
    bool lost_queue = false;              ///< verify: a queue of the earlier run is gone

    Stats all_phases;  ///< for what may go wrong in any of them
    std::string abort_reason;

    /// Whether nothing was lost or altered and no request failed.
    bool good(bool strict) const;
};

/// The report for people: a table, then what else there is to say.
std::string as_text(const Report& report, const Options& options);

/// The report for programs: one JSON object. Latencies are in microseconds.
std::string as_json(const Report& report, const Options& options);

}  // namespace forebay::load
