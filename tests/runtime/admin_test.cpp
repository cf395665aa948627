#include "tests/runtime/harness.hpp"
#include <forebay/runtime/admin.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// The bodies of all pages, each of `max` messages at most.
std::vector<std::string> look(Harness& harness, const QueueInfoPtr& queue, MessagePhase phase,
                              std::size_t max) {
    std::vector<std::string> bodies;
    LookRequest request{.phase = phase, .messages_max = max};
    for (;;) {
        const LookPage page = harness.run(harness.broker().admin().look(queue, request)).value();
        EXPECT_LE(page.items.size(), max);
        for (const LookPage::Item& item : page.items) {
            bodies.push_back(item.message->body);
        }
        if (!page.next) {
            return bodies;
        }
        request.from = *page.next;
    }
}

std::vector<std::string> numbers(int count) {
    std::vector<std::string> texts;
    for (int i = 0; i < count; ++i) {
        texts.push_back(fmt::format("{:03}", i));
    }
    return texts;
}

TEST(Look, FindsEachMessageOnceWhereverItIs) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    harness.send(queue, numbers(100));
    harness.send(queue, {"late"}, 10s);
    const auto taken = harness.receive_all(queue, 10);
    harness.run(harness.broker().remove_messages(queue, {taken[3].receipt})).value();
    harness.run(harness.broker().change_visibility(queue, {{taken[5].receipt, 0s}})).value();

    auto visible = numbers(100);
    visible.erase(visible.begin(), visible.begin() + 10);
    visible.insert(visible.begin(), "005");
    const auto in_flight = {"000", "001", "002", "004", "006", "007", "008", "009"};
    for (const bool is_restarted : {false, true}) {
        for (const std::size_t max : {1U, 7U, 1000U}) {
            EXPECT_EQ(look(harness, queue, MessagePhase::visible, max), visible);
            EXPECT_THAT(look(harness, queue, MessagePhase::in_flight, max),
                        testing::ElementsAreArray(in_flight));
            EXPECT_THAT(look(harness, queue, MessagePhase::delayed, max), ElementsAre("late"));
        }
        if (!is_restarted) {
            harness.pass_a_moment();
            harness.advance(200ms);  // what is held for so long is on disk
            harness.restart();
        }
    }
}

TEST(Look, DoesNothingToMessages) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    harness.send(queue, {"job"});
    look(harness, queue, MessagePhase::visible, 10);

    const auto counts = harness.run(harness.broker().counts(queue)).value();
    EXPECT_EQ(counts.visible, 1U);
    EXPECT_EQ(harness.receive_all(queue, 1)[0].state.receive_count, 1U);
}

TEST(Look, PassesOverWhatHasExpired) {
    Harness harness;
    const auto queue = harness.create("orders").info;
    harness.send(queue, {"old"});
    harness.advance(2 * 24h);
    harness.send(queue, {"new"});
    harness.restart(2 * 24h);

    EXPECT_THAT(look(harness, queue, MessagePhase::visible, 10), ElementsAre("new"));
}

TEST(Lists, JumpOverWhatIsNotMeant) {
    Harness harness;
    for (const char* account : {"000000000001", "000000000002"}) {
        for (const char* region : {"a", "b"}) {
            for (const char* name : {"x", "y1", "y2"}) {
                QueueInfo wanted;
                wanted.key = {.account = account, .region = region, .name = name};
                harness.run(harness.broker().create(std::move(wanted))).value();
            }
        }
    }
    const auto names = [&](const Listing& listing) {
        std::string all;
        for (const QueueInfoPtr& queue : harness.broker().admin().queues(listing)) {
            all += queue->key.account.back() + queue->key.region + queue->key.name + ' ';
        }
        return all;
    };
    EXPECT_EQ(names({}), "1ax 1ay1 1ay2 1bx 1by1 1by2 2ax 2ay1 2ay2 2bx 2by1 2by2 ");
    EXPECT_EQ(names({.account = "000000000002"}), "2ax 2ay1 2ay2 2bx 2by1 2by2 ");
    EXPECT_EQ(names({.region = "b"}), "1bx 1by1 1by2 2bx 2by1 2by2 ");
    EXPECT_EQ(names({.prefix = "y"}), "1ay1 1ay2 1by1 1by2 2ay1 2ay2 2by1 2by2 ");
    EXPECT_EQ(names({.region = "a", .prefix = "y2"}), "1ay2 2ay2 ");
    EXPECT_EQ(names({.prefix = "y", .after = QueueKey{"000000000001", "b", "y1"}, .max = 2}),
              "1by2 2ay1 ");
    EXPECT_EQ(names({.account = "000000000003"}), "");
}

TEST(Reset, LeavesNothingBehindAndEndsLongPolls) {
    Harness harness({.recreate_interval = 60s});
    const auto queue = harness.create("orders").info;
    harness.send(queue, numbers(10));
    harness.receive(queue, 10);
    auto waiting = harness.start(harness.broker().receive(queue, asking(1, 20s), nullptr));
    harness.pass_a_moment();
    const auto gone = harness.create("gone").info;
    harness.run(harness.broker().remove(gone)).value();

    const auto removed = harness.run(harness.broker().admin().reset(""));
    EXPECT_EQ(removed.queues, 1U);
    const auto waited = waiting.get();
    EXPECT_TRUE(!waited || waited->empty());
    EXPECT_EQ(harness.stored_queues(), 0U);
    EXPECT_EQ(harness.stored_messages(), 0U);
    EXPECT_EQ(harness.stored_locks(), 0U);
    EXPECT_TRUE(harness.try_create("gone").has_value());
    EXPECT_TRUE(harness.try_create("orders").has_value());
}

}  // namespace
}  // namespace forebay::runtime
