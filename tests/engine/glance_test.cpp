#include "tests/engine/helpers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace forebay::engine {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Sequence send(Queue& queue, Duration delay = 0ms) {
    auto message = std::make_shared<Message>();
    message->id = random_uuid();
    message->body = "job";
    message->group_id = "group";  // of FIFO queues, as is the next
    message->deduplication_id = to_string(message->id);
    Changes changes;
    return queue.send(std::move(message), delay, start, changes).sequence;
}

std::vector<Sequence> held(const Glance& glance) {
    std::vector<Sequence> sequences;
    for (const Glance::Item& item : glance.held) {
        sequences.push_back(item.sequence);
    }
    return sequences;
}

TEST(Glance, SaysWhereTheMessagesOfEachPhaseAre) {
    const auto queue = make_queue({}, {});
    const Sequence first = send(*queue);
    const Sequence second = send(*queue);
    const Sequence third = send(*queue);
    const Sequence delayed = send(*queue, 10s);
    receive(*queue, start, 30s, 1);
    const auto again = receive(*queue, start, 30s, 1);
    hide(*queue, again[0], 0s, start);

    const Glance visible = queue->glance(MessagePhase::visible, Sequence{}, 10);
    EXPECT_THAT(held(visible), ElementsAre(second));
    EXPECT_EQ(visible.waiting_begin, third);
    EXPECT_EQ(visible.waiting_end, next(delayed));
    EXPECT_TRUE(queue->is_held(delayed)) << "so it does not count as waiting";

    const Glance in_flight = queue->glance(MessagePhase::in_flight, Sequence{}, 10);
    EXPECT_THAT(held(in_flight), ElementsAre(first));
    EXPECT_GE(in_flight.waiting_begin, in_flight.waiting_end);
    EXPECT_THAT(held(queue->glance(MessagePhase::in_flight, second, 10)), IsEmpty());
    EXPECT_THAT(held(queue->glance(MessagePhase::delayed, Sequence{}, 10)), ElementsAre(delayed));
}

TEST(Glance, EndsWhereItHasSeenEnough) {
    const auto queue = make_queue({}, {});
    std::vector<Sequence> sent;
    for (int i = 0; i < 5; ++i) {
        sent.push_back(send(*queue));
    }
    receive(*queue, start, 30s, 5);

    const Glance some = queue->glance(MessagePhase::in_flight, Sequence{}, 2);
    EXPECT_THAT(held(some), ElementsAre(sent[0], sent[1]));
    EXPECT_EQ(some.held_end, sent[2]);
    const Glance rest = queue->glance(MessagePhase::in_flight, some.held_end, 3);
    EXPECT_THAT(held(rest), ElementsAre(sent[2], sent[3], sent[4]));
    EXPECT_GT(rest.held_end, next(sent[4]));
}

TEST(Glance, OfAFifoQueueSaysFromWhereOnMessagesAreDelayed) {
    QueueInfo info;
    info.settings.fifo = true;
    info.settings.delay = 10s;
    const auto queue = make_queue(info, {});
    const Sequence sent = send(*queue);

    const Glance early = queue->glance(MessagePhase::delayed, Sequence{}, 10);
    EXPECT_LE(early.waiting_begin, sent);
    EXPECT_GT(early.waiting_end, sent);
    Changes changes;
    queue->tick(start + 10s, changes);
    const Glance late = queue->glance(MessagePhase::delayed, Sequence{}, 10);
    EXPECT_GT(late.waiting_begin, sent);
    const Glance visible = queue->glance(MessagePhase::visible, Sequence{}, 10);
    EXPECT_LE(visible.waiting_begin, sent);
    EXPECT_GT(visible.waiting_end, sent);
}

}  // namespace
}  // namespace forebay::engine
