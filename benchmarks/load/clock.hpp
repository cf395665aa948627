#pragma once

#include <chrono>

namespace forebay::load {

/// The clock of every measurement: monotonic, read from user space.
using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Duration = std::chrono::nanoseconds;

inline double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace forebay::load
