#include "runtime/delivery_count.hpp"
#include "tests/runtime/harness.hpp"
#include "tests/runtime/table_harness.hpp"
#include "tests/runtime/topic_harness.hpp"
#include <forebay/model/measurements.hpp>
#include <forebay/runtime/measuring.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

QueueInfoPtr create(Harness& harness, const std::string& name, QueueSettings settings = {}) {
    QueueInfo wanted;
    wanted.key = {.account = "000000000000", .region = "us-east-1", .name = name};
    wanted.settings = std::move(settings);
    return harness.run(harness.broker().create(std::move(wanted)))->info;
}

Harness::BeforeStart alone(std::size_t most) {
    return [most](Broker& broker) { measure_alone(broker, most); };
}

Measurements measure(Harness& harness) {
    return harness.run(measure(harness.broker()));
}

std::optional<QueueMeasurement> measure(Harness& harness, const std::string& name) {
    for (const auto& [key, queue] : measure(harness).queues.alone) {
        if (key.name == name) {
            return queue;
        }
    }
    return std::nullopt;
}

std::vector<std::string> measured_alone(Harness& harness) {
    std::vector<std::string> names;
    for (const auto& [key, queue] : measure(harness).queues.alone) {
        names.push_back(key.name);
    }
    return names;
}

void remove(Harness& harness, const QueueInfoPtr& queue, const std::vector<Delivery>& deliveries) {
    std::vector<Receipt> receipts;
    for (const Delivery& delivery : deliveries) {
        receipts.push_back(delivery.receipt);
    }
    ASSERT_TRUE(harness.run(harness.broker().remove_messages(queue, receipts)));
}

TEST(Measuring, CountsWhatHappensToMessages) {
    Harness harness;
    const QueueInfoPtr queue = harness.create("jobs").info;
    harness.send(queue, {"a", "bcd"});
    harness.send(queue, {"later"}, 60s);
    harness.advance(3s);
    const auto taken = harness.receive_all(queue, 1);
    remove(harness, queue, {taken[0], taken[0]});
    remove(harness, queue, taken);  // is gone already
    harness.receive_all(queue, 10);
    harness.receive_all(queue, 10);  // nothing

    const auto measured = measure(harness, "jobs");
    EXPECT_EQ(measured->tally, (QueueTally{.sent = 3,
                                           .sent_bytes = 9,
                                           .deduplicated = 0,
                                           .received = 2,
                                           .empty_receives = 1,
                                           .deleted = 1,
                                           .dead_lettered = 0,
                                           .moved_in = 0,
                                           .expired = 0}));
    EXPECT_EQ(measured->counts, (QueueCounts{.visible = 0, .in_flight = 1, .delayed = 1}));
}

TEST(Measuring, KnowsWhenTheOldestMessageWasSent) {
    Harness harness;
    const QueueInfoPtr queue = harness.create("jobs").info;
    EXPECT_EQ(measure(harness, "jobs")->oldest_sent_at, std::nullopt);

    const TimePoint first = harness.broker().clock().now();
    harness.send(queue, {"first"});
    harness.advance(5s);
    harness.send(queue, {"second"});
    EXPECT_EQ(measure(harness, "jobs")->oldest_sent_at, first);

    const auto taken = harness.receive_all(queue, 1);
    EXPECT_EQ(measure(harness, "jobs")->oldest_sent_at, first) << "in flight";
    remove(harness, queue, taken);
    EXPECT_EQ(measure(harness, "jobs")->oldest_sent_at, first + 5s);
}

TEST(Measuring, AnEmptyLongPollIsOneEmptyReceive) {
    Harness harness;
    const QueueInfoPtr queue = harness.create("jobs").info;
    auto polled = harness.start(harness.broker().receive(queue, asking(1, 5s), nullptr));
    harness.pass_a_moment();
    EXPECT_EQ(measure(harness, "jobs")->tally.empty_receives, 0U);

    harness.advance(5s);
    EXPECT_THAT(polled.get().value(), testing::IsEmpty());
    EXPECT_EQ(measure(harness, "jobs")->tally.empty_receives, 1U);
}

TEST(Measuring, ALongPollThatGetsAMessageIsNoEmptyReceive) {
    Harness harness;
    const QueueInfoPtr queue = harness.create("jobs").info;
    auto polled = harness.start(harness.broker().receive(queue, asking(1, 5s), nullptr));
    harness.pass_a_moment();
    harness.send(queue, {"a"});

    EXPECT_EQ(polled.get().value().size(), 1U);
    EXPECT_EQ(measure(harness, "jobs")->tally.empty_receives, 0U);
    EXPECT_EQ(measure(harness, "jobs")->tally.received, 1U);
}

TEST(Measuring, CountsDeadLettersOnBothSides) {
    Harness harness;
    const QueueInfoPtr dead = create(harness, "dead");
    QueueSettings redrive;
    redrive.redrive = RedrivePolicy{arn(dead->key), 1};
    const QueueInfoPtr source = create(harness, "source", redrive);
    harness.send(source, {"a", "b"});
    ReceiveRequest request = asking(10);
    request.visibility_timeout = 0s;
    harness.run(harness.broker().receive(source, request, nullptr)).value();
    harness.run(harness.broker().receive(source, request, nullptr)).value();

    EXPECT_EQ(measure(harness, "source")->tally.dead_lettered, 2U);
    EXPECT_EQ(measure(harness, "source")->tally.deleted, 0U);
    EXPECT_EQ(measure(harness, "dead")->tally.moved_in, 2U);
    EXPECT_EQ(measure(harness, "dead")->tally.sent, 0U);
}

TEST(Measuring, CountsDuplicatesApart) {
    Harness harness;
    QueueSettings fifo;
    fifo.fifo = true;
    const QueueInfoPtr queue = create(harness, "jobs.fifo", fifo);
    for (int i = 0; i < 3; ++i) {
        auto requests = harness.requests({"a"});
        requests[0].message->group_id = "g";
        requests[0].message->deduplication_id = "d";
        harness.run(harness.broker().send(queue, std::move(requests))).value();
    }

    EXPECT_EQ(measure(harness, "jobs.fifo")->tally.sent, 1U);
    EXPECT_EQ(measure(harness, "jobs.fifo")->tally.deduplicated, 2U);
}

TEST(Measuring, CountsWhatRetentionRemoves) {
    Harness harness;
    QueueSettings brief;
    brief.retention = 60s;
    const QueueInfoPtr queue = create(harness, "jobs", brief);
    harness.send(queue, {"a", "b"});
    harness.receive_all(queue, 1);
    harness.advance(61s);

    EXPECT_EQ(measure(harness, "jobs")->tally.expired, 2U);
    EXPECT_EQ(measure(harness, "jobs")->tally.deleted, 0U);
    EXPECT_EQ(measure(harness, "jobs")->counts, QueueCounts{});
}

TEST(Measuring, TheOldestQueuesAreMeasuredAloneAndKeepTheirPlaces) {
    Harness harness({}, alone(2));
    const QueueInfoPtr first = create(harness, "z");
    create(harness, "y");
    create(harness, "a");
    EXPECT_THAT(measured_alone(harness), ElementsAre("y", "z"));

    harness.run(harness.broker().remove(first)).value();
    EXPECT_THAT(measured_alone(harness), ElementsAre("y"));
    create(harness, "b");
    EXPECT_THAT(measured_alone(harness), ElementsAre("b", "y"));

    harness.restart();
    EXPECT_THAT(measured_alone(harness), ElementsAre("a", "y")) << "the oldest";
}

TEST(Measuring, WhatTheOthersHaveCountedStaysWhenOneIsRemoved) {
    Harness harness({}, alone(0));
    const QueueInfoPtr first = create(harness, "a");
    const QueueInfoPtr second = create(harness, "b");
    harness.send(first, {"1", "2"});
    harness.send(second, {"3"});
    const auto before = measure(harness).queues;
    EXPECT_EQ(before.others_count, 2U);
    EXPECT_EQ(before.others.tally.sent, 3U);
    EXPECT_EQ(before.others.counts.visible, 3U);

    harness.run(harness.broker().remove(first)).value();
    const auto after = measure(harness).queues;
    EXPECT_EQ(after.others.tally.sent, 3U);
    EXPECT_EQ(after.others.counts.visible, 1U);
}

TEST(Measuring, OutboxesAreNoQueues) {
    TopicHarness harness({}, alone(0));
    const TopicPtr topic = harness.create_topic("events");
    harness.subscribe(topic, wanted(SubscriptionProtocol::http, "http://127.0.0.1:1/")).value();

    const auto measured = measure(harness);
    EXPECT_EQ(measured.queues.others_count, 0U);
    EXPECT_EQ(measured.topics.others_count, 1U);
    EXPECT_EQ(measured.topics.others.subscriptions, 1U);
}

TopicTally topic_tally(Harness& harness) {
    return measure(harness).topics.alone.at(0).second.tally;
}

TEST(Measuring, CountsWhatBecomesOfNotifications) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("events");
    harness.create_queue("all");
    harness.create_queue("some");
    const QueueInfoPtr gone = harness.create_queue("gone");
    harness.subscribe(topic, "all");
    harness.subscribe(topic, "some", R"({"kind":["a"]})");
    harness.subscribe(topic, "gone");
    harness.publish(topic, "one").value();
    harness.run(harness.broker().remove(gone)).value();
    harness.publish(topic, "more").value();

    const TopicTally tally = topic_tally(harness);
    EXPECT_EQ(tally.published, 2U);
    EXPECT_EQ(tally.published_bytes, 7U);
    EXPECT_EQ(tally.filtered, 2U);
    EXPECT_EQ(tally.of(SubscriptionProtocol::sqs),
              (NotificationTally{.attempts = 4, .delivered = 3, .failed = 1}));
}

TEST(Measuring, WhatGoesToTheDeadLetterQueueOfASubscriptionHasFailed) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("events");
    const QueueInfoPtr dead = harness.create_queue("dead");
    harness.subscribe(topic, "nowhere", "", "dead");
    harness.publish(topic, "one").value();

    EXPECT_THAT(harness.drain(dead), ElementsAre("one"));
    EXPECT_EQ(topic_tally(harness).of(SubscriptionProtocol::sqs),
              (NotificationTally{.attempts = 1, .delivered = 0, .failed = 1}));
}

TEST(Measuring, CountsAttemptsToDeliverFromOutboxes) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("events");
    for (const auto attempt : {Attempt::failed, Attempt::failed, Attempt::delivered}) {
        count(harness.broker(), *topic, SubscriptionProtocol::https, attempt);
    }
    count(harness.broker(), *topic, SubscriptionProtocol::https, Attempt::failed_for_good);

    EXPECT_EQ(topic_tally(harness).of(SubscriptionProtocol::https),
              (NotificationTally{.attempts = 4, .delivered = 1, .failed = 1}));
}

TEST(Measuring, CountsDuplicatesOfATopicApart) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("events.fifo");
    harness.publish(topic, publication("one", "g", "d"));
    harness.publish(topic, publication("two", "g", "d"));

    EXPECT_EQ(topic_tally(harness).published, 1U);
    EXPECT_EQ(topic_tally(harness).deduplicated, 1U);
}

TEST(Measuring, CountsWritesToTables) {
    TableHarness harness;
    const TableInfoPtr table = harness.create_table("orders");
    harness.put(table, {{"id", "1"}});
    harness.put(table, {{"id", "2"}});
    harness.remove(table, {{"id", "1"}});
    Write refused{.kind = Write::Kind::put,
                  .table = table,
                  .item = item({{"id", "2"}}),
                  .condition = condition("attribute_not_exists(id)"),
                  .update = {}};
    EXPECT_TRUE(harness.write(std::move(refused)).refusal.has_value());

    const auto measured = measure(harness).tables.alone.at(0);
    EXPECT_EQ(measured.first.name, "orders");
    EXPECT_EQ(measured.second.tally.writes, 3U);
    EXPECT_EQ(measured.second.tally.conditions_failed, 1U);
    EXPECT_EQ(measured.second.items.items, 1U);
}

TEST(Measuring, CountsCommits) {
    Harness harness;
    const QueueInfoPtr queue = harness.create("jobs").info;
    const auto before = measure(harness).commits;
    harness.send(queue, {"a"});
    const auto after = measure(harness).commits;

    EXPECT_GT(after.commits_ns->total(), before.commits_ns->total());
    EXPECT_GT(after.operations->sum, before.operations->sum);
    EXPECT_GT(after.batches, before.batches);
    EXPECT_GT(after.bytes, before.bytes);
}

}  // namespace
}  // namespace forebay::runtime
