#include "tests/runtime/topic_harness.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/storage/keys.hpp>

#include <gmock/gmock.h>

#include <algorithm>

namespace forebay::runtime {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsNull;
using testing::NotNull;

std::vector<std::string> names(const std::vector<TopicPtr>& topics) {
    std::vector<std::string> names;
    for (const TopicPtr& topic : topics) {
        names.push_back(topic->key.name);
    }
    return names;
}

std::vector<SubscriptionPtr> list_subscriptions(TopicHarness& harness, const std::string& topic,
                                                std::size_t max = 100,
                                                std::optional<Topics::Position> after = {}) {
    return harness.topics().list_subscriptions("000000000000", "us-east-1", topic, after, max);
}

TEST(Topics, AreMadeOnceForEachName) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    Topic same;
    same.key = topic_key("news");
    const auto again = harness.run(harness.topics().create(same)).value();

    EXPECT_FALSE(again.created);
    EXPECT_EQ(again.topic->id, topic->id);
    EXPECT_EQ(harness.topics().find(topic_key("news"))->id, topic->id);
    EXPECT_THAT(harness.topics().find(topic_key("other")), IsNull());
}

TEST(Topics, AreListedByNameInPages) {
    TopicHarness harness;
    for (const auto* name : {"c", "a", "d", "b"}) {
        harness.create_topic(name);
    }
    Topic elsewhere;
    elsewhere.key = {.account = "000000000000", .region = "eu-west-1", .name = "bb"};
    harness.run(harness.topics().create(elsewhere)).value();

    const auto list = [&](const std::string& after, std::size_t max) {
        return names(harness.topics().list("000000000000", "us-east-1", after, max));
    };
    EXPECT_THAT(list("", 3), ElementsAre("a", "b", "c"));
    EXPECT_THAT(list("c", 3), ElementsAre("d"));
}

TEST(Topics, ThatAreRemovedAreGoneWithTheirSubscriptions) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    const auto http = harness.subscribe(topic, wanted(SubscriptionProtocol::http, "http://a"))
                          .value()
                          .subscription;
    harness.run(harness.topics().remove(topic)).value();

    EXPECT_THAT(harness.topics().find(topic_key("news")), IsNull());
    EXPECT_THAT(list_subscriptions(harness, ""), IsEmpty());
    EXPECT_THAT(harness.topics().find_subscription(topic->key, http->id), IsNull());
    EXPECT_EQ(harness.run(harness.topics().remove(topic)).error().code, Errc::topic_not_found);
    EXPECT_EQ(harness.publish(topic, "late").error().code, Errc::topic_not_found);
    EXPECT_EQ(harness.run(harness.broker().counts(http->outbox)).error().code,
              Errc::queue_not_found);

    harness.restart();
    EXPECT_THAT(harness.topics().find(topic_key("news")), IsNull());
    EXPECT_THAT(list_subscriptions(harness, ""), IsEmpty());
    const TopicPtr again = harness.create_topic("news");
    EXPECT_GT(again->id, topic->id);
    EXPECT_EQ(harness.topics().counts(*again).confirmed, 0U);
}

TEST(Topics, KeepTheirChanges) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    harness
        .run(harness.topics().update(topic,
                                     [](Topic& changed) -> Result<void> {
                                         changed.attributes["DisplayName"] = "News";
                                         changed.delivery_policy.retry.emplace().retries = 7;
                                         return {};
                                     }))
        .value();
    const auto refused =
        harness.run(harness.topics().update(topic, [](Topic& changed) -> Result<void> {
            changed.attributes.clear();
            return Error{Errc::invalid_parameter, "no"};
        }));
    EXPECT_EQ(refused.error().code, Errc::invalid_parameter);

    const TopicPtr changed = harness.topics().find(topic->key);
    EXPECT_EQ(changed->attributes.at("DisplayName"), "News");
    harness.restart();
    EXPECT_EQ(*harness.topics().find(topic->key), *changed);
}

TEST(Subscriptions, AreMadeOnceForEachEndpoint) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    const auto first = harness.subscribe(topic, wanted(SubscriptionProtocol::http, "//a")).value();
    const auto again = harness.subscribe(topic, wanted(SubscriptionProtocol::http, "//a")).value();
    const auto other = harness.subscribe(topic, wanted(SubscriptionProtocol::https, "//a")).value();

    EXPECT_TRUE(first.created);
    EXPECT_FALSE(again.created);
    EXPECT_EQ(again.subscription->id, first.subscription->id);
    EXPECT_TRUE(other.created);

    harness.run(harness.topics().unsubscribe(first.subscription)).value();
    EXPECT_TRUE(
        harness.subscribe(topic, wanted(SubscriptionProtocol::http, "//a")).value().created);
}

TEST(Subscriptions, AreListedInPagesByTopicAndId) {
    TopicHarness harness;
    const TopicPtr news = harness.create_topic("news");
    const TopicPtr other = harness.create_topic("other");
    harness.create_topic("nobody");
    for (int i = 0; i < 5; ++i) {
        harness.subscribe(news, "queue" + std::to_string(i));
    }
    harness.subscribe(other, "queue");

    const auto all = list_subscriptions(harness, "");
    ASSERT_EQ(all.size(), 6U);
    EXPECT_EQ(all.back()->topic.name, "other");
    EXPECT_TRUE(std::ranges::is_sorted(all.begin(), all.begin() + 5, {},
                                       [](const SubscriptionPtr& each) { return each->id; }));
    EXPECT_EQ(list_subscriptions(harness, "news").size(), 5U);
    EXPECT_THAT(list_subscriptions(harness, "nobody"), IsEmpty());

    const Topics::Position third{.topic = "news", .id = all[2]->id};
    EXPECT_THAT(list_subscriptions(harness, "", 2, third), ElementsAre(all[3], all[4]));
    EXPECT_THAT(list_subscriptions(harness, "news", 100, third), ElementsAre(all[3], all[4]));
    EXPECT_THAT(list_subscriptions(harness, "", 100, third), ElementsAre(all[3], all[4], all[5]));
}

TEST(Subscriptions, AreCountedAndFoundByToken) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    Subscription pending = wanted(SubscriptionProtocol::https, "https://a");
    pending.is_confirmed = false;
    pending.token = "token";
    const auto made = harness.subscribe(topic, pending).value().subscription;
    harness.subscribe(topic, "queue");

    EXPECT_EQ(harness.topics().counts(*topic).pending, 1U);
    EXPECT_EQ(harness.topics().counts(*topic).confirmed, 1U);
    EXPECT_EQ(harness.topics().find_token("token"), made);
    EXPECT_THAT(harness.topics().find_token("other"), IsNull());

    harness
        .run(harness.topics().update_subscription(made,
                                                  [](Subscription& changed) -> Result<void> {
                                                      changed.is_confirmed = true;
                                                      return {};
                                                  }))
        .value();
    EXPECT_EQ(harness.topics().counts(*topic).pending, 0U);
    EXPECT_EQ(harness.topics().counts(*topic).confirmed, 2U);
    EXPECT_TRUE(harness.topics().find_token("token")->is_confirmed);

    harness.run(harness.topics().unsubscribe(made)).value();
    EXPECT_EQ(harness.topics().counts(*topic).confirmed, 1U);
    EXPECT_THAT(harness.topics().find_token("token"), IsNull());
    EXPECT_EQ(harness.run(harness.topics().unsubscribe(made)).error().code,
              Errc::subscription_not_found);
}

TEST(Subscriptions, ThatNobodyConfirmsEndAfterTwoDays) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    Subscription pending = wanted(SubscriptionProtocol::https, "https://a");
    pending.is_confirmed = false;
    pending.token = "token";
    harness.subscribe(topic, pending).value();

    harness.advance(limits::confirmation_period - 1ms);
    EXPECT_THAT(harness.topics().find_token("token"), NotNull());
    harness.restart();
    EXPECT_THAT(harness.topics().find_token("token"), NotNull());
    harness.advance(1ms);
    EXPECT_THAT(harness.topics().find_token("token"), IsNull());
    EXPECT_EQ(harness.topics().counts(*topic).pending, 0U);
    harness.until_now([&] { return harness.stored_queues() == 0; });  // its outbox
}

TEST(Subscriptions, ThatAreAskedAnewHaveTwoDaysAgain) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    Subscription asked = wanted(SubscriptionProtocol::https, "https://a");
    asked.is_confirmed = false;
    asked.token = "token";
    const auto made = harness.subscribe(topic, asked).value().subscription;
    const auto ask_anew = [&] {
        harness
            .run(harness.topics().update_subscription(
                made,
                [now = harness.broker().clock().now()](Subscription& edited) -> Result<void> {
                    edited.is_confirmed = false;
                    edited.asked_at = now;
                    return {};
                }))
            .value();
    };
    const auto confirm = [](Subscription& edited) -> Result<void> {
        edited.is_confirmed = true;
        return {};
    };

    harness.advance(limits::confirmation_period - 1ms);
    ask_anew();
    harness.advance(1ms);
    EXPECT_THAT(harness.topics().find_token("token"), NotNull());
    harness.run(harness.topics().update_subscription(made, confirm)).value();
    harness.advance(2 * limits::confirmation_period);
    ask_anew();
    harness.restart();
    harness.advance(limits::confirmation_period - 1ms);
    EXPECT_THAT(harness.topics().find_token("token"), NotNull());
    harness.advance(1ms);
    EXPECT_THAT(harness.topics().find_token("token"), IsNull());
}

TEST(Subscriptions, ComeBackAsTheyWere) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    Subscription full = wanted(SubscriptionProtocol::email_json, "a@example.com");
    full.filter_policy = R"({"kind":["a"]})";
    full.filter_scope = FilterScope::message_body;
    full.token = "token";
    full.attributes["SubscriptionRoleArn"] = "role";
    full.delivery_policy.receives_per_second_max = 3;
    const auto made = harness.subscribe(topic, full).value().subscription;
    harness.restart();

    const auto found = harness.topics().find_subscription(topic->key, made->id);
    ASSERT_THAT(found, NotNull());
    EXPECT_EQ(*found->outbox, *made->outbox);
    Subscription same = *found;
    same.outbox = made->outbox;  // compared by pointer
    EXPECT_EQ(same, *made);
    EXPECT_EQ(harness.topics().counts(*topic).confirmed, 1U);
    EXPECT_FALSE(harness.subscribe(topic, wanted(SubscriptionProtocol::email_json, "a@example.com"))
                     .value()
                     .created);
}

TEST(Outboxes, AreQueuesThatNobodyCanName) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    const auto made =
        harness.subscribe(topic, wanted(SubscriptionProtocol::http, "http://a")).value();
    const QueueInfoPtr outbox = made.subscription->outbox;
    ASSERT_THAT(outbox, NotNull());
    harness.publish(topic, "hello").value();

    const auto is_named = [&] {
        const QueueKey& key = outbox->key;
        return harness.broker().find(key.account, key.region, key.name).has_value() ||
               !harness.broker().list(key.account, key.region, "", "", 10).empty();
    };
    EXPECT_FALSE(is_named());
    harness.restart();
    EXPECT_FALSE(is_named());
    EXPECT_THAT(harness.receive(outbox), ElementsAre("hello"));
}

TEST(Outboxes, GoWithTheirSubscription) {
    TopicHarness harness;
    const TopicPtr topic = harness.create_topic("news");
    std::vector<SubscriptionPtr> made;
    for (int i = 0; i < 4; ++i) {  // on both shards
        made.push_back(
            harness.subscribe(topic, wanted(SubscriptionProtocol::http, "//" + std::to_string(i)))
                .value()
                .subscription);
    }
    harness.publish(topic, "hello").value();
    EXPECT_EQ(harness.stored_messages(), 4U);
    for (const SubscriptionPtr& subscription : made) {
        harness.run(harness.topics().unsubscribe(subscription)).value();
    }
    EXPECT_EQ(harness.stored_messages(), 0U);
    EXPECT_EQ(harness.stored_queues(), 0U);
}

// Whatever commit is the last one that is written.
TEST(Outboxes, AreThereExactlyIfTheirSubscriptionIs) {
    for (std::size_t written = 0; written < 8; ++written) {
        TopicHarness harness;
        const TopicPtr topic = harness.create_topic("news");
        harness.drop_commits_after(written);
        for (int i = 0; i < 4; ++i) {
            const auto made = harness.subscribe(
                topic, wanted(SubscriptionProtocol::http, "//" + std::to_string(i)));
            if (i % 2 == 1) {
                harness.run(harness.topics().unsubscribe(made.value().subscription)).value();
            }
        }
        harness.restart();
        EXPECT_EQ(harness.stored_queues(), list_subscriptions(harness, "").size());
    }
}

}  // namespace
}  // namespace forebay::runtime
