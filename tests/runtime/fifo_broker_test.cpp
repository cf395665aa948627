#include "tests/runtime/harness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

QueueInfoPtr create_fifo(Harness& harness) {
    QueueInfo wanted;
    wanted.key = {.account = "000000000000", .region = "us-east-1", .name = "orders.fifo"};
    wanted.settings.fifo = true;
    return harness.run(harness.broker().create(wanted))->info;
}

/// Messages whose ids are their bodies and whose groups are the first letters of them.
std::vector<SendRequest> fifo_requests(Harness& harness, const std::vector<std::string>& bodies) {
    std::vector<SendRequest> requests = harness.requests(bodies);
    for (SendRequest& request : requests) {
        request.message->group_id = request.message->body.substr(0, 1);
        request.message->deduplication_id = request.message->body;
    }
    return requests;
}

std::vector<Accepted> send(Harness& harness, const QueueInfoPtr& queue,
                           const std::vector<std::string>& bodies) {
    return harness.run(harness.broker().send(queue, fifo_requests(harness, bodies))).value();
}

TEST(BrokerFifo, TellsOfALockOnceItIsDurable) {
    Harness harness;
    const auto queue = create_fifo(harness);
    send(harness, queue, {"a1"});
    harness.hold_commits();
    auto received = harness.start(harness.broker().receive(queue, ReceiveRequest(), nullptr));
    harness.pass_a_moment();
    EXPECT_FALSE(is_ready(received));
    harness.release_commits();
    EXPECT_EQ(received.get()->size(), 1);
}

TEST(BrokerFifo, KeepsLocksAndDuplicatesOverARestart) {
    Harness harness;
    auto queue = create_fifo(harness);
    const auto sent = send(harness, queue, {"a1", "a2", "b1"});
    EXPECT_EQ(harness.receive_all(queue, 1).size(), 1);
    harness.restart();

    queue = harness.broker().find("000000000000", "us-east-1", "orders.fifo").value();
    const auto again = send(harness, queue, {"a1", "b2"});
    EXPECT_EQ(again[0].sequence, sent[0].sequence);
    EXPECT_EQ(again[0].message_id, sent[0].message_id);
    EXPECT_THAT(harness.receive(queue), ElementsAre("b1", "b2"));
}

TEST(BrokerFifo, ADeleteWakesWhoWaitsForTheNextMessageOfTheGroup) {
    Harness harness;
    const auto queue = create_fifo(harness);
    send(harness, queue, {"a1", "a2"});
    const auto first = harness.receive_all(queue, 1);
    ReceiveRequest request;
    request.wait = 20s;
    auto waits = harness.start(harness.broker().receive(queue, request, nullptr));
    harness.pass_a_moment();
    EXPECT_FALSE(is_ready(waits));
    ASSERT_TRUE(harness.run(harness.broker().remove_messages(queue, {first[0].receipt})));
    EXPECT_EQ(waits.get()->at(0).message->body, "a2");
}

TEST(BrokerFifo, RepeatsANamedReceive) {
    Harness harness;
    const auto queue = create_fifo(harness);
    send(harness, queue, {"a1", "a2"});
    ReceiveRequest request;
    request.max_messages = 10;
    request.attempt = fingerprint("try");
    const auto first = harness.run(harness.broker().receive(queue, request, nullptr)).value();
    const auto again = harness.run(harness.broker().receive(queue, request, nullptr)).value();
    ASSERT_EQ(again.size(), 2);
    EXPECT_EQ(again[0].receipt, first[0].receipt);
    EXPECT_EQ(again[1].message->body, "a2");
}

}  // namespace
}  // namespace forebay::runtime
