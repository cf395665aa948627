#include <forebay/base/clock.hpp>

#include <algorithm>

namespace forebay {

TimePoint SystemClock::now() {
    const auto read = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    const Duration::rep read_ms = read.time_since_epoch().count();
    Duration::rep latest_ms = latest_ms_.load(std::memory_order_relaxed);
    while (latest_ms < read_ms &&
           !latest_ms_.compare_exchange_weak(latest_ms, read_ms, std::memory_order_relaxed)) {
    }
    return TimePoint(Duration(std::max(latest_ms, read_ms)));
}

}  // namespace forebay
