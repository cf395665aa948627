#include "load/histogram.hpp"

#include <gtest/gtest.h>

namespace forebay::load {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, IsZeroWhenNothingWasRecorded) {
    const Histogram histogram;
    EXPECT_EQ(histogram.count(), 0U);
    EXPECT_EQ(histogram.quantile(0.99), 0ns);
    EXPECT_EQ(histogram.mean(), 0ns);
}

TEST(Histogram, IsExactForSmallValuesAndForTheMaximum) {
    Histogram histogram;
    for (int i = 0; i < 128; ++i) {
        histogram.record(Duration{i});
    }
    EXPECT_EQ(histogram.quantile(0.5), 63ns);
    EXPECT_EQ(histogram.quantile(0), 0ns);
    histogram.record(123'456'789ns);
    EXPECT_EQ(histogram.quantile(1), 123'456'789ns);
    EXPECT_EQ(histogram.max(), 123'456'789ns);
}

TEST(Histogram, ErrsByLessThanOnePercent) {
    for (Duration::rep value = 1; value < Duration{1h}.count(); value = value * 17 / 13 + 1) {
        Histogram histogram;
        histogram.record(Duration{value});
        histogram.record(2h);  // so that the maximum does not help
        const double found = static_cast<double>(histogram.quantile(0.5).count());
        EXPECT_GE(found, static_cast<double>(value));
        EXPECT_LE(found, static_cast<double>(value) * 1.008);
    }
}

TEST(Histogram, RanksValues) {
    Histogram histogram;
    for (int i = 1; i <= 1000; ++i) {
        histogram.record(i * 1us);
    }
    EXPECT_NEAR(static_cast<double>(histogram.quantile(0.5).count()), 500e3, 4e3);
    EXPECT_NEAR(static_cast<double>(histogram.quantile(0.99).count()), 990e3, 8e3);
    EXPECT_NEAR(static_cast<double>(histogram.mean().count()), 500.5e3, 1);
}

TEST(Histogram, TakesValuesBeyondItsRange) {
    Histogram histogram;
    histogram.record(-5ns);
    histogram.record(100h);
    EXPECT_EQ(histogram.quantile(0.1), 0ns);
    EXPECT_EQ(histogram.max(), 100h);
}

TEST(Histogram, AddsUp) {
    Histogram one;
    Histogram two;
    one.record(1us);
    two.record(1ms);
    two.record(1s);
    one.add(two);
    EXPECT_EQ(one.count(), 3U);
    EXPECT_EQ(one.max(), 1s);
    EXPECT_NEAR(static_cast<double>(one.quantile(0.5).count()), 1e6, 8e3);
}

}  // namespace
}  // namespace forebay::load
