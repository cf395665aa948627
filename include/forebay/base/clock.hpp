#pragma once

#include <atomic>
#include <chrono>

namespace forebay {

using Duration = std::chrono::milliseconds;
using TimePoint = std::chrono::sys_time<Duration>;

/// Whether `then` was less than `interval` before `now`. A moment yet to come was not: between two
/// runs the machine's clock may have been set back.
constexpr bool is_within(Duration interval, TimePoint then, TimePoint now) {
    return then <= now && now < then + interval;
}

/// The time. Only runtime/ and what is above it ask; everything below is told `now`.
/// Never steps back. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual TimePoint now() = 0;
};

/// The machine's time; stands still while the machine's clock is set back.
class SystemClock final : public Clock {
public:
    TimePoint now() override;

private:
    std::atomic<Duration::rep> latest_ms_ = 0;
};

/// A time that moves when it is told to.
class ManualClock final : public Clock {
public:
    explicit ManualClock(TimePoint start) : now_ms_(start.time_since_epoch().count()) {}

    TimePoint now() override { return TimePoint(Duration(now_ms_.load())); }
    void advance(Duration by) { now_ms_ += by.count(); }  ///< `by` is not negative

private:
    std::atomic<Duration::rep> now_ms_;
};

}  // namespace forebay
