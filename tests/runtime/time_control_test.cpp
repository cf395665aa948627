#include "tests/runtime/harness.hpp"
#include <forebay/runtime/admin.hpp>
#include <forebay/runtime/registry.hpp>
#include <forebay/runtime/time_control.hpp>

#include <gtest/gtest.h>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;

TEST(CatchUp, EndsOnceWhatHasExpiredIsNoLongerCounted) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    harness.send(queue, std::vector<std::string>(100, "old"));
    harness.restart(4 * 24h + 1s);  // the messages are on disk alone

    harness.run(harness.broker().admin().catch_up());
    EXPECT_EQ(harness.run(harness.broker().counts(queue)).value(), QueueCounts{});
}

TEST(TimeControl, KeepsTheOffsetBeforeTheClockMoves) {
    Harness harness;
    ManualClock real(TimePoint(1'700'000'000'000ms));
    OffsetClock clock(real, 0ms);
    TimeControl control(harness.broker(), clock);

    harness.hold_commits();
    auto moved = harness.start(control.advance(4 * 24h));
    harness.pass_a_moment();
    EXPECT_FALSE(is_ready(moved));
    EXPECT_EQ(clock.ahead(), 0ms);
    harness.release_commits();
    EXPECT_TRUE(moved.get().has_value());
    EXPECT_EQ(clock.ahead(), 4 * 24h);
    EXPECT_EQ(TimeControl::stored_ahead(harness.store()), 4 * 24h);

    const TimePoint christmas{std::chrono::sys_days(std::chrono::year(2026) / 12 / 24)};
    EXPECT_TRUE(harness.run(control.set(christmas)).has_value());
    EXPECT_EQ(control.now(), christmas);
    EXPECT_EQ(harness.run(control.set(christmas - 1ms)).error().code, Errc::invalid_parameter);
    EXPECT_EQ(harness.run(control.advance(400 * 366 * 24h)).error().code, Errc::invalid_parameter);
    EXPECT_EQ(clock.now(), christmas);
    EXPECT_EQ(TimeControl::stored_ahead(harness.store()), clock.ahead());
}

}  // namespace
}  // namespace forebay::runtime
