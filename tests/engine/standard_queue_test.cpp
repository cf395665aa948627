#include "tests/engine/helpers.hpp"
#include <forebay/model/limits.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace forebay::engine {
namespace {

using namespace std::chrono_literals;
using testing::_;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::VariantWith;

constexpr WindowLimits wide;

std::unique_ptr<Queue> empty_queue(WindowLimits limits = wide, Duration retention = 4 * 24h) {
    QueueInfo info;
    info.settings.retention = retention;
    return make_queue(info, limits);
}

Sequence send(Queue& queue, std::string body, TimePoint now = start, Duration delay = 0ms) {
    auto message = std::make_shared<Message>();
    message->id = random_uuid();
    message->body = std::move(body);
    Changes changes;
    return queue.send(std::move(message), delay, now, changes).sequence;
}

std::unique_ptr<Queue> queue_holding(const std::vector<std::string>& bodies) {
    auto queue = empty_queue();
    for (const std::string& body : bodies) {
        send(*queue, body);
    }
    return queue;
}

TEST(QueueReceive, HidesAMessageUntilItsVisibilityTimeoutEnds) {
    auto queue = queue_holding({"job"});

    EXPECT_THAT(bodies(receive(*queue, start, 30s)), ElementsAre("job"));
    EXPECT_THAT(receive(*queue, start + 30s - 1ms), IsEmpty());
    EXPECT_EQ(queue->counts(), (QueueCounts{.in_flight = 1}));
    Changes changes;
    queue->tick(start + 30s, changes);
    EXPECT_TRUE(queue->is_starved()) << "its body was left to the disk";
    EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 1}));
}

TEST(QueueReceive, TakesTheOldestFirstAndNoMoreThanAsked) {
    auto queue = queue_holding({"a", "b", "c"});

    EXPECT_THAT(bodies(receive(*queue, start, 30s, 2)), ElementsAre("a", "b"));
    EXPECT_THAT(bodies(receive(*queue, start, 30s, 2)), ElementsAre("c"));
}

TEST(QueueReceive, WithATimeoutOfZeroHidesNothingAndStillCounts) {
    auto queue = queue_holding({"a", "b"});

    EXPECT_THAT(bodies(receive(*queue, start, 0s)), ElementsAre("a", "b"));
    const auto again = receive(*queue, start, 0s);
    EXPECT_THAT(bodies(again), ElementsAre("a", "b"));
    EXPECT_EQ(again[0].state.receive_count, 2);
    EXPECT_EQ(again[0].state.first_received_at, start);
}

TEST(QueueReceive, IsRecordedOnceAMessageIsHeldForLongerThanATenthOfASecond) {
    auto queue = queue_holding({"quick", "slow", "waiting"});
    const auto received = receive(*queue, start, 30s, 2);
    EXPECT_EQ(queue->next_deadline(), start + 100ms);
    EXPECT_EQ(queue->counters().head, received[0].sequence) << "the disk holds them as waiting";

    Changes changes;
    ASSERT_TRUE(queue->remove(receipt_of(received[0]), start + 1ms, changes));
    ASSERT_THAT(changes, ElementsAre(VariantWith<Removed>(_)));
    EXPECT_FALSE(std::get<Removed>(changes[0]).had_state);

    changes.clear();
    queue->tick(start + 100ms - 1ms, changes);
    EXPECT_THAT(changes, IsEmpty());
    queue->tick(start + 100ms, changes);
    ASSERT_THAT(changes, ElementsAre(VariantWith<StateChanged>(_)));
    EXPECT_EQ(std::get<StateChanged>(changes[0]).sequence, received[1].sequence);
    EXPECT_EQ(std::get<StateChanged>(changes[0]).state.receive_count, 1);
    EXPECT_GT(queue->counters().head, received[1].sequence);

    changes.clear();
    ASSERT_TRUE(queue->remove(receipt_of(received[1]), start + 1s, changes));
    EXPECT_TRUE(std::get<Removed>(changes.at(0)).had_state);
}

TEST(QueueReceive, IsRecordedAtAnOrderlyStop) {
    auto queue = queue_holding({"job"});
    receive(*queue, start, 30s);

    Changes changes;
    queue->settle(changes);
    EXPECT_THAT(changes, ElementsAre(VariantWith<StateChanged>(_)));
}

TEST(QueueReceive, IsRefusedWhenTooManyAreInFlight) {
    auto queue = empty_queue({.messages_max = 200'000, .bytes_max = std::size_t{1} << 30U});
    for (std::size_t i = 0; i < limits::in_flight_max + 1; ++i) {
        send(*queue, "x");
    }
    for (std::size_t i = 0; i + 10 < limits::in_flight_max; i += 10) {
        ASSERT_EQ(receive(*queue, start).size(), 10);
    }
    EXPECT_EQ(receive(*queue, start, 30s, 9).size(), 9);
    const auto last = receive(*queue, start, 30s, 10);
    EXPECT_EQ(last.size(), 1) << "as many as the limit leaves";

    Changes changes;
    EXPECT_EQ(
        queue->receive({.messages_max = 1, .visibility_timeout = 30s}, start, changes).error().code,
        Errc::over_limit);
    remove(*queue, last[0], start);
    EXPECT_EQ(receive(*queue, start).size(), 1);
}

TEST(QueueSend, DelaysAMessageUntilItsTime) {
    auto queue = empty_queue();
    send(*queue, "later", start, 5s);
    send(*queue, "now", start);

    EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 1, .delayed = 1}));
    EXPECT_EQ(queue->next_deadline(), start + 5s);
    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("now"));
    EXPECT_THAT(receive(*queue, start + 5s - 1ms), IsEmpty());
    EXPECT_FALSE(queue->is_starved());
    Changes changes;
    queue->tick(start + 5s, changes);
    EXPECT_TRUE(queue->is_starved());
}

TEST(QueueSend, GivesRisingSequencesEvenWhenManyComeInAMillisecond) {
    auto queue = empty_queue();
    const Sequence first = send(*queue, "a", start);
    const Sequence second = send(*queue, "b", start);
    const Sequence third = send(*queue, "c", start + 1ms);

    EXPECT_LT(first, second);
    EXPECT_LT(second, third);
    EXPECT_EQ(time_of(third), start + 1ms);
}

TEST(QueueSend, KeepsInMemoryOnlyWhatFitsTheWindow) {
    auto queue = empty_queue({.messages_max = 3, .bytes_max = 1 << 20});
    for (int i = 0; i < 100; ++i) {
        send(*queue, std::string(100, 'x'));
    }

    EXPECT_LT(queue->resident_bytes(), 3 * 500);
    EXPECT_EQ(receive(*queue, start).size(), 3);
    EXPECT_TRUE(queue->is_starved());
    EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 97, .in_flight = 3}));
}

TEST(QueueLoad, AsksForTheNextMessagesOfTheBacklogAndHandsThemOut) {
    auto queue = empty_queue({.messages_max = 2, .bytes_max = 1 << 20});
    send(*queue, "a");
    send(*queue, "b");
    const Sequence third = send(*queue, "c");
    receive(*queue, start);

    const auto request = queue->next_load();
    ASSERT_TRUE(request.has_value());
    EXPECT_LE(request->begin, third);
    EXPECT_GT(request->end, third);
    Loaded loaded;
    loaded.generation = request->generation;
    loaded.range_end = request->end;
    auto message = std::make_shared<Message>();
    message->body = "c";
    loaded.range.emplace_back(third, message);
    Changes changes;
    queue->loaded(std::move(loaded), start, changes);

    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("c"));
}

// What the reader would bring, of bodies that are all alike.
Loaded read_alone(const LoadRequest& request, const std::string& body) {
    Loaded loaded;
    loaded.generation = request.generation;
    loaded.range_end = request.end;
    auto message = std::make_shared<Message>();
    message->body = body;
    for (const Sequence sequence : request.single) {
        if (loaded.single.size() * body.size() > request.bytes_max) {
            break;
        }
        loaded.single.emplace_back(sequence, message);
    }
    return loaded;
}

TEST(QueueLoad, OfMessagesThatAreVisibleAgainIsBoundedAsTheWindowIs) {
    constexpr std::size_t bytes_max = 100'000;
    auto queue = empty_queue({.messages_max = 1000, .bytes_max = bytes_max});
    const std::string body(1000, 'x');
    for (int i = 0; i < 1000; ++i) {
        send(*queue, body, start, 1s);
    }
    Changes changes;
    queue->tick(start + 1s, changes);

    std::size_t received = 0;
    while (received < 1000) {
        while (auto request = queue->next_load()) {
            queue->loaded(read_alone(*request, body), start + 1s, changes);
            ASSERT_LT(queue->resident_bytes(), bytes_max * 5 / 4 + bytes_max * 3 / 2);
        }
        const auto deliveries = receive(*queue, start + 1s);
        ASSERT_THAT(deliveries, testing::SizeIs(10)) << "after " << received;
        received += deliveries.size();
    }
}

TEST(QueueLoad, BringsAMessageThatIsVisibleAgainThoughNewOnesTakeAllRoom) {
    auto queue = empty_queue({.messages_max = 4, .bytes_max = 1 << 20});
    send(*queue, "first");
    receive(*queue, start, 1s);
    for (int i = 0; i < 10; ++i) {
        send(*queue, "later");
    }
    Changes changes;
    queue->tick(start + 1s, changes);

    const auto request = queue->next_load();
    ASSERT_TRUE(request.has_value());
    queue->loaded(read_alone(*request, "first"), start + 1s, changes);

    EXPECT_THAT(bodies(receive(*queue, start + 1s, 30s, 1)), ElementsAre("first"));
}

TEST(QueueLoad, IsVoidAfterAPurge) {
    auto queue = empty_queue({.messages_max = 1, .bytes_max = 1 << 20});
    send(*queue, "a");
    const Sequence second = send(*queue, "b");
    receive(*queue, start);
    const auto request = queue->next_load();
    ASSERT_TRUE(request.has_value());
    Changes changes;
    queue->purge(changes);

    Loaded loaded;
    loaded.generation = request->generation;
    loaded.range_end = request->end;
    loaded.range.emplace_back(second, std::make_shared<Message>());
    queue->loaded(std::move(loaded), start, changes);

    EXPECT_THAT(receive(*queue, start), IsEmpty());
    EXPECT_EQ(queue->counts(), QueueCounts{});
}

TEST(QueueLoadDeathTest, EndsTheProcessWhenCountedMessagesAreNotOnDisk) {
    auto queue = empty_queue({.messages_max = 1, .bytes_max = 1 << 20});
    queue->restore({.last_sequence = first_sequence_at(start), .head = {}, .message_count = 3});
    const auto request = queue->next_load();
    ASSERT_TRUE(request.has_value());
    Loaded nothing;
    nothing.generation = request->generation;
    nothing.range_end = request->end;
    Changes changes;
    EXPECT_DEATH(queue->loaded(std::move(nothing), start, changes), "not on disk");
}

TEST(QueueRemove, DeletesByAnyReceiptHoweverOld) {
    auto queue = queue_holding({"job"});
    const auto received = receive(*queue, start, 1s);

    remove(*queue, received[0], start + 1h);
    EXPECT_EQ(queue->counts(), QueueCounts{});
    remove(*queue, received[0], start + 1h);  // again: no error
    EXPECT_EQ(queue->counts(), QueueCounts{});
}

TEST(QueueChangeVisibility, CountsFromNowAndReplacesTheOldTimeout) {
    auto queue = queue_holding({"job"});
    const auto received = receive(*queue, start, 30s);

    EXPECT_EQ(hide(*queue, received[0], 10s, start + 5s), std::nullopt);
    EXPECT_EQ(queue->next_deadline(), start + 15s);
    EXPECT_EQ(hide(*queue, received[0], 0s, start + 6s), std::nullopt);
    EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 1}));
}

TEST(QueueChangeVisibility, IsRefusedBeyondTwelveHoursSinceTheReceive) {
    auto queue = queue_holding({"job"});
    const auto received = receive(*queue, start, 30s);

    EXPECT_EQ(hide(*queue, received[0], 12h, start), std::nullopt);
    EXPECT_EQ(hide(*queue, received[0], 12h, start + 1ms), Errc::over_limit);
    EXPECT_EQ(hide(*queue, received[0], 12h - 1s, start + 1s), std::nullopt);
}

TEST(QueueChangeVisibility, IsRefusedWhenTheMessageIsGone) {
    auto queue = queue_holding({"job"});
    const auto received = receive(*queue, start, 30s);
    remove(*queue, received[0], start);

    EXPECT_EQ(hide(*queue, received[0], 10s, start), Errc::message_not_in_flight);
}

TEST(QueueRetention, RemovesWhatIsTooOldEvenInFlight) {
    auto queue = empty_queue(wide, 60s);
    send(*queue, "in flight", start);
    send(*queue, "waiting", start);
    send(*queue, "younger", start + 1ms);
    receive(*queue, start, 12h, 1);

    Changes changes;
    queue->tick(start + 60s - 1ms, changes);
    EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 2, .in_flight = 1}));
    changes.clear();
    EXPECT_EQ(queue->next_deadline(), start + 60s);
    queue->tick(start + 60s, changes);
    EXPECT_EQ(changes.size(), 2);
    EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 1}));
}

TEST(QueueRetention, RemovesWhatIsOnDiskAloneAsARange) {
    auto queue = empty_queue({.messages_max = 1, .bytes_max = 1 << 20}, 60s);
    for (int i = 0; i < 5; ++i) {
        send(*queue, "x", start);
    }
    Changes changes;
    queue->tick(start + 60s, changes);
    EXPECT_EQ(queue->counts().visible, 4) << "the one in memory is gone";

    const auto range = queue->next_expired_range(start + 60s);
    ASSERT_TRUE(range.has_value());
    queue->remove_expired(*range, 4, std::nullopt, start + 60s, changes);
    EXPECT_EQ(queue->counts(), QueueCounts{});
    EXPECT_EQ(queue->next_deadline(), std::nullopt);
}

TEST(QueuePurge, RemovesMessagesInEveryState) {
    auto queue = queue_holding({"a", "b"});
    send(*queue, "delayed", start, 5s);
    receive(*queue, start, 30s, 1);

    Changes changes;
    queue->purge(changes);
    EXPECT_EQ(queue->counts(), QueueCounts{});
    EXPECT_THAT(receive(*queue, start + 1h), IsEmpty());
    const Sequence after = send(*queue, "after", start);
    EXPECT_GT(after, Sequence{0});
    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("after"));
}

TEST(QueueRelease, LeavesTheBodiesToTheDisk) {
    auto queue = queue_holding({"a", "b"});
    queue->release();

    EXPECT_EQ(queue->resident_bytes(), 0);
    EXPECT_TRUE(queue->is_starved());
    EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 2}));
}

}  // namespace
}  // namespace forebay::engine
