// The rows of SQS specification 8, each as a test.

#include "tests/engine/helpers.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace forebay::engine {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

QueueInfo fifo_info(Duration delay = 0ms) {
    QueueInfo info;
    info.settings.fifo = true;
    info.settings.delay = delay;
    return info;
}

std::unique_ptr<Queue> empty_queue(const QueueInfo& info = fifo_info(), WindowLimits limits = {}) {
    return make_queue(info, limits);
}

std::shared_ptr<Message> message_of(std::string group, std::string body, std::string id = {}) {
    static int ids = 0;
    auto message = std::make_shared<Message>();
    message->id = random_uuid();
    message->body = std::move(body);
    message->group_id = std::move(group);
    message->deduplication_id = id.empty() ? fmt::format("{}", ++ids) : std::move(id);
    return message;
}

/// Sends a message whose body is `<group><number>`, such as `a1`, with an id of its own.
Accepted send(Queue& queue, const std::string& body, TimePoint now = start, std::string id = {}) {
    Changes changes;
    return queue.send(message_of(body.substr(0, 1), body, std::move(id)), 0ms, now, changes);
}

std::unique_ptr<Queue> queue_holding(const std::vector<std::string>& bodies) {
    auto queue = empty_queue();
    for (const std::string& body : bodies) {
        send(*queue, body);
    }
    return queue;
}

std::vector<Delivery> receive_as(Queue& queue, std::string_view attempt, TimePoint now,
                                 Duration timeout = 30s, std::uint32_t most = 10) {
    Changes changes;
    return queue
        .receive(
            {.messages_max = most, .visibility_timeout = timeout, .attempt = fingerprint(attempt)},
            now, changes)
        .value();
}

/// Reads what the queue asks for from `sent`, as the runtime does.
void load(Queue& queue, const std::vector<std::pair<Sequence, MessagePtr>>& sent) {
    const auto request = queue.next_load();
    ASSERT_TRUE(request.has_value());
    Loaded loaded;
    loaded.generation = request->generation;
    loaded.range_end = request->messages_max > 0 ? request->end : Sequence{};
    for (const auto& [sequence, message] : sent) {
        if (std::ranges::find(request->single, sequence) != request->single.end()) {
            loaded.single.emplace_back(sequence, message);
        }
        if (request->messages_max > 0 && sequence >= request->begin && sequence < request->end) {
            if (loaded.range.size() == request->messages_max) {
                loaded.range_end = sequence;
                break;
            }
            loaded.range.emplace_back(sequence, message);
        }
    }
    Changes changes;
    queue.loaded(std::move(loaded), start, changes);
}

/// The queue as a restart makes it of what was recorded since it was new.
std::unique_ptr<Queue> restarted(const Queue& before, const Changes& changes,
                                 const QueueInfo& info = fifo_info()) {
    std::map<Sequence, MessageState> states;
    for (const Change& change : changes) {
        if (const auto* sent = std::get_if<Sent>(&change); sent != nullptr && sent->state) {
            states[sent->sequence] = *sent->state;
        }
        if (const auto* changed = std::get_if<StateChanged>(&change)) {
            states[changed->sequence] = changed->state;
        }
    }
    auto after = empty_queue(info);
    after->restore(before.counters());
    for (const auto& [sequence, state] : states) {
        after->apply(StateChanged{sequence, state});
    }
    for (const Change& change : changes) {
        if (std::holds_alternative<Deduplicated>(change)) {
            after->apply(change);
        }
    }
    return after;
}

// 8.1: order and locking.

TEST(FifoOrder, MessagesOfAGroupComeInTheOrderInWhichTheyWereSent) {
    auto queue = queue_holding({"a1", "a2", "a3"});
    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("a1", "a2", "a3"));
}

TEST(FifoOrder, TheRestOfAGroupIsBlockedAndAnotherGroupIsServed) {
    auto queue = queue_holding({"a1", "a2", "a3", "b1"});
    EXPECT_THAT(bodies(receive(*queue, start, 30s, 2)), ElementsAre("a1", "a2"));
    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("b1"));
    EXPECT_THAT(receive(*queue, start), IsEmpty());
}

TEST(FifoOrder, AGroupStaysBlockedWhileOneOfItsMessagesIsInFlight) {
    auto queue = queue_holding({"a1", "a2", "a3"});
    const auto received = receive(*queue, start, 30s, 2);
    remove(*queue, received[0], start);
    EXPECT_THAT(receive(*queue, start), IsEmpty());
}

TEST(FifoOrder, AGroupGoesOnAtOnceWhenAllThatWasInFlightIsDeleted) {
    auto queue = queue_holding({"a1", "a2", "a3"});
    const auto received = receive(*queue, start, 30s, 2);
    remove(*queue, received[0], start);
    remove(*queue, received[1], start);
    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("a3"));
}

TEST(FifoOrder, AMessageMadeVisibleComesAloneWhileTheNextIsInFlight) {
    auto queue = queue_holding({"a1", "a2", "a3"});
    const auto received = receive(*queue, start, 30s, 2);
    EXPECT_EQ(hide(*queue, received[0], 0s, start), std::nullopt);
    EXPECT_TRUE(queue->is_starved()) << "its body is on disk";
    load(*queue, {{received[0].sequence, received[0].message}});
    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("a1"));
}

TEST(FifoOrder, AMessageMadeVisibleSoonComesAloneThen) {
    auto queue = queue_holding({"a1", "a2", "a3"});
    const auto received = receive(*queue, start, 30s, 2);
    EXPECT_EQ(hide(*queue, received[0], 1s, start), std::nullopt);
    EXPECT_FALSE(queue->is_starved());
    Changes changes;
    queue->tick(start + 1s, changes);
    load(*queue, {{received[0].sequence, received[0].message}});
    EXPECT_THAT(bodies(receive(*queue, start + 1s)), ElementsAre("a1"));
}

struct Extended {
    std::size_t message;
    std::vector<std::string> receivable;
};

class FifoExtension : public testing::TestWithParam<Extended> {};

TEST_P(FifoExtension, OfOneMessageBlocksThoseBehindItWhenTheOthersExpire) {
    auto queue = queue_holding({"a1", "a2", "a3"});
    const auto received = receive(*queue, start, 1s);
    EXPECT_EQ(hide(*queue, received[GetParam().message], 30s, start), std::nullopt);

    Changes changes;
    queue->tick(start + 1s, changes);
    if (queue->is_starved()) {
        load(*queue, {{received[0].sequence, received[0].message},
                      {received[1].sequence, received[1].message},
                      {received[2].sequence, received[2].message}});
    }
    EXPECT_EQ(bodies(receive(*queue, start + 1s)), GetParam().receivable);
}

INSTANTIATE_TEST_SUITE_P(Spec8, FifoExtension,
                         testing::Values(Extended{0, {}}, Extended{1, {"a1"}},
                                         Extended{2, {"a1", "a2"}}));

TEST(FifoOrder, AMessageSentToABlockedGroupComesWhenItsHeadIsDeleted) {
    auto queue = queue_holding({"a1"});
    const auto received = receive(*queue, start);
    send(*queue, "a2");
    EXPECT_THAT(receive(*queue, start), IsEmpty());
    remove(*queue, received[0], start);
    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("a2"));
}

TEST(FifoOrder, WhatExpiresComesAgainInTheOriginalOrder) {
    auto queue = queue_holding({"a1", "a2", "b1"});
    const auto received = receive(*queue, start, 1s);
    Changes changes;
    queue->tick(start + 1s, changes);
    EXPECT_THAT(receive(*queue, start + 1s), IsEmpty()) << "from disk first";
    load(*queue, {{received[0].sequence, received[0].message},
                  {received[1].sequence, received[1].message},
                  {received[2].sequence, received[2].message}});
    const auto again = receive(*queue, start + 1s);
    EXPECT_THAT(bodies(again), ElementsAre("a1", "a2", "b1"));
    EXPECT_EQ(again[0].state.receive_count, 2);
}

TEST(FifoOrder, AReceiveThatHidesNothingBlocksNothing) {
    auto queue = queue_holding({"a1", "a2"});
    EXPECT_THAT(bodies(receive(*queue, start, 0s, 1)), ElementsAre("a1"));
    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("a1", "a2"));
}

// 8.2: several groups in one receive.

TEST(FifoRotation, AsManyAsPossibleOfOneGroupThenTheNext) {
    auto queue = queue_holding({"a1", "b1", "a2", "a3"});
    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("a1", "a2", "a3", "b1"));
}

TEST(FifoRotation, ServedGroupsGoToTheBack) {
    auto queue = queue_holding({"a1", "b1", "b2", "c1", "a2"});
    EXPECT_THAT(bodies(receive(*queue, start, 0s, 3)), ElementsAre("a1", "a2", "b1"));
    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("c1", "a1", "a2", "b1", "b2"));
}

TEST(FifoRotation, AGroupThatIsUnblockedStandsBehindThoseThatWait) {
    auto queue = queue_holding({"a1", "a2", "b1", "b2", "a3", "a4", "c1"});
    const auto received = receive(*queue, start, 30s, 2);
    remove(*queue, received[0], start);
    remove(*queue, received[1], start);
    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("b1", "b2", "c1", "a3", "a4"));
}

// 8.3: deduplication.

TEST(FifoDeduplication, ADuplicateGetsTheIdAndTheSequenceOfTheOriginal) {
    auto queue = empty_queue();
    const Accepted first = send(*queue, "a1", start, "same");
    const Accepted again = send(*queue, "a2", start + 1s, "same");
    EXPECT_EQ(again.sequence, first.sequence);
    EXPECT_EQ(again.message_id, first.message_id);
    EXPECT_THAT(bodies(receive(*queue, start + 1s)), ElementsAre("a1"));
}

TEST(FifoDeduplication, LastsFiveMinutesFromTheFirstSend) {
    auto queue = empty_queue();
    const Accepted first = send(*queue, "a1", start, "same");
    EXPECT_EQ(send(*queue, "a1", start + 4min, "same").sequence, first.sequence);
    EXPECT_EQ(send(*queue, "a1", start + 5min - 1ms, "same").sequence, first.sequence);
    const Accepted later = send(*queue, "a1", start + 5min, "same");
    EXPECT_GT(later.sequence, first.sequence);
    EXPECT_EQ(send(*queue, "a1", start + 6min, "same").sequence, later.sequence);
}

TEST(FifoDeduplication, GoesOnWhenTheMessageIsDeleted) {
    auto queue = empty_queue();
    const Accepted first = send(*queue, "a1", start, "same");
    remove(*queue, receive(*queue, start)[0], start);
    EXPECT_EQ(send(*queue, "a1", start + 1min, "same").sequence, first.sequence);
    EXPECT_THAT(receive(*queue, start + 1min), IsEmpty());
}

TEST(FifoDeduplication, OfTheQueueCoversAllGroups) {
    auto queue = empty_queue();
    const Accepted first = send(*queue, "a1", start, "same");
    EXPECT_EQ(send(*queue, "b1", start, "same").sequence, first.sequence);
}

TEST(FifoDeduplication, OfAGroupCoversItAlone) {
    QueueInfo info = fifo_info();
    info.deduplication_scope_at_creation = DeduplicationScope::message_group;
    auto queue = empty_queue(info);
    const Accepted first = send(*queue, "a1", start, "same");
    EXPECT_GT(send(*queue, "b1", start, "same").sequence, first.sequence);
    EXPECT_EQ(send(*queue, "a2", start, "same").sequence, first.sequence);
}

TEST(FifoDeduplication, KeepsItsScopeWhenTheReportedOneChanges) {
    QueueInfo info = fifo_info();
    auto queue = empty_queue(info);
    info.settings.deduplication_scope = DeduplicationScope::message_group;
    queue->configure(info.settings, start);
    const Accepted first = send(*queue, "a1", start, "same");
    EXPECT_EQ(send(*queue, "b1", start, "same").sequence, first.sequence);
}

TEST(FifoDeduplication, IsForgottenByAPurge) {
    auto queue = empty_queue();
    const Accepted first = send(*queue, "a1", start, "same");
    remove(*queue, receive(*queue, start)[0], start);
    Changes changes;
    queue->purge(changes);
    EXPECT_GT(send(*queue, "a1", start, "same").sequence, first.sequence);
}

TEST(FifoDeduplication, IsForgottenOnDiskSoonAfterItEnds) {
    auto queue = empty_queue();
    send(*queue, "a1", start, "same");
    remove(*queue, receive(*queue, start)[0], start);
    EXPECT_EQ(queue->next_deadline(), start + 6min);
    Changes changes;
    queue->tick(start + 6min, changes);
    ASSERT_THAT(changes, SizeIs(1));
    EXPECT_EQ(std::get<DeduplicationEnded>(changes[0]).end, first_sequence_at(start + 1min + 1ms));
    EXPECT_EQ(queue->next_deadline(), std::nullopt);
}

// 8.4: delay.

TEST(FifoDelay, IsThatOfTheQueue) {
    auto queue = empty_queue(fifo_info(5s));
    send(*queue, "a1", start);
    send(*queue, "a2", start + 1s);
    EXPECT_EQ(queue->counts(), (QueueCounts{.delayed = 2}));
    EXPECT_EQ(queue->next_deadline(), start + 5s);
    EXPECT_THAT(receive(*queue, start + 5s - 1ms), IsEmpty());
    EXPECT_THAT(bodies(receive(*queue, start + 5s)), ElementsAre("a1"));
    EXPECT_EQ(queue->counts(), (QueueCounts{.in_flight = 1, .delayed = 1}));
    EXPECT_THAT(receive(*queue, start + 6s), IsEmpty()) << "a1 is in flight";
}

TEST(FifoDelay, OfDelayedMessagesChangesWithTheQueues) {
    QueueInfo info = fifo_info(100s);
    auto queue = empty_queue(info);
    send(*queue, "a1", start);
    send(*queue, "b1", start + 10s);

    info.settings.delay = 20s;
    queue->configure(info.settings, start + 25s);
    EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 1, .delayed = 1}));
    info.settings.delay = 50s;
    queue->configure(info.settings, start + 26s);
    EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 1, .delayed = 1})) << "a1 stays visible";
    EXPECT_THAT(bodies(receive(*queue, start + 59s)), ElementsAre("a1"));
    EXPECT_THAT(bodies(receive(*queue, start + 60s, 30s, 1)), ElementsAre("b1"));
}

// 8.5: a receive that is repeated.

TEST(FifoAttempt, ReturnsTheSameMessagesAndReceiptsAndHidesThemAnew) {
    auto queue = queue_holding({"a1", "a2", "b1"});
    const auto first = receive_as(*queue, "try", start, 30s, 2);
    EXPECT_THAT(receive_as(*queue, "try", start + 20s), IsEmpty());
    EXPECT_TRUE(queue->is_starved()) << "the bodies are on disk";
    load(*queue, {{first[0].sequence, first[0].message}, {first[1].sequence, first[1].message}});

    const auto again = receive_as(*queue, "try", start + 20s);
    ASSERT_THAT(bodies(again), ElementsAre("a1", "a2"));
    EXPECT_EQ(receipt_of(again[0]), receipt_of(first[0]));
    EXPECT_EQ(receipt_of(again[1]), receipt_of(first[1]));
    EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 1, .in_flight = 2}));
    Changes changes;
    queue->tick(start + 50s - 1ms, changes);
    EXPECT_EQ(queue->counts().in_flight, 2);
    queue->tick(start + 50s, changes);
    EXPECT_EQ(queue->counts().in_flight, 0);
}

TEST(FifoAttempt, IsAnOrdinaryReceiveOnceSomethingHasChanged) {
    const auto repeated = [](const std::function<void(Queue&, const Delivery&)>& change) {
        auto queue = queue_holding({"a1", "a2", "b1"});
        const auto first = receive_as(*queue, "try", start, 30s, 2);
        change(*queue, first[1]);
        return bodies(receive_as(*queue, "try", start, 30s, 1));
    };
    EXPECT_THAT(repeated([](Queue& queue, const Delivery& last) { remove(queue, last, start); }),
                ElementsAre("b1"));
    EXPECT_THAT(repeated([](Queue& queue, const Delivery& last) { hide(queue, last, 60s, start); }),
                ElementsAre("b1"));
    EXPECT_THAT(repeated([](Queue& queue, const Delivery&) { receive_as(queue, "other", start); }),
                IsEmpty())
        << "nothing has changed: it waits for the bodies of a1 and a2";
}

TEST(FifoAttempt, IsAnOrdinaryReceiveAfterFiveMinutes) {
    auto queue = queue_holding({"a1", "b1"});
    receive_as(*queue, "try", start, 12h, 1);
    EXPECT_THAT(receive_as(*queue, "try", start + 5min - 1ms, 30s, 1), IsEmpty());
    auto other = queue_holding({"a1", "b1"});
    receive_as(*other, "try", start, 12h, 1);
    EXPECT_THAT(bodies(receive_as(*other, "try", start + 5min, 30s, 1)), ElementsAre("b1"));
}

// 6.15, 13: receipts.

TEST(FifoReceipt, ExpiresWithItsVisibilityTimeout) {
    auto queue = queue_holding({"a1"});
    const auto received = receive(*queue, start, 10s);
    EXPECT_EQ(try_remove(*queue, received[0], start + 10s), Errc::receipt_expired);
    EXPECT_EQ(hide(*queue, received[0], 10s, start + 10s), Errc::message_not_in_flight);
}

TEST(FifoReceipt, WorksInATimeoutThatWasExtended) {
    auto queue = queue_holding({"a1"});
    const auto received = receive(*queue, start, 10s);
    EXPECT_EQ(hide(*queue, received[0], 30s, start), std::nullopt);
    EXPECT_EQ(try_remove(*queue, received[0], start + 30s - 1ms), std::nullopt);
}

TEST(FifoReceipt, ExpiresWhenTheMessageIsReceivedAgain) {
    auto queue = queue_holding({"a1"});
    const auto first = receive(*queue, start, 0s);
    const auto second = receive(*queue, start, 10s);
    EXPECT_EQ(try_remove(*queue, first[0], start), Errc::receipt_expired);
    EXPECT_EQ(hide(*queue, first[0], 0s, start), Errc::message_not_in_flight);
    EXPECT_EQ(try_remove(*queue, second[0], start), std::nullopt);
    EXPECT_EQ(try_remove(*queue, second[0], start), std::nullopt) << "gone already: no error";
}

// 8.6: counters.

TEST(FifoCounts, MessagesOfBlockedGroupsAreVisible) {
    auto queue = queue_holding({"a1", "a2", "b1", "b2", "c1", "c2"});
    receive(*queue, start, 30s, 1);
    receive(*queue, start, 30s, 1);
    EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 4, .in_flight = 2}));
}

// 7.4: limits.

TEST(FifoLimits, BeyondThemThereIsNoErrorAndNoMessage) {
    auto queue = empty_queue();
    Changes changes;
    for (std::size_t i = 0; i <= limits::in_flight_max; ++i) {
        queue->send(message_of(fmt::format("group {}", i), "job"), 0ms, start, changes);
        if (i % 10 == 9) {
            ASSERT_EQ(receive(*queue, start).size(), 10);
        }
    }
    EXPECT_EQ(queue->counts(), (QueueCounts{.visible = 1, .in_flight = limits::in_flight_max}));
    EXPECT_THAT(receive(*queue, start), IsEmpty());
    EXPECT_FALSE(queue->is_starved());
}

TEST(FifoLimits, BodiesOfBlockedGroupsMakeRoomForThoseOfOthers) {
    auto queue = empty_queue(fifo_info(), {.messages_max = 4});
    for (const char* body : {"a1", "a2", "a3", "a4"}) {
        send(*queue, body);
    }
    receive(*queue, start, 30s, 1);
    for (const char* body : {"b1", "b2", "b3"}) {
        send(*queue, body);
    }
    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("b1", "b2", "b3"));
}

TEST(FifoLimits, GroupsBehindALongBlockedOneAreFound) {
    auto queue = empty_queue(fifo_info(), {.messages_max = 4, .look_ahead_max = 64});
    std::vector<std::pair<Sequence, MessagePtr>> sent;
    Changes changes;
    for (int i = 0; i < 30; ++i) {
        auto message = message_of(i < 29 ? "a" : "b", fmt::format("{}", i));
        sent.emplace_back(queue->send(message, 0ms, start, changes).sequence, message);
    }
    EXPECT_THAT(bodies(receive(*queue, start, 30s, 1)), ElementsAre("0"));
    EXPECT_THAT(receive(*queue, start), IsEmpty());
    while (queue->is_starved()) {
        load(*queue, sent);
    }
    EXPECT_THAT(bodies(receive(*queue, start)), ElementsAre("29"));
}

// Restarts.

TEST(FifoRestart, KeepsLocksDuplicatesAndNamedReceives) {
    auto before = empty_queue();
    Changes changes;
    std::vector<std::pair<Sequence, MessagePtr>> sent;
    for (const char* body : {"a1", "a2", "b1"}) {
        auto message = message_of(std::string(1, body[0]), body, body);
        sent.emplace_back(before->send(message, 0ms, start, changes).sequence, message);
    }
    const auto first =
        before
            ->receive({.messages_max = 1, .visibility_timeout = 30s, .attempt = fingerprint("try")},
                      start, changes)
            .value();

    auto after = restarted(*before, changes);
    EXPECT_EQ(after->counts(), before->counts());
    EXPECT_EQ(send(*after, "a1", start, "a1").sequence, sent[0].first);
    load(*after, sent);
    EXPECT_THAT(bodies(receive(*after, start)), ElementsAre("b1"));
    EXPECT_THAT(receive_as(*after, "try", start + 1s), IsEmpty());
    load(*after, sent);
    EXPECT_EQ(receipt_of(receive_as(*after, "try", start + 1s).at(0)), receipt_of(first[0]));
    remove(*after, first[0], start + 1s);
    EXPECT_THAT(bodies(receive(*after, start + 1s)), ElementsAre("a2"));
}

TEST(FifoRestart, KeepsDelaysAndWhoseHaveEnded) {
    QueueInfo info = fifo_info(10s);
    auto before = empty_queue(info);
    Changes changes;
    before->send(message_of("a", "a1"), 0ms, start, changes);
    before->send(message_of("b", "b1"), 0ms, start + 5s, changes);
    info.settings.delay = 60s;
    before->configure(info.settings, start + 10s);

    auto after = restarted(*before, changes, info);
    EXPECT_EQ(after->counts(), (QueueCounts{.visible = 1, .delayed = 1}));
    after->tick(start + 65s - 1ms, changes);
    EXPECT_EQ(after->counts(), (QueueCounts{.visible = 1, .delayed = 1}));
    after->tick(start + 65s, changes);
    EXPECT_EQ(after->counts(), (QueueCounts{.visible = 2}));
}

// 8.8: retention.

TEST(FifoRetention, DropsHeadsAndUnblocksTheirGroup) {
    QueueInfo info = fifo_info();
    info.settings.retention = 60s;
    auto queue = empty_queue(info);
    send(*queue, "a1", start);
    send(*queue, "a2", start + 30s);
    receive(*queue, start + 30s, 12h, 1);
    EXPECT_THAT(receive(*queue, start + 60s - 1ms), IsEmpty());
    EXPECT_THAT(bodies(receive(*queue, start + 60s)), ElementsAre("a2"));
}

}  // namespace
}  // namespace forebay::engine
