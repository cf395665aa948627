#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace forebay {

/// A number that one thread adds to, and that every thread may read.
class Tally {
public:
    void add(std::uint64_t count = 1) {
        count_.store(count_.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
    }
    std::uint64_t count() const { return count_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> count_ = 0;
};

/// What a Histogram has counted, or several of the same bounds have.
struct HistogramCounts {
    std::span<const std::uint64_t> bounds;  ///< see Histogram
    std::vector<std::uint64_t> counts;      ///< up to each bound, and then what is beyond the last
    std::uint64_t sum = 0;

    /// How many values there were.
    std::uint64_t total() const {
        return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    }

    void add(const HistogramCounts& other) {
        for (std::size_t i = 0; i < counts.size(); ++i) {
            counts[i] += other.counts[i];
        }
        sum += other.sum;
    }
};

/// How often values fell between certain bounds. One thread adds, every thread may read.
class Histogram {
public:
    static constexpr std::size_t bounds_max = 19;

    /// `bounds`: up to `bounds_max` upper ones, each counting to its own range, rising. They
    /// outlive the histogram.
    explicit Histogram(std::span<const std::uint64_t> bounds) : bounds_(bounds) {}

    void add(std::uint64_t value) {
        const auto at = std::ranges::lower_bound(bounds_, value);
        counts_[static_cast<std::size_t>(at - bounds_.begin())].add();
        sum_.add(value);
    }

    HistogramCounts counts() const {
        HistogramCounts counted{.bounds = bounds_, .counts = {}, .sum = sum_.count()};
        for (std::size_t i = 0; i <= bounds_.size(); ++i) {
            counted.counts.push_back(counts_[i].count());
        }
        return counted;
    }

private:
    std::span<const std::uint64_t> bounds_;
    std::array<Tally, bounds_max + 1> counts_;
    Tally sum_;
};

/// Bounds for durations in nanoseconds: 100 µs to 25 s, that of the longest long poll and more.
inline constexpr std::array<std::uint64_t, 17> duration_bounds_ns = {
    100'000,       250'000,       500'000,       1'000'000,      2'500'000,     5'000'000,
    10'000'000,    25'000'000,    50'000'000,    100'000'000,    250'000'000,   500'000'000,
    1'000'000'000, 2'500'000'000, 5'000'000'000, 10'000'000'000, 25'000'000'000};

inline std::uint64_t nanoseconds_since(std::chrono::steady_clock::time_point began) {
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - began;
    return static_cast<std::uint64_t>(took.count());
}

}  // namespace forebay
