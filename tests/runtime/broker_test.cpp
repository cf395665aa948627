#include "tests/runtime/harness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <vector>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(BrokerQueues, AreMadeOnceAndFoundByName) {
    Harness harness;
    const auto first = harness.create("orders");
    const auto second = harness.create("orders");

    EXPECT_TRUE(first.created);
    EXPECT_FALSE(second.created);
    EXPECT_EQ(first.info->id, second.info->id);
    EXPECT_EQ(harness.broker().find("000000000000", "us-east-1", "orders").value()->id,
              first.info->id);
    EXPECT_EQ(harness.broker().find("000000000000", "eu-west-1", "orders").error().code,
              Errc::queue_not_found);
}

TEST(BrokerQueues, AreListedByNamePageByPage) {
    Harness harness;
    for (const char* name : {"b", "a", "c", "other"}) {
        harness.create(name);
    }
    const auto names = [&](std::string_view prefix, std::string_view after, std::size_t max) {
        std::vector<std::string> listed;
        for (const auto& info :
             harness.broker().list("000000000000", "us-east-1", prefix, after, max)) {
            listed.push_back(info->key.name);
        }
        return listed;
    };
    EXPECT_THAT(names("", "", 10), ElementsAre("a", "b", "c", "other"));
    EXPECT_THAT(names("", "a", 2), ElementsAre("b", "c"));
    EXPECT_THAT(names("o", "", 10), ElementsAre("other"));
    EXPECT_THAT(names("o", "other", 10), IsEmpty());
}

TEST(BrokerQueues, ThatAreRemovedTakeTheirMessagesAlong) {
    Harness harness;
    auto queue = harness.create("orders").info;
    harness.send(queue, {"job"});
    ASSERT_TRUE(harness.run(harness.broker().remove(queue)).has_value());

    EXPECT_EQ(harness.run(harness.broker().counts(queue)).error().code, Errc::queue_not_found);
    queue = harness.create("orders").info;
    EXPECT_THAT(harness.receive(queue), IsEmpty());
}

TEST(BrokerQueues, CanNotBeMadeAgainAtOnceWhereThatIsSet) {
    BrokerOptions options;
    options.recreate_interval = 60s;
    Harness harness(options);
    ASSERT_TRUE(harness.run(harness.broker().remove(harness.create("orders").info)).has_value());

    EXPECT_EQ(harness.try_create("orders").error().code, Errc::queue_deleted_recently);
    harness.advance(30s);
    harness.restart();
    EXPECT_EQ(harness.try_create("orders").error().code, Errc::queue_deleted_recently);
    harness.advance(30s);
    EXPECT_TRUE(harness.try_create("orders")->created);
}

TEST(BrokerQueues, LeaveNothingBehindWhenTheirNamesAreFreeAgain) {
    BrokerOptions options;
    options.recreate_interval = 60s;
    Harness harness(options);
    const auto remove = [&](const std::string& name) {
        ASSERT_TRUE(harness.run(harness.broker().remove(harness.create(name).info)).has_value());
    };
    remove("orders");
    remove("parcels");
    EXPECT_EQ(harness.stored_locks(), 2);

    harness.advance(60s);
    remove("orders");
    EXPECT_EQ(harness.stored_locks(), 1);
    harness.advance(60s);
    harness.restart();
    EXPECT_EQ(harness.stored_locks(), 0);
}

TEST(BrokerQueues, ArePurgedAtMostOnceAMinute) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    harness.send(queue, {"job"});

    EXPECT_TRUE(harness.run(harness.broker().purge(queue)).has_value());
    EXPECT_EQ(harness.run(harness.broker().counts(queue)).value(), QueueCounts{});
    EXPECT_EQ(harness.run(harness.broker().purge(queue)).error().code, Errc::purge_in_progress);
    harness.advance(30s);
    harness.restart();
    EXPECT_EQ(harness.run(harness.broker().purge(queue)).error().code, Errc::purge_in_progress);
    harness.advance(30s);
    EXPECT_TRUE(harness.run(harness.broker().purge(queue)).has_value());
}

TEST(BrokerMessages, AreThereAfterARestartInTheirStates) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    harness.send(queue, {"in flight", "deleted", "waiting"});
    harness.receive(queue, 1);
    const auto second = harness.receive_all(queue, 1);
    harness.run(harness.broker().remove_messages(queue, {second[0].receipt})).value();

    harness.restart();

    const auto again = harness.broker().find("000000000000", "us-east-1", "orders").value();
    EXPECT_EQ(harness.run(harness.broker().counts(again)).value(),
              (QueueCounts{.visible = 1, .in_flight = 1}));
    EXPECT_THAT(harness.receive(again), ElementsAre("waiting"));
    harness.advance(30s);
    const auto back = harness.receive_all(again, 1);
    ASSERT_EQ(back.size(), 1);
    EXPECT_EQ(back[0].message->body, "in flight");
    EXPECT_EQ(back[0].state.receive_count, 2);
}

TEST(BrokerMessages, OfABacklogBeyondTheWindowComeInOrder) {
    BrokerOptions options;
    options.window_bytes_total = 8000;
    Harness harness(options);
    const auto queue = harness.create("orders").info;
    std::vector<std::string> sent;
    for (int i = 0; i < 300; ++i) {
        sent.push_back("message " + std::to_string(i) + std::string(100, '.'));
        harness.send(queue, {sent.back()});
    }
    std::vector<std::string> received;
    while (received.size() < sent.size()) {
        const auto bodies = harness.receive(queue, 10);
        ASSERT_THAT(bodies, testing::Not(IsEmpty())) << "after " << received.size();
        received.insert(received.end(), bodies.begin(), bodies.end());
    }
    EXPECT_EQ(received, sent);
}

TEST(BrokerMessages, PastTheirRetentionAreGoneFromDiskToo) {
    BrokerOptions options;
    options.window_bytes_total = 4000;
    Harness harness(options);
    const auto queue = harness.create("orders").info;
    for (int i = 0; i < 50; ++i) {
        harness.send(queue, {std::string(200, 'x')});
    }
    harness.advance(4 * 24h);

    harness.until(
        [&] { return harness.run(harness.broker().counts(queue)).value() == QueueCounts{}; });
    harness.until_now([&] { return harness.stored_messages() == 0; });
}

TEST(BrokerSend, IsRefusedWhileTheDiskIsNearlyFull) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    harness.send(queue, {"before"});
    harness.set_free_bytes(1000);
    harness.advance(2s);

    EXPECT_EQ(harness.try_send(queue, "job").error().code, Errc::disk_full);
    const auto received = harness.receive_all(queue, 1);
    ASSERT_EQ(received.size(), 1);
    EXPECT_TRUE(
        harness.run(harness.broker().remove_messages(queue, {received[0].receipt})).has_value());

    harness.set_free_bytes(std::uint64_t{1} << 40U);
    EXPECT_TRUE(harness.try_send(queue, "job").has_value());
}

TEST(BrokerSend, IsAnsweredOnlyOnceItIsWritten) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    harness.send(queue, {"before"});  // looks at the disk's free space, which the next need not
    harness.receive(queue);
    harness.hold_commits();
    auto sent = harness.start(harness.broker().send(queue, harness.requests({"job"})));
    auto received = harness.start(harness.broker().receive(queue, asking(1), nullptr));

    harness.pass_a_moment();
    EXPECT_FALSE(is_ready(sent));
    EXPECT_FALSE(is_ready(received)) << "it tells of a message that is not written";
    harness.release_commits();
    EXPECT_TRUE(sent.get().has_value());
    EXPECT_EQ(received.get()->size(), 1);
}

TEST(BrokerLongPoll, WakesWhenAMessageIsSent) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    auto waiting = harness.start(harness.broker().receive(queue, asking(1, 20s), nullptr));
    harness.pass_a_moment();
    ASSERT_FALSE(is_ready(waiting));

    harness.send(queue, {"job"});
    EXPECT_EQ(waiting.get()->size(), 1);
}

TEST(BrokerLongPoll, WakesWhenADelayEnds) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    harness.send(queue, {"job"}, 5s);
    auto waiting = harness.start(harness.broker().receive(queue, asking(1, 20s), nullptr));
    harness.pass_a_moment();
    ASSERT_FALSE(is_ready(waiting));

    harness.advance(5s);
    EXPECT_EQ(waiting.get()->size(), 1);
}

TEST(BrokerLongPoll, WakesWhenAMessageBecomesVisibleAgain) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    harness.send(queue, {"job"});
    const auto received = harness.receive_all(queue, 1);
    auto waiting = harness.start(harness.broker().receive(queue, asking(1, 20s), nullptr));
    harness.pass_a_moment();
    ASSERT_FALSE(is_ready(waiting));

    harness.run(harness.broker().change_visibility(queue, {{received[0].receipt, 0s}})).value();
    EXPECT_EQ(waiting.get()->size(), 1);
}

TEST(BrokerLongPoll, EndsEmptyWhenItsTimeIsUp) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    auto waiting = harness.start(harness.broker().receive(queue, asking(1, 20s), nullptr));
    harness.pass_a_moment();
    harness.advance(20s - 1ms);
    ASSERT_FALSE(is_ready(waiting));

    harness.advance(1ms);
    EXPECT_THAT(waiting.get().value(), IsEmpty());
}

TEST(BrokerLongPoll, OfAClientThatLeftIsHandedNothing) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    Leaver leaver;
    auto gone = harness.start(harness.broker().receive(queue, asking(1, 20s), &leaver));
    leaver.wait_until_watched();
    harness.call([&] { leaver.leave(); });
    EXPECT_THAT(gone.get().value(), IsEmpty());

    harness.send(queue, {"job"});
    EXPECT_THAT(harness.receive(queue), ElementsAre("job"));
}

TEST(BrokerLongPoll, HandsEachMessageToOneInTheOrderOfTheirComing) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    auto first = harness.start(harness.broker().receive(queue, asking(1, 20s), nullptr));
    harness.pass_a_moment();
    auto second = harness.start(harness.broker().receive(queue, asking(1, 20s), nullptr));
    harness.pass_a_moment();

    harness.send(queue, {"a"});
    harness.send(queue, {"b"});
    EXPECT_EQ(first.get()->front().message->body, "a");
    EXPECT_EQ(second.get()->front().message->body, "b");
}

TEST(BrokerLongPoll, EndsEmptyWhenTheQueueIsDeletedOrTheBrokerStops) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    auto of_deleted = harness.start(harness.broker().receive(queue, asking(1, 20s), nullptr));
    harness.pass_a_moment();
    harness.run(harness.broker().remove(queue)).value();
    EXPECT_THAT(of_deleted.get().value(), IsEmpty());

    const auto other = harness.create("other").info;
    auto of_stopped = harness.start(harness.broker().receive(other, asking(1, 20s), nullptr));
    harness.pass_a_moment();
    harness.broker().stop_waiting();
    EXPECT_THAT(of_stopped.get().value(), IsEmpty());
}

TEST(BrokerReceipts, OfAReceiveThatACrashForgotStillDelete) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    harness.send(queue, {"job"});
    harness.drop_commits();  // the receive is answered, its bookkeeping is never written
    const auto received = harness.receive_all(queue, 1);
    ASSERT_EQ(received.size(), 1);
    harness.restart();

    const auto again = harness.broker().find("000000000000", "us-east-1", "orders").value();
    EXPECT_EQ(harness.run(harness.broker().counts(again))->visible, 1);
    harness.run(harness.broker().remove_messages(again, {received[0].receipt})).value();
    EXPECT_EQ(harness.run(harness.broker().counts(again)).value(), QueueCounts{});
    EXPECT_EQ(harness.stored_messages(), 0);
}

}  // namespace
}  // namespace forebay::runtime
