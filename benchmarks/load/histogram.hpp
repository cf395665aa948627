#pragma once

#include "load/clock.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace forebay::load {

/// Latencies, counted in log-linear buckets: fixed memory, no allocation, error below 0.8 %.
///
/// Each power of two of nanoseconds is cut into 128 equal buckets, as in HdrHistogram. Values
/// below 128 ns are exact, those above 73 minutes fall in the last bucket.
///
/// Not thread-safe: a thread has its own, and they are added up at the end.
class Histogram {
public:
    void record(Duration value);
    void add(const Histogram& other);

    std::uint64_t count() const { return count_; }
    Duration max() const { return Duration{static_cast<Duration::rep>(max_)}; }
    Duration mean() const;

    /// The value that `fraction` (0 to 1) of all values do not exceed: the upper end of its bucket,
    /// but never more than `max()`. Zero when nothing was recorded.
    Duration quantile(double fraction) const;

private:
    static constexpr unsigned precision_bits = 7;
    static constexpr unsigned value_bits = 42;
    static constexpr std::size_t buckets_per_power = std::size_t{1} << precision_bits;
    static constexpr std::size_t bucket_count =
        (value_bits - precision_bits + 1) * buckets_per_power;

    static std::size_t bucket_of(std::uint64_t value);
    static std::uint64_t upper_end_of(std::size_t bucket);

    std::array<std::uint64_t, bucket_count> counts_{};
    std::uint64_t count_ = 0;
    std::uint64_t max_ = 0;
    double sum_ = 0;
};

}  // namespace forebay::load
