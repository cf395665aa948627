#pragma once

#include <forebay/base/offset_clock.hpp>
#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/storage/store.hpp>

#include <functional>

namespace forebay::runtime {

class Broker;

/// Moves a broker's time ahead, for tests of its users. How far it is ahead of real time is kept in
/// the data directory and holds at the next start too, so that nothing there is ever of the future.
///
/// The tasks must be started on one of the broker's executors, and finish where they started: once
/// the new time is durable and what has become due by it has been begun. Errors:
/// Errc::invalid_parameter, for times before now or after `time_max`.
class TimeControl {
public:
    static constexpr TimePoint time_max{std::chrono::sys_days(std::chrono::year(2400) / 1 / 1)};

    /// How far the time of a data directory is ahead.
    static Duration stored_ahead(const storage::Store& store);

    /// The broker goes by `clock`, which began at `stored_ahead`. Both live longer.
    TimeControl(Broker& broker, OffsetClock& clock) : broker_(broker), clock_(clock) {}

    TimePoint now() { return clock_.now(); }
    Duration ahead() const { return clock_.ahead(); }

    Task<Result<void>> advance(Duration by);  ///< `by` is not negative
    Task<Result<void>> set(TimePoint to);

private:
    /// `wanted` gets how far the clock is ahead, and says how far it is to be.
    Task<Result<void>> move(std::function<Result<Duration>(Duration ahead)> wanted);

    Broker& broker_;
    OffsetClock& clock_;
};

}  // namespace forebay::runtime
