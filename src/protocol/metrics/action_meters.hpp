#pragma once

#include "protocol/action.hpp"
#include <forebay/base/errc.hpp>
#include <forebay/base/per_thread.hpp>
#include <forebay/base/tally.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace forebay::protocol {

/// How often each action was asked for, how long it took, and why it was refused. Each thread
/// counts for itself, without a lock; any thread may ask for the sums.
class ActionMeters {
public:
    /// `services` outlive it.
    explicit ActionMeters(std::span<const Service> services);

    /// A request was answered; `action` is null when it named none.
    void count(const Action* action, std::uint64_t took_ns, std::optional<Errc> refused);

    /// What was counted of one action.
    struct Counts {
        const Service* service;  ///< null: of requests that named no action
        const Action* action;    ///< the same
        HistogramCounts durations_ns;
        std::vector<std::pair<Errc, std::uint64_t>> refused;  ///< by reason, where there are some
    };
    /// Of those that were asked for, in the order of their tables.
    std::vector<Counts> counts() const;

private:
    static constexpr std::size_t errors_count = 64;

    struct Meter {
        Histogram durations_ns{duration_bounds_ns};
        std::array<Tally, errors_count> refused;  // by Errc
    };
    using Meters = std::vector<Meter>;  // the actions of all services, and then none

    std::size_t place_of(const Action* action) const;

    std::span<const Service> services_;
    std::size_t actions_count_;
    PerThread<Meters> meters_;
};

}  // namespace forebay::protocol
