#pragma once

namespace forebay::daemon {

/// SIGTERM and SIGINT: the first asks for an orderly stop, also when it comes before somebody
/// waits; the second ends the process at once, with status 1. There is one StopSignal at a time.
class StopSignal {
public:
    StopSignal();
    ~StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;

    /// Returns when the first has come.
    void wait();
};

}  // namespace forebay::daemon
