#include "tests/runtime/replay_harness.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <thread>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

std::vector<std::string> numbered(int from, int to, const std::string& mark) {
    std::vector<std::string> texts;
    for (int i = from; i < to; ++i) {
        texts.push_back(fmt::format("a{}{}", i, mark));
    }
    return texts;
}

TEST(Replay, HandsOutWhatWasArchivedAndThenWhatIsPublished) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_archive("t.fifo");
    for (const auto* text : {"a1", "b1", "a2"}) {
        harness.publish_text(topic, text);
    }
    const auto [queue, subscription] = harness.replay(topic, "q.fifo", {.from = harness.time()});
    EXPECT_EQ(subscription->replay->status, ReplayStatus::pending);
    harness.until_ended(subscription);
    EXPECT_EQ(harness.now(subscription)->replay->status, ReplayStatus::completed);
    harness.publish_text(topic, "a3");
    EXPECT_THAT(harness.drain(queue), ElementsAre("a1*", "a2*", "a3", "b1*")) << "by groups";
}

// Also not when it had nothing to hand out, and so ended while it was being asked for.
TEST(Replay, IsNotRepeatedAfterARestart) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_archive("t.fifo");
    harness.publish_text(topic, "a0");
    harness.advance(1s);
    std::vector<QueueInfoPtr> queues;
    for (int i = 0; i < 20; ++i) {
        const auto [queue, subscription] =
            harness.replay(topic, fmt::format("q{}.fifo", i), {.from = harness.time()});
        harness.until_ended(subscription);
        queues.push_back(queue);
    }
    harness.publish_text(topic, "a1");
    harness.restart(1h);  // no queue knows what is sent again as a duplicate
    harness.advance(1s);
    for (const QueueInfoPtr& queue : queues) {
        EXPECT_THAT(harness.drain(queue), ElementsAre("a1"));
    }
}

TEST(Replay, KeepsWhatWasPublished) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_archive("t.fifo");
    const Published published = harness.publish(topic, publication("text", "group", "id"));
    harness.advance(1h);
    const auto [queue, subscription] =
        harness.replay(topic, "q.fifo", {.from = harness.time() - 1h});
    harness.until_ended(subscription);
    const auto message = harness.receive_all(queue, 1).at(0).message;
    EXPECT_EQ(message->group_id, "group");
    EXPECT_EQ(message->deduplication_id, "id");
    EXPECT_EQ(message->trace_header, std::to_string(published.sequence_number));
}

TEST(Replay, StartsAndEndsWhereItIsTold) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_archive("t.fifo");
    const TimePoint begin = harness.time();
    for (const auto* text : {"a1", "a2", "a3", "a4"}) {
        harness.publish_text(topic, text);
        harness.advance(1s);
    }
    const auto [queue, subscription] =
        harness.replay(topic, "q.fifo", {.from = begin + 1s, .until = begin + 2s});
    harness.until_ended(subscription);
    harness.publish_text(topic, "a5");
    EXPECT_THAT(harness.drain(queue), ElementsAre("a2*", "a3*")) << "both ends are in it";

    harness.set(subscription, std::nullopt);
    harness.publish_text(topic, "a6");
    EXPECT_THAT(harness.drain(queue), ElementsAre("a6"));
}

TEST(Replay, BeginsAnewWhenItIsSetAgain) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_archive("t.fifo");
    const TimePoint begin = harness.time();
    harness.publish_text(topic, "a1");
    harness.advance(1s);
    harness.publish_text(topic, "a2");
    const auto [queue, subscription] = harness.replay(topic, "q", {.from = begin});
    harness.until_ended(subscription);
    EXPECT_THAT(harness.drain(queue), ElementsAre("a1*", "a2*"));
    harness.set(subscription, Replay{.from = begin + 1s});
    harness.until_ended(subscription);
    harness.set(subscription, Replay{.from = begin + 1s});
    harness.until_ended(subscription);
    EXPECT_THAT(harness.drain(queue), ElementsAre("a2*", "a2*"));
}

TEST(Replay, HasTheFilterPolicyOfNow) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_archive("t.fifo");
    for (const auto* colour : {"red", "blue", "red"}) {
        Publication made = publication(colour, "g", to_string(random_uuid()));
        made.attributes = {{.name = "colour", .data_type = "String", .value = colour}};
        harness.publish(topic, std::move(made));
    }
    const auto [queue, subscription] =
        harness.replay(topic, "q.fifo", {.from = harness.time()}, R"({"colour":["red"]})");
    harness.until_ended(subscription);
    EXPECT_THAT(harness.drain(queue), ElementsAre("red*", "red*"));
}

TEST(Replay, OfAnEmptyArchiveIsOverAtOnce) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_archive("t.fifo");
    const auto [queue, subscription] = harness.replay(topic, "q.fifo", {.from = harness.time()});
    harness.until_ended(subscription);
    harness.publish_text(topic, "a1");
    EXPECT_THAT(harness.drain(queue), ElementsAre("a1"));
}

TEST(Replay, GoesOnAfterACrashWhereItWas) {
    for (const std::size_t commits : {0U, 1U, 2U, 3U, 4U, 5U, 6U}) {
        ReplayHarness harness;
        const TopicPtr topic = harness.create_archive("t.fifo");
        const TimePoint begin = harness.time();
        std::vector<Publication> publications;
        for (const std::string& text : numbered(100, 600, "")) {
            publications.push_back(publication(text, "a", text));
        }
        harness.start_publish(topic, std::move(publications)).get().value();
        const QueueInfoPtr queue = harness.create_queue("q.fifo");
        const SubscriptionPtr subscription = harness.subscribe(topic, "q.fifo");
        harness.crash_after(commits);
        harness.set(subscription, Replay{.from = begin});
        harness.until_ended(subscription);
        harness.restart();
        if (!harness.now(subscription)->replay) {
            harness.set(subscription, Replay{.from = begin});
        }
        harness.until_ended(subscription);
        EXPECT_THAT(harness.drain(queue), ElementsAreArray(numbered(100, 600, "*"))) << commits;
    }
}

// Whatever is published while a replay runs comes behind it, in its place, however it gets there.
TEST(Replay, IsOvertakenByNothing) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_archive("t.fifo");
    const TimePoint begin = harness.time();
    constexpr int count = 3000;
    std::atomic<int> published = 0;
    std::thread publisher([&] {
        for (const std::string& text : numbered(1000, 1000 + count, "")) {
            harness.publish_text(topic, text);
            ++published;
        }
    });
    while (published < count / 4) {
        std::this_thread::yield();
    }
    const auto [queue, subscription] = harness.replay(topic, "q.fifo", {.from = begin});
    publisher.join();
    harness.until_ended(subscription);

    std::vector<std::string> bodies = harness.drain(queue);
    std::size_t replayed = 0;
    for (std::string& body : bodies) {
        if (body.ends_with('*')) {
            body.pop_back();
            ++replayed;
        }
    }
    EXPECT_GE(replayed, std::size_t{count} / 4);
    EXPECT_THAT(bodies, ElementsAreArray(numbered(1000, 1000 + count, "")));
}

TEST(Replay, WaitsWhileTheDiskIsNearlyFull) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_archive("t.fifo");
    harness.publish_text(topic, "a1");
    const auto [queue, subscription] =
        harness.replay(topic, "q.fifo", {.from = harness.time(), .until = harness.time()});
    harness.until_ended(subscription);
    harness.set_free_bytes(0);
    harness.advance(10min);  // free space is looked at again, and the queue forgets duplicates
    harness.set(subscription, Replay{.from = harness.time() - 10min});
    harness.advance(5s);
    EXPECT_TRUE(is_replaying(*harness.now(subscription)));
    EXPECT_THAT(harness.drain(queue), ElementsAre("a1*"));
    harness.set_free_bytes(std::uint64_t{1} << 40U);
    harness.until([&] { return !is_replaying(*harness.now(subscription)); });
    EXPECT_THAT(harness.drain(queue), ElementsAre("a1*"));
}

TEST(Replay, EndsWithItsSubscription) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_archive("t.fifo");
    for (const std::string& text : numbered(100, 400, "")) {
        harness.publish_text(topic, text);
    }
    const auto [queue, subscription] = harness.replay(topic, "q.fifo", {.from = harness.time()});
    harness.run(harness.topics().unsubscribe(subscription)).value();
    harness.pass_a_moment();
    const std::size_t got = harness.drain(queue).size();
    harness.advance(1min);
    EXPECT_LE(got, 300U);
    EXPECT_THAT(harness.drain(queue), IsEmpty());
}

TEST(Archive, ForgetsWhatIsOlderThanItsRetention) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_archive("t.fifo");
    const TimePoint begin = harness.time();
    harness.publish_text(topic, "a1");
    harness.advance(2h);
    harness.publish_text(topic, "a2");
    EXPECT_EQ(harness.stored_messages(), 2U);
    harness.advance(22h + 1ms);
    const auto [queue, subscription] = harness.replay(topic, "q.fifo", {.from = begin});
    harness.until_ended(subscription);
    EXPECT_THAT(harness.drain(queue), ElementsAre("a2*")) << "whether it is on disk or not";
    EXPECT_EQ(harness.stored_messages(), 2U);
    harness.advance(1h);
    harness.until_now([&] { return harness.stored_messages() == 1; });
    harness.restart();
    harness.advance(2h);
    harness.until_now([&] { return harness.stored_messages() == 0; });
}

TEST(Archive, IsKeptOverARestartWithItsBeginning) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_archive("t.fifo");
    const TimePoint begin = harness.time();
    EXPECT_EQ(topic->archive->since, begin);
    harness.advance(1h);
    const auto longer = [](Topic& edited) -> Result<void> {
        edited.archive->retention = 48h;
        return {};
    };
    harness.run(harness.topics().update(topic, longer)).value();
    harness.restart();
    const ArchivePolicy wanted{.retention = 48h, .since = begin};
    EXPECT_EQ(harness.topics().find(topic->key)->archive, wanted);
}

TEST(Archive, IsOfWhatIsPublishedWhileItIsThere) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_topic("t.fifo");
    const TimePoint begin = harness.time();
    harness.publish_text(topic, "a1");
    harness.advance(1s);
    harness.keep(topic, 24h);
    harness.publish_text(topic, "a2");
    harness.publish_text(topic, "a2");  // a duplicate
    const auto [queue, subscription] = harness.replay(topic, "q.fifo", {.from = begin});
    harness.until_ended(subscription);
    EXPECT_THAT(harness.drain(queue), ElementsAre("a2*"));
}

TEST(Archive, GoesWithItsPolicyAndFailsWhatIsReplayedFromIt) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_archive("t.fifo");
    harness.publish_text(topic, "a1");
    harness.set_free_bytes(0);
    harness.advance(10s);  // so that the replay waits
    const auto [queue, subscription] =
        harness.replay(topic, "q.fifo", {.from = harness.time() - 10s});
    harness.pass_a_moment();
    harness.keep(topic, std::nullopt);
    EXPECT_EQ(harness.now(subscription)->replay->status, ReplayStatus::failed);
    EXPECT_EQ(harness.stored_messages(), 0U);
    harness.set_free_bytes(std::uint64_t{1} << 40U);
    harness.advance(10s);
    harness.publish_text(topic, "a2");
    EXPECT_THAT(harness.drain(queue), ElementsAre("a2")) << "it is a subscriber as before";
}

TEST(Archive, KeepsItsTopicFromBeingDeleted) {
    ReplayHarness harness;
    const TopicPtr topic = harness.create_archive("t.fifo");
    const auto refused = harness.run(harness.topics().remove(topic));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid_state);
    harness.keep(topic, std::nullopt);
    EXPECT_TRUE(harness.run(harness.topics().remove(topic)));
}

}  // namespace
}  // namespace forebay::runtime
