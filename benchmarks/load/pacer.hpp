#pragma once

#include "load/clock.hpp"

namespace forebay::load {

/// Tells when steps are to begin so that they come evenly at a given rate, whatever happens to
/// those before: an open loop. A step that begins late is still measured from its moment.
class Pacer {
public:
    /// `rate` in steps a second, 0: no pace. `first` is the moment of the first step.
    Pacer(double rate, TimePoint first)
        : interval_(rate > 0 ? std::chrono::duration_cast<Duration>(
                                   std::chrono::duration<double>(1.0 / rate))
                             : Duration::zero()),
          next_(first) {}

    bool paced() const { return interval_ > Duration::zero(); }
    bool due(TimePoint now) const { return next_ <= now; }
    TimePoint next() const { return next_; }

    /// Takes the step that is due: the moment it was meant to begin.
    TimePoint take() {
        const TimePoint moment = next_;
        next_ += interval_;
        return moment;
    }

    /// Steps that were due before `now` and were not taken.
    long long behind(TimePoint now) const {
        return paced() && next_ < now ? (now - next_) / interval_ + 1 : 0;
    }

private:
    Duration interval_;
    TimePoint next_;
};

}  // namespace forebay::load
