#include "tests/engine/helpers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace forebay::engine {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::unique_ptr<Queue> make(bool fifo, WindowLimits limits = {}) {
    QueueInfo info;
    info.settings.fifo = fifo;
    return make_queue(info, limits);
}

std::shared_ptr<Message> message_of(const std::string& body, const std::string& group = "g") {
    auto message = std::make_shared<Message>();
    message->id = random_uuid();
    message->body = body;
    message->group_id = group;
    message->deduplication_id = body;
    return message;
}

Sequence send(Queue& queue, const std::string& body, const std::string& group = "g",
              TimePoint now = start) {
    Changes changes;
    return queue.send(message_of(body, group), 0ms, now, changes).sequence;
}

std::shared_ptr<Message> moved(const std::string& body, TimePoint sent_at) {
    auto message = message_of(body);
    message->sent_at = sent_at;
    message->receive_count = 3;
    message->first_received_at = sent_at + 1ms;
    message->dead_letter_source_arn = "arn:aws:sqs:us-east-1:000000000000:source";
    return message;
}

void take_in(Queue& queue, const std::string& body, TimePoint sent_at, TimePoint now = start) {
    Changes changes;
    queue.take_in(moved(body, sent_at), now, changes);
}

std::vector<Sequence> sequences(const std::vector<Delivery>& deliveries) {
    std::vector<Sequence> sequences;
    for (const Delivery& delivery : deliveries) {
        sequences.push_back(delivery.sequence);
    }
    return sequences;
}

std::vector<Delivery> dead_letters(Queue& queue, TimePoint now = start, std::size_t max = 10) {
    Changes changes;
    return queue.take_dead_letters(max, now, changes);
}

void move_away(Queue& queue, const std::vector<Delivery>& taken) {
    Changes changes;
    for (const Delivery& delivery : taken) {
        queue.moved_away(delivery.sequence, changes);
    }
}

void stay(Queue& queue, const std::vector<Delivery>& taken) {
    for (const Delivery& delivery : taken) {
        queue.stay(delivery.sequence);
    }
}

TEST(DeadLetters, AreTakenWhenTheyAreVisibleAfterTheLastReceiveThatIsAllowed) {
    auto queue = make(false);
    queue->redrive_after(1);
    const Sequence sequence = send(*queue, "a");

    ASSERT_THAT(bodies(receive(*queue, start, 30s)), ElementsAre("a"));
    EXPECT_THAT(dead_letters(*queue), IsEmpty()) << "it is in flight";

    EXPECT_THAT(receive(*queue, start + 30s), IsEmpty());
    EXPECT_FALSE(queue->is_starved()) << "nobody is to wait for a body that is not received";
    EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 1}));
    const auto taken = dead_letters(*queue, start + 30s);
    ASSERT_THAT(sequences(taken), ElementsAre(sequence));
    EXPECT_EQ(taken[0].state.receive_count, 1U) << "the attempt that moves it is not counted";
    EXPECT_TRUE(queue->is_moving(sequence));
    EXPECT_THAT(receive(*queue, start + 60s), IsEmpty());
    EXPECT_THAT(dead_letters(*queue), IsEmpty());

    Changes changes;
    queue->moved_away(sequence, changes);
    EXPECT_EQ(changes.size(), 1U);
    EXPECT_EQ(queue->counts(), QueueCounts{});
    queue->moved_away(sequence, changes);
    EXPECT_EQ(changes.size(), 1U) << "it is gone already";
}

TEST(DeadLetters, StayWhereTheyAreWhenTheyCannotBeMoved) {
    auto queue = make(false);
    queue->redrive_after(1);
    send(*queue, "a");
    receive(*queue, start, 0s);
    const auto taken = dead_letters(*queue);
    stay(*queue, taken);

    EXPECT_EQ(sequences(dead_letters(*queue)), sequences(taken)) << "taken once more";
    stay(*queue, taken);
    queue->redrive_after(0);
    EXPECT_TRUE(queue->is_starved()) << "it is received again, once its body is read";
    EXPECT_THAT(dead_letters(*queue), IsEmpty());
}

TEST(DeadLetters, AreFoundAmongMessagesThatWereReceivedBeforeThePolicyCame) {
    auto queue = make(false);
    send(*queue, "a");
    send(*queue, "b");
    receive(*queue, start, 0s, 1);
    receive(*queue, start, 1s, 2);

    queue->redrive_after(3);
    EXPECT_THAT(dead_letters(*queue, start + 1s), IsEmpty());
    queue->redrive_after(1);
    EXPECT_EQ(dead_letters(*queue, start + 1s).size(), 2U);
}

TEST(DeadLetters, ArePurgedEvenOnTheirWay) {
    for (const bool fifo : {false, true}) {
        auto queue = make(fifo);
        queue->redrive_after(1);
        send(*queue, "a");
        receive(*queue, start, 0s);
        const auto taken = dead_letters(*queue);
        ASSERT_EQ(taken.size(), 1U);
        Changes changes;
        queue->purge(changes);
        changes.clear();
        queue->moved_away(taken[0].sequence, changes);
        queue->stay(taken[0].sequence);

        EXPECT_THAT(changes, IsEmpty());
        EXPECT_EQ(queue->counts(), QueueCounts{});
    }
}

TEST(DeadLetters, OfAGroupGoInItsOrderAndItGoesOnBehindThem) {
    auto queue = make(true);
    queue->redrive_after(1);
    const Sequence first = send(*queue, "a");
    const Sequence second = send(*queue, "b");
    send(*queue, "c");
    send(*queue, "d", "other");
    const auto received = receive(*queue, start, 30s, 2);
    hide(*queue, received[0], 60s, start);  // b is visible first, behind a that is not

    EXPECT_THAT(dead_letters(*queue, start + 30s), IsEmpty()) << "a is before it";
    const auto taken = dead_letters(*queue, start + 60s);
    EXPECT_THAT(sequences(taken), ElementsAre(first, second));
    EXPECT_THAT(bodies(receive(*queue, start + 60s)), ElementsAre("d")) << "the group waits";

    move_away(*queue, taken);
    EXPECT_THAT(bodies(receive(*queue, start + 60s)), ElementsAre("c"));
}

TEST(DeadLetters, OfAGroupAreNoMoreThanAskedFor) {
    auto queue = make(true);
    queue->redrive_after(1);
    const Sequence first = send(*queue, "a");
    const Sequence second = send(*queue, "b");
    receive(*queue, start, 0s);

    const auto taken = dead_letters(*queue, start, 1);
    EXPECT_THAT(sequences(taken), ElementsAre(first));
    EXPECT_THAT(dead_letters(*queue, start, 1), IsEmpty()) << "b's turn comes when a has gone";
    move_away(*queue, taken);
    EXPECT_THAT(sequences(dead_letters(*queue, start, 1)), ElementsAre(second));
}

TEST(TakenIn, AMessageCarriesItsCountsOn) {
    for (const bool fifo : {false, true}) {
        auto queue = make(fifo);
        take_in(*queue, "a", start - 1h);

        const auto received = receive(*queue, start, 0s);
        ASSERT_EQ(received.size(), 1U);
        EXPECT_EQ(received[0].state.receive_count, 4U);
        EXPECT_EQ(received[0].state.receive_count_here, 1U);
        EXPECT_EQ(received[0].state.first_received_at, start - 1h + 1ms);
        EXPECT_EQ(received[0].message->sent_at, start - 1h);
        EXPECT_EQ(received[0].message->deduplication_id,
                  fifo ? to_string(received[0].message->id) : "a");
    }
}

TEST(TakenIn, AStandardQueueCountsRetentionFromTheFirstQueueAndAFifoQueueAnew) {
    const TimePoint sent_at = start - 1h;
    for (const bool fifo : {false, true}) {
        auto queue = make(fifo);
        take_in(*queue, "a", sent_at);

        const TimePoint end = (fifo ? start : sent_at) + limits::retention_default;
        Changes changes;
        queue->tick(end - 1025ms, changes);
        EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 1}));
        queue->tick(end + 1025ms, changes);
        EXPECT_EQ(queue->counts(), QueueCounts{});
    }
}

TEST(TakenIn, MessagesOfOneMillisecondGetPlacesOfTheirOwn) {
    auto queue = make(false);
    std::vector<Sequence> places;
    for (std::uint64_t count : {0ULL, 1ULL, 524'287ULL, 524'288ULL, 536'870'911ULL}) {
        places.push_back(moved_sequence(start, count));
        EXPECT_TRUE(is_moved(places.back()));
        EXPECT_LT(std::chrono::abs(time_of(places.back()) - start), 1024ms);
    }
    EXPECT_THAT(places, testing::WhenSorted(testing::ContainerEq(places)));
    EXPECT_EQ(std::ranges::adjacent_find(places), places.end());

    take_in(*queue, "moved", start);
    EXPECT_FALSE(is_moved(send(*queue, "sent")));
}

TEST(TakenIn, AStandardQueueGivesTheOldestFirst) {
    auto queue = make(false);
    send(*queue, "new");
    take_in(*queue, "old", start - 1h);
    EXPECT_TRUE(queue->is_starved()) << "the oldest one waits on disk";
    take_in(*queue, "older", start - 2h);
    EXPECT_EQ(queue->counters().head, moved_sequence(start - 2h, 1));

    auto load = queue->next_load();
    ASSERT_TRUE(load.has_value());
    EXPECT_EQ(load->begin, moved_sequence(start - 2h, 1));
}

TEST(TakenIn, AMessageThatComesWhileTheBacklogIsReadIsNotPassedOver) {
    auto queue = make(false);
    QueueCounters counters{.last_sequence = moved_sequence(start, 9),
                           .head = first_sequence_at(start - 3h),
                           .message_count = 2,
                           .delayed_from = {},
                           .moved_in_count = 10};
    queue->restore(counters);
    const auto load = queue->next_load();
    take_in(*queue, "between", start - 2h);

    Changes changes;
    queue->loaded({.single = {},
                   .range = {{first_sequence_at(start - 3h), moved("first", start - 3h)},
                             {moved_sequence(start, 9), moved("last", start)}},
                   .range_end = load->end,
                   .generation = load->generation},
                  start, changes);
    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("first"));
    EXPECT_TRUE(queue->is_starved());
    EXPECT_EQ(queue->next_load()->begin, moved_sequence(start - 2h, 10));
}

TEST(TakeWaiting, TakesWhatMayBeReceivedWithoutAReceive) {
    for (const bool fifo : {false, true}) {
        auto queue = make(fifo);
        const Sequence first = send(*queue, "a");
        const Sequence second = send(*queue, "b");
        send(*queue, "c");

        Changes changes;
        const auto taken = queue->take_waiting(2, start, changes);
        EXPECT_THAT(bodies(taken), ElementsAre("a", "b"));
        EXPECT_THAT(changes, IsEmpty()) << "a restart forgets it";
        EXPECT_EQ(queue->counters().head, first) << "and finds them on disk";
        EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 3}));
        EXPECT_TRUE(queue->is_moving(second));
        EXPECT_THAT(
            bodies(receive(*queue, start)),
            fifo ? testing::Matcher<std::vector<std::string>>(IsEmpty()) : ElementsAre("c"));

        move_away(*queue, taken);
        EXPECT_EQ(queue->counts(),
                  (fifo ? QueueCounts{.visible = 1} : QueueCounts{.in_flight = 1}));
    }
}

TEST(TakeWaiting, WhatStaysIsReadFromDiskAgain) {
    for (const bool fifo : {false, true}) {
        auto queue = make(fifo);
        const Sequence first = send(*queue, "a");
        send(*queue, "b");
        Changes changes;
        stay(*queue, queue->take_waiting(2, start, changes));

        EXPECT_TRUE(queue->is_starved());
        EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 2}));
        EXPECT_EQ(queue->next_load()->begin, first);
    }
}

}  // namespace
}  // namespace forebay::engine
