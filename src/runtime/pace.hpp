#pragma once

#include <forebay/base/clock.hpp>

#include <algorithm>
#include <cstdint>

namespace forebay::runtime {

/// How many things may be done by now, at so many a second: the first at once. What was not done
/// in time is not made up for, but for the latest second.
class Pace {
public:
    /// `per_second` of 0: as many as wanted.
    Pace(std::uint32_t per_second, TimePoint now) : per_second_(per_second), since_(now) {}

    /// Up to `wanted`.
    std::uint64_t allowed(std::uint64_t wanted, TimePoint now) {
        if (per_second_ == 0) {
            return wanted;
        }
        if (now >= next() + Duration(1000)) {
            since_ = now;
            done_ = 0;
        }
        const auto elapsed_ms = static_cast<std::uint64_t>((now - since_).count());
        const std::uint64_t due = elapsed_ms * per_second_ / 1000 + 1;
        return std::min(wanted, due - std::min(due, done_));
    }

    void add(std::uint64_t done) { done_ += done; }

    /// When the next one may be done.
    TimePoint next() const {
        return per_second_ == 0 ? since_
                                : since_ + Duration((done_ * 1000 + per_second_ - 1) / per_second_);
    }

private:
    std::uint32_t per_second_;
    TimePoint since_;
    std::uint64_t done_ = 0;  // since then
};

}  // namespace forebay::runtime
