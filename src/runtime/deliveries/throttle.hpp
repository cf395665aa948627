#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace forebay::runtime {

/// Keeps events at a distance, so that there are at most so many in a second.
class Throttle {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// The earliest moment for the next one.
    TimePoint next() const { return next_; }

    /// There is one at `at`, or as soon as it may be: says when.
    TimePoint take(TimePoint at, std::uint32_t per_second_max) {
        const TimePoint taken = std::max(at, next_);
        next_ = taken + std::chrono::nanoseconds(std::chrono::seconds(1)) / per_second_max;
        return taken;
    }

private:
    TimePoint next_{};
};

}  // namespace forebay::runtime
