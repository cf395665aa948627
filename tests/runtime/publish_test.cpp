#include "tests/runtime/topic_harness.hpp"
#include <forebay/engine/filter_policy.hpp>
#include <forebay/model/limits.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <span>

namespace forebay::runtime {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

Publication attributed(const std::string& text, const std::string& kind) {
    Publication made = publication(text);
    made.attributes.push_back({.name = "kind", .data_type = "String", .value = kind});
    return made;
}

TEST(Publish, ReachesEachSubscriptionThatWantsIt) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    std::vector<QueueInfoPtr> all;
    for (int i = 0; i < 4; ++i) {  // on both shards
        all.push_back(harness.create_queue("all" + std::to_string(i)));
        harness.subscribe(topic, all.back()->key.name);
    }
    const auto some = harness.create_queue("some");
    harness.subscribe(topic, "some", R"({"kind":["a"]})");

    harness.publish(topic, attributed("one", "a"));
    harness.publish(topic, attributed("two", "b"));
    for (const QueueInfoPtr& queue : all) {
        EXPECT_THAT(harness.drain(queue), ElementsAre("one", "two"));
    }
    EXPECT_THAT(harness.drain(some), ElementsAre("one"));
}

TEST(Publish, IsForThoseWhoAreConfirmedNow) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    const auto queue = harness.create_queue("queue");
    Subscription pending = wanted(SubscriptionProtocol::sqs, queue_arn("queue"));
    pending.is_confirmed = false;
    const auto made = harness.subscribe(topic, pending).value().subscription;
    harness.publish(topic, "before").value();
    const auto confirm = [](bool is_confirmed) {
        return [is_confirmed](Subscription& changed) -> Result<void> {
            changed.is_confirmed = is_confirmed;
            return {};
        };
    };
    harness.run(harness.topics().update_subscription(made, confirm(true))).value();
    harness.publish(topic, "then").value();
    harness.restart();
    harness.publish(topic, "restarted").value();
    harness.run(harness.topics().unsubscribe(made)).value();
    harness.publish(topic, "after").value();
    EXPECT_THAT(harness.drain(queue), ElementsAre("then", "restarted"));
}

TEST(Publish, GoesByTheLatestPolicy) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    const auto queue = harness.create_queue("queue");
    const auto made = harness.subscribe(topic, "queue", R"({"kind":["a"]})");
    harness
        .run(harness.topics().update_subscription(made,
                                                  [](Subscription& changed) -> Result<void> {
                                                      changed.filter_policy = R"({"kind":["b"]})";
                                                      return {};
                                                  }))
        .value();
    harness.publish(topic, attributed("a", "a"));
    harness.publish(topic, attributed("b", "b"));
    harness.restart();
    harness.publish(topic, attributed("a", "a"));
    harness.publish(topic, attributed("b", "b"));
    EXPECT_THAT(harness.drain(queue), ElementsAre("b", "b"));
}

TEST(Publish, TestsTheTextOfTheProtocol) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    const auto queue = harness.create_queue("queue");
    for (const auto protocol : {SubscriptionProtocol::sqs, SubscriptionProtocol::http}) {
        Subscription subscription = wanted(protocol, queue_arn("queue"));
        subscription.filter_scope = FilterScope::message_body;
        subscription.filter_policy = R"({"kind":["a"]})";
        harness.subscribe(topic, subscription).value();
    }
    Publication structured = publication(R"({"kind":"a"})");
    structured.texts["sqs"] = R"({"kind":"b"})";
    harness.publish(topic, structured);
    EXPECT_THAT(harness.drain(queue), IsEmpty());
    std::size_t delivered = 0;
    for (const auto& each :
         harness.topics().list_subscriptions("000000000000", "us-east-1", "", std::nullopt, 10)) {
        delivered += each->outbox == nullptr ? 0 : harness.drain(each->outbox).size();
    }
    EXPECT_EQ(delivered, 1U);
}

TEST(Publish, OfABatchIsInOrder) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    const auto queue = harness.create_queue("queue");
    harness.subscribe(topic, "queue");
    const std::vector<Publication> batch = {publication("1"), publication("2"), publication("3")};
    const auto published = harness.start_publish(topic, batch).get().value();

    ASSERT_EQ(published.size(), 3U);
    EXPECT_EQ(published[2].id, batch[2].id);
    EXPECT_EQ(published[2].sequence_number, 0U);
    EXPECT_THAT(harness.drain(queue), ElementsAre("1", "2", "3"));
}

TEST(Publish, LeavesOutWhatCannotBeRendered) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    const auto one = harness.create_queue("one");
    const auto two = harness.create_queue("two");
    harness.subscribe(topic, "one");
    harness.subscribe(topic, "two");
    const auto render = [](const Subscription& subscription, const Publication& published,
                           std::uint64_t number) -> std::optional<SendRequest> {
        if (subscription.endpoint == queue_arn("one")) {
            return std::nullopt;
        }
        return plain_render(subscription, published, number);
    };
    harness.run(harness.topics().publish(topic, {publication("text")}, render)).value();
    EXPECT_THAT(harness.drain(one), IsEmpty());
    EXPECT_THAT(harness.drain(two), ElementsAre("text"));
}

TEST(Publish, IsAnsweredWhenAllOfItIsDurable) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    const auto one = harness.create_queue("one");
    const auto two = harness.create_queue("two");
    harness.subscribe(topic, "one");
    harness.subscribe(topic, "two");
    harness.publish(topic, "first").value();  // has looked at the disk
    EXPECT_THAT(harness.drain(one), ElementsAre("first"));
    EXPECT_THAT(harness.drain(two), ElementsAre("first"));
    harness.hold_commits();
    auto published = harness.start_publish(topic, {publication("text")});
    harness.pass_a_moment();
    auto received = harness.start(harness.broker().receive(one, asking(1), nullptr));
    harness.pass_a_moment();

    EXPECT_FALSE(is_ready(published));
    EXPECT_FALSE(is_ready(received));
    harness.release_commits();
    EXPECT_TRUE(published.get().has_value());
    EXPECT_EQ(received.get().value().size(), 1U);
    EXPECT_THAT(harness.drain(two), ElementsAre("text"));
}

TEST(Publish, WakesThoseWhoWaitForAMessage) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    std::vector<std::future<Result<std::vector<Delivery>>>> waiting;
    for (const auto* name : {"one", "two"}) {
        const auto queue = harness.create_queue(name);
        harness.subscribe(topic, name);
        waiting.push_back(harness.start(harness.broker().receive(queue, asking(1, 20s), nullptr)));
    }
    harness.pass_a_moment();
    harness.publish(topic, "text").value();
    for (auto& received : waiting) {
        EXPECT_EQ(received.get().value().size(), 1U);
    }
}

TEST(Publish, IsRefusedWhileTheDiskIsNearlyFull) {
    TopicHarness harness({.disk_free_bytes_min = 1000});
    const TopicPtr topic = harness.create_topic("news");
    const auto queue = harness.create_queue("queue");
    harness.subscribe(topic, "queue");
    harness.set_free_bytes(999);
    harness.advance(2s);
    EXPECT_EQ(harness.publish(topic, "text").error().code, Errc::disk_full);
    harness.set_free_bytes(1000);
    EXPECT_TRUE(harness.publish(topic, "text").has_value());
    EXPECT_THAT(harness.drain(queue), ElementsAre("text"));
}

// What a queue does not take.

TEST(PublishToAGoneQueue, GoesToTheDeadLetterQueue) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    const auto gone = harness.create_queue("gone");
    const auto other = harness.create_queue("other");
    const auto letters = harness.create_queue("letters");
    harness.subscribe(topic, "gone", "", "letters");
    harness.subscribe(topic, "other", "", "letters");
    harness.subscribe(topic, "never", "", "letters");
    harness.subscribe(topic, "dropped", "", "no-letters");
    harness.run(harness.broker().remove(gone)).value();
    harness.publish(topic, "one").value();
    harness.restart();
    harness.publish(topic, "two").value();

    EXPECT_THAT(harness.drain(other), ElementsAre("one", "two"));
    EXPECT_THAT(harness.drain(letters), ElementsAre("one", "one", "two", "two"));
}

TEST(PublishToAGoneQueue, ReachesTheOneThatIsMadeAnew) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    const auto gone = harness.create_queue("queue");
    harness.subscribe(topic, "queue");
    harness.run(harness.broker().remove(gone)).value();
    harness.publish(topic, "lost").value();
    const auto anew = harness.create_queue("queue");
    harness.publish(topic, "found").value();
    EXPECT_THAT(harness.drain(anew), ElementsAre("found"));
}

TEST(PublishToAQueue, ThatTakesOnlySmallerMessagesGoesToTheDeadLetterQueue) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    QueueInfo wanted;
    wanted.key = topic_key("small");
    wanted.settings.message_bytes_max = 1024;
    const auto small = harness.run(harness.broker().create(wanted)).value().info;
    const auto letters = harness.create_queue("letters");
    harness.subscribe(topic, "small", "", "letters");
    const std::string fits(1024, 'a');
    const std::string large(1025, 'b');
    harness.publish(topic, fits).value();
    harness.publish(topic, large).value();
    EXPECT_THAT(harness.drain(small), ElementsAre(fits));
    EXPECT_THAT(harness.drain(letters), ElementsAre(large));
}

TEST(PublishToAQueue, ThatMayNotGetItGoesToTheDeadLetterQueue) {
    std::string closed = "closed";
    TopicHarness harness({}, [&closed](Broker& broker) {
        broker.topics().deliver_if([&closed](const TopicKey& topic, const QueueInfoPtr& queue) {
            return topic.name == "news" && queue->key.name != closed;
        });
    });
    const TopicPtr topic = harness.create_topic("news");
    const auto queue = harness.create_queue("closed");
    const auto letters = harness.create_queue("letters");
    harness.subscribe(topic, "closed", "", "letters");
    harness.publish(topic, "kept out").value();
    EXPECT_THAT(harness.drain(letters), ElementsAre("kept out"));
    closed = "letters";
    harness.publish(topic, "let in").value();
    EXPECT_THAT(harness.drain(queue), ElementsAre("let in"));
    harness.subscribe(topic, "gone", "", "letters");
    harness.publish(topic, "again").value();
    EXPECT_THAT(harness.drain(queue), ElementsAre("again"));
    EXPECT_THAT(harness.drain(letters), IsEmpty());
}

TEST(PublishToAQueue, OfMoreAttributesThanItTakesGoesToTheDeadLetterQueue) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    const auto queue = harness.create_queue("queue");
    const auto letters = harness.create_queue("letters");
    harness.subscribe(topic, "queue", "", "letters");
    const auto with_attributes = [&harness, &topic](std::size_t count) {
        const auto render = [count](const Subscription& subscription,
                                    const Publication& publication, std::uint64_t sequence_number) {
            auto request = plain_render(subscription, publication, sequence_number);
            request->message->attributes.resize(count);
            return request;
        };
        std::vector<Publication> publications;
        publications.push_back(publication(std::to_string(count)));
        harness.run(harness.topics().publish(topic, std::move(publications), render)).value();
    };
    with_attributes(10);
    with_attributes(11);
    EXPECT_THAT(harness.drain(queue), ElementsAre("10"));
    EXPECT_THAT(harness.drain(letters), ElementsAre("11"));
}

TEST(PublishToAFifoQueue, WithoutAGroupIsRefused) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    const auto fifo = harness.create_queue("queue.fifo");
    harness.subscribe(topic, "queue.fifo");
    harness.publish(topic, "text").value();
    EXPECT_THAT(harness.drain(fifo), IsEmpty());
}

// A crash.

// Whatever commit is the last one that is written, and however the shards' turns mix.
TEST(Publish, IsInAllQueuesOrInNone) {
    constexpr std::size_t publications = 30;
    for (std::size_t written = 0; written < 12; ++written) {
        TopicHarness harness;
        std::vector<TopicPtr> topics;
        std::vector<QueueInfoPtr> queues;
        for (const auto* name : {"t1", "t2"}) {
            topics.push_back(harness.create_topic(name));
        }
        topics.push_back(harness.create_topic("t3.fifo"));
        for (const auto* name : {"q1", "q2", "q3", "q4"}) {
            queues.push_back(harness.create_queue(name));
            for (const TopicPtr& topic : topics) {
                harness.subscribe(topic, name);
            }
        }
        harness.drop_commits_after(written);
        std::vector<std::future<Result<std::vector<Published>>>> running;
        for (std::size_t i = 0; i < publications; ++i) {
            const std::string text = std::to_string(i);
            running.push_back(harness.start_publish(topics.at(i % topics.size()),
                                                    {publication(text, "group", text)}));
        }
        for (auto& each : running) {
            each.get().value();
        }
        harness.restart();
        const auto first = harness.drain(queues.front());
        for (const QueueInfoPtr& queue : std::span(queues).subspan(1)) {
            EXPECT_THAT(harness.drain(queue), UnorderedElementsAreArray(first));
        }
        if (written == 0) {
            EXPECT_THAT(first, IsEmpty());
        }
    }
}

// Retrying what was not answered delivers each exactly once: what a FIFO topic remembers and what
// it delivered are one commit.
TEST(PublishToAFifoTopic, MayBeRetriedAfterACrash) {
    for (std::size_t written = 0; written < 8; ++written) {
        TopicHarness harness;
        const TopicPtr topic = harness.create_topic("news.fifo");
        std::vector<QueueInfoPtr> queues;
        for (const auto* name : {"q1", "q2"}) {
            queues.push_back(harness.create_queue(name));
            harness.subscribe(topic, name);
        }
        harness.drop_commits_after(written);
        const auto publish_all = [&] {
            for (const auto* text : {"1", "2", "3", "4", "5"}) {
                harness.publish(topic, publication(text, "group", text));
            }
        };
        publish_all();
        harness.restart();
        publish_all();
        for (const QueueInfoPtr& queue : queues) {
            EXPECT_THAT(harness.drain(queue), ElementsAre("1", "2", "3", "4", "5"));
        }
    }
}

// FIFO topics.

TEST(PublishToAFifoTopic, TwiceIsAnsweredWithTheFirstOne) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news.fifo");
    const auto queue = harness.create_queue("queue.fifo");
    const auto standard = harness.create_queue("queue");
    harness.subscribe(topic, "queue.fifo");
    harness.subscribe(topic, "queue");
    const auto first = harness.publish(topic, publication("one", "g", "id"));
    const auto other_group = harness.publish(topic, publication("two", "h", "id"));
    harness.restart();
    harness.advance(limits::deduplication_window - 1ms);
    const auto late = harness.publish(topic, publication("three", "g", "id"));
    EXPECT_EQ(other_group.id, first.id);
    EXPECT_EQ(other_group.sequence_number, first.sequence_number);
    EXPECT_EQ(late.id, first.id);
    EXPECT_EQ(late.sequence_number, first.sequence_number);

    harness.advance(1ms);
    const auto anew = harness.publish(topic, publication("four", "g", "id"));
    EXPECT_NE(anew.id, first.id);
    EXPECT_GT(anew.sequence_number, first.sequence_number);
    EXPECT_THAT(harness.drain(queue), ElementsAre("one", "four"));
    EXPECT_THAT(harness.drain(standard), ElementsAre("one", "four"));
}

TEST(PublishToAFifoTopic, TwiceInABatchIsOneMessage) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news.fifo");
    const auto queue = harness.create_queue("queue.fifo");
    harness.subscribe(topic, "queue.fifo");
    const auto published =
        harness.start_publish(topic, {publication("one", "g", "id"), publication("two", "g", "id")})
            .get()
            .value();
    EXPECT_EQ(published[0].id, published[1].id);
    EXPECT_THAT(harness.drain(queue), ElementsAre("one"));
}

TEST(PublishToAFifoTopic, KnowsDuplicatesByGroupIfItIsToldTo) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news.fifo");
    const auto queue = harness.create_queue("queue");
    harness.subscribe(topic, "queue");
    harness
        .run(harness.topics().update(topic,
                                     [](Topic& changed) -> Result<void> {
                                         changed.deduplication_scope =
                                             DeduplicationScope::message_group;
                                         return {};
                                     }))
        .value();
    harness.publish(topic, publication("one", "g", "id"));
    harness.publish(topic, publication("two", "h", "id"));
    harness.publish(topic, publication("three", "g", "id"));
    EXPECT_THAT(harness.drain(queue), ElementsAre("one", "two"));
}

TEST(PublishToAFifoTopic, AnswersADuplicateWhenTheFirstOneIsDurable) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news.fifo");
    harness.publish(topic, publication("zero", "g", "0"));  // has looked at the disk
    harness.hold_commits();
    auto first = harness.start_publish(topic, {publication("one", "g", "id")});
    harness.pass_a_moment();
    auto second = harness.start_publish(topic, {publication("one", "g", "id")});
    harness.pass_a_moment();
    EXPECT_FALSE(is_ready(first));
    EXPECT_FALSE(is_ready(second));
    harness.release_commits();
    EXPECT_EQ(first.get().value()[0].id, second.get().value()[0].id);
}

TEST(PublishToAFifoTopic, IsInOneOrderInAllQueues) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news.fifo");
    std::vector<QueueInfoPtr> queues;
    for (const auto* name : {"q1.fifo", "q2.fifo", "q3.fifo"}) {
        queues.push_back(harness.create_queue(name));
        harness.subscribe(topic, name);
    }
    std::vector<std::future<Result<std::vector<Published>>>> running;
    for (std::size_t i = 0; i < 100; ++i) {  // from both threads
        const std::string text = std::to_string(i);
        const auto executor = harness.broker().executors().at(i % 2);
        running.push_back(asio::co_spawn(
            executor, harness.topics().publish(topic, {publication(text, "g", text)}, plain_render),
            asio::use_future));
    }
    std::vector<std::pair<std::uint64_t, std::string>> numbered;
    for (std::size_t i = 0; i < 100; ++i) {
        numbered.emplace_back(running.at(i).get().value()[0].sequence_number, std::to_string(i));
    }
    std::ranges::sort(numbered);
    std::vector<std::string> in_order;
    for (const auto& [_, text] : numbered) {
        in_order.push_back(text);
    }
    for (const QueueInfoPtr& queue : queues) {
        EXPECT_EQ(harness.drain(queue), in_order);
    }
}

TEST(PublishToAFifoTopic, NumbersRiseAcrossARestart) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news.fifo");
    std::uint64_t latest = 0;
    for (int i = 0; i < 3; ++i) {
        std::vector<Publication> batch;
        for (int j = 0; j < 5; ++j) {
            const std::string id = std::to_string(i) + "-" + std::to_string(j);
            batch.push_back(publication(id, "g", id));
        }
        for (const Published& published : harness.start_publish(topic, batch).get().value()) {
            EXPECT_GT(published.sequence_number, latest);
            latest = published.sequence_number;
        }
        harness.advance(limits::deduplication_window + 120s);  // nothing is remembered but this
        harness.until_now([&harness] { return harness.stored_deduplications() == 0; });
        harness.restart();
    }
}

// All subscriptions, each tested by itself.
TEST(Publish, IsWhatTheirPoliciesSay) {
    const std::vector<std::string> policies = {
        "",
        R"({"kind":["a"]})",
        R"({"kind":["a","b"]})",
        R"({"kind":[{"anything-but":"a"}]})",
        R"({"kind":[{"prefix":"b"}]})",
        R"({"kind":[{"exists":true}]})",
        R"({"kind":["c"],"other":["x"]})",
    };
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    std::vector<std::pair<QueueInfoPtr, std::string>> queues;
    std::mt19937 random(7);
    for (int i = 0; i < 12; ++i) {
        const std::string& policy = policies.at(random() % policies.size());
        queues.emplace_back(harness.create_queue("queue" + std::to_string(i)), policy);
        harness.subscribe(topic, queues.back().first->key.name, policy);
    }
    std::vector<Publication> publications;
    for (int i = 0; i < 40; ++i) {
        Publication each = publication(std::to_string(i));
        for (const auto* name : {"kind", "other"}) {
            if (random() % 3 > 0) {
                each.attributes.push_back({.name = name,
                                           .data_type = "String",
                                           .value = std::string(1, "abcx"[random() % 4])});
            }
        }
        publications.push_back(each);
        harness.publish(topic, each);
    }
    for (const auto& [queue, policy] : queues) {
        const auto parsed = engine::FilterPolicy::parse(policy, FilterScope::message_attributes,
                                                        engine::FilterPolicyUse::subscribe)
                                .value();
        std::vector<std::string> expected;
        for (const Publication& each : publications) {
            engine::FilterSubject subject(each.attributes, each.message);
            if (parsed.matches(subject)) {
                expected.push_back(each.message);
            }
        }
        EXPECT_EQ(harness.drain(queue), expected) << policy;
    }
}

}  // namespace
}  // namespace forebay::runtime
