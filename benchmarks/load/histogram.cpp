#include "load/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace forebay::load {

void Histogram::record(Duration value) {
    const auto nanoseconds = static_cast<std::uint64_t>(std::max<Duration::rep>(value.count(), 0));
    ++counts_[bucket_of(nanoseconds)];
    ++count_;
    max_ = std::max(max_, nanoseconds);
    sum_ += static_cast<double>(nanoseconds);
}

void Histogram::add(const Histogram& other) {
    for (std::size_t i = 0; i < bucket_count; ++i) {
        counts_[i] += other.counts_[i];
    }
    count_ += other.count_;
    max_ = std::max(max_, other.max_);
    sum_ += other.sum_;
}

Duration Histogram::mean() const {
    if (count_ == 0) {
        return Duration::zero();
    }
    return Duration{static_cast<Duration::rep>(sum_ / static_cast<double>(count_))};
}

Duration Histogram::quantile(double fraction) const {
    if (count_ == 0) {
        return Duration::zero();
    }
    const double wanted = std::ceil(std::clamp(fraction, 0.0, 1.0) * static_cast<double>(count_));
    const auto rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(wanted), 1, count_);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < bucket_count; ++i) {
        seen += counts_[i];
        if (seen >= rank) {
            return Duration{static_cast<Duration::rep>(std::min(upper_end_of(i), max_))};
        }
    }
    return max();
}

// The first row of buckets holds 0 to 127, one value each. Row r >= 1 holds the values whose
// highest bit is bit r + 6, told apart by the seven bits below it.
std::size_t Histogram::bucket_of(std::uint64_t value) {
    if (value < buckets_per_power) {
        return static_cast<std::size_t>(value);
    }
    const auto highest_bit = static_cast<unsigned>(std::bit_width(value)) - 1;
    if (highest_bit >= value_bits) {
        return bucket_count - 1;
    }
    const unsigned row = highest_bit - precision_bits + 1;
    const std::uint64_t column = (value >> (row - 1)) - buckets_per_power;
    return row * buckets_per_power + static_cast<std::size_t>(column);
}

std::uint64_t Histogram::upper_end_of(std::size_t bucket) {
    const std::size_t row = bucket / buckets_per_power;
    const std::size_t column = bucket % buckets_per_power;
    if (row == 0) {
        return column;
    }
    return ((std::uint64_t{buckets_per_power} + column + 1) << (row - 1)) - 1;
}

}  // namespace forebay::load
