#include "runtime/pace.hpp"

#include <gtest/gtest.h>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{Duration{1'700'000'000'000}};

TEST(Pace, LetsTheFirstGoAtOnceAndTheNextWhenItIsTheirTurn) {
    Pace pace(2, start);
    EXPECT_EQ(pace.allowed(10, start), 1U);
    pace.add(1);
    EXPECT_EQ(pace.next(), start + 500ms);
    EXPECT_EQ(pace.allowed(10, start + 499ms), 0U);
    EXPECT_EQ(pace.allowed(10, start + 500ms), 1U);
    pace.add(1);
    EXPECT_EQ(pace.allowed(10, start + 1500ms), 2U) << "as many as were due meanwhile";
    EXPECT_EQ(pace.allowed(1, start + 1500ms), 1U);
}

TEST(Pace, DoesNotMakeUpForALongPause) {
    Pace pace(100, start);
    pace.add(1);
    EXPECT_EQ(pace.allowed(1000, start + 1h), 1U);
    pace.add(1);
    EXPECT_EQ(pace.next(), start + 1h + 10ms);
}

TEST(Pace, KeepsARateThatDoesNotDivideASecond) {
    Pace pace(3, start);
    std::uint64_t done = 0;
    for (TimePoint now = start; now < start + 10s; now += 1ms) {
        const std::uint64_t allowed = pace.allowed(10, now);
        pace.add(allowed);
        done += allowed;
    }
    EXPECT_EQ(done, 30U);
}

TEST(Pace, OfNothingIsNoLimit) {
    Pace pace(0, start);
    pace.add(1'000'000);
    EXPECT_EQ(pace.allowed(32, start), 32U);
    EXPECT_EQ(pace.next(), start);
}

}  // namespace
}  // namespace forebay::runtime
