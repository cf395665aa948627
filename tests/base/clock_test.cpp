#include <forebay/base/clock.hpp>
#include <forebay/base/offset_clock.hpp>

#include <gtest/gtest.h>

namespace forebay {
namespace {

using namespace std::chrono_literals;

TEST(ManualClock, MovesWhenItIsToldTo) {
    ManualClock clock(TimePoint(5ms));

    EXPECT_EQ(clock.now(), TimePoint(5ms));
    EXPECT_EQ(clock.now(), TimePoint(5ms));
    clock.advance(14 * 24h);
    EXPECT_EQ(clock.now(), TimePoint(14 * 24h + 5ms));
}

TEST(SystemClock, NeverStepsBack) {
    SystemClock clock;
    TimePoint latest = clock.now();
    EXPECT_GT(latest, TimePoint(std::chrono::sys_days(std::chrono::January / 1 / 2024)));
    for (int i = 0; i < 10'000; ++i) {
        const TimePoint now = clock.now();
        ASSERT_GE(now, latest);
        latest = now;
    }
}

TEST(OffsetClock, RunsAsTheOtherOneDoesAndNeverStepsBack) {
    ManualClock real(TimePoint(5ms));
    OffsetClock clock(real, 1h);

    EXPECT_EQ(clock.now(), TimePoint(1h + 5ms));
    real.advance(1s);
    EXPECT_EQ(clock.now(), TimePoint(1h + 1s + 5ms));
    clock.move_ahead(4 * 24h);
    clock.move_ahead(2h);
    EXPECT_EQ(clock.now(), TimePoint(4 * 24h + 1s + 5ms));
    EXPECT_EQ(clock.ahead(), 4 * 24h);
}

}  // namespace
}  // namespace forebay
