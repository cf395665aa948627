#pragma once

#include <chrono>
#include <cstdint>

namespace forebay::daemon {

/// SIGTERM and SIGINT: the first asks for an orderly stop, also when it comes before somebody
/// waits; the second ends the process at once, with status 1. SIGHUP asks to reload. There is one
/// StopSignal at a time.
class StopSignal {
public:
    StopSignal();
    ~StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;

    enum class Asked : std::uint8_t { nothing, to_reload, to_stop };

    /// Returns when something was asked for.
    Asked wait();

    /// Returns when something was asked for, or `nothing` after that time.
    Asked wait_for(std::chrono::seconds time);
};

}  // namespace forebay::daemon
