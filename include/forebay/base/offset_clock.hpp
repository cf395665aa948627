#pragma once

#include <forebay/base/clock.hpp>

#include <atomic>

namespace forebay {

/// Another clock's time and an offset, which is moved by hand. Runs as the other one does.
class OffsetClock final : public Clock {
public:
    /// `ahead` is not negative. The other clock lives longer.
    OffsetClock(Clock& of, Duration ahead) : of_(of), ahead_ms_(ahead.count()) {}

    TimePoint now() override { return of_.now() + ahead(); }
    Duration ahead() const { return Duration(ahead_ms_.load(std::memory_order_relaxed)); }

    /// From now on the clock is `ahead` of the other one; unless it is further ahead already.
    void move_ahead(Duration ahead) {
        Duration::rep there = ahead_ms_.load();
        while (there < ahead.count() && !ahead_ms_.compare_exchange_weak(there, ahead.count())) {
        }
    }

private:
    Clock& of_;
    std::atomic<Duration::rep> ahead_ms_;
};

}  // namespace forebay
