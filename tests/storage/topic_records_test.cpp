#include <forebay/storage/keys.hpp>
#include <forebay/storage/topic_records.hpp>

#include <gtest/gtest.h>

#include <string>

namespace forebay::storage {
namespace {

DeliveryPolicy full_policy() {
    return {.retry = RetryPolicy{.min_delay = Duration(1000),
                                 .max_delay = Duration(60'000),
                                 .retries = 50,
                                 .no_delay_retries = 1,
                                 .min_delay_retries = 2,
                                 .max_delay_retries = 3,
                                 .backoff = BackoffFunction::geometric},
            .receives_per_second_max = 0,
            .content_type = "",
            .overrides_are_disabled = true};
}

Topic full_topic() {
    Topic topic;
    topic.id = TopicId(77);
    topic.key = {.account = "123456789012", .region = "eu-west-1", .name = "news.fifo"};
    topic.fifo = true;
    topic.content_based_deduplication = true;
    topic.deduplication_scope = DeduplicationScope::message_group;
    topic.message_bytes_max = 1234;
    topic.delivery_policy = full_policy();
    topic.attributes = {{"DisplayName", "News \xff"}, {"Policy", "{}"}};
    topic.tags = {{"a", ""}, {"b", "c"}};
    topic.data_protection_policy = "{\"a\":1}";
    topic.created_at = TimePoint(Duration(1'700'000'000'123));
    topic.archive = ArchivePolicy{.retention = Duration(86'400'000),
                                  .since = TimePoint(Duration(1'700'000'000'124))};
    return topic;
}

Subscription full_subscription() {
    Subscription subscription;
    subscription.id = random_uuid();
    subscription.topic = full_topic().key;
    subscription.protocol = SubscriptionProtocol::firehose;
    subscription.endpoint = "endpoint";
    subscription.principal = "principal";
    subscription.is_confirmed = true;
    subscription.was_authenticated = true;
    subscription.must_sign_unsubscribe = true;
    subscription.token = "token";
    subscription.asked_at = TimePoint(Duration(1'700'000'000'123));
    subscription.is_raw = true;
    subscription.filter_scope = FilterScope::message_body;
    subscription.filter_policy = "{}";
    subscription.dead_letter_target_arn = "arn";
    subscription.delivery_policy = full_policy();
    subscription.attributes = {{"SubscriptionRoleArn", "role"}};
    subscription.replay = Replay{.from = TimePoint(Duration(1)),
                                 .until = TimePoint(Duration(0)),
                                 .status = ReplayStatus::failed,
                                 .next = Sequence(~std::uint64_t{0})};
    return subscription;
}

TEST(TopicRecords, ComeBackWhole) {
    std::string record;
    encode_topic(full_topic(), record);
    EXPECT_EQ(decode_topic(record), full_topic());
    encode_topic(Topic{}, record);
    EXPECT_EQ(decode_topic(record), Topic{});
}

TEST(SubscriptionRecords, ComeBackWhole) {
    std::string record;
    const Subscription full = full_subscription();
    encode_subscription(full, record);
    EXPECT_EQ(decode_subscription(record), full);
    encode_subscription(Subscription{}, record);
    EXPECT_EQ(decode_subscription(record), Subscription{});
}

TEST(SubscriptionRecords, KeepTheNumberOfTheOutbox) {
    Subscription subscription = full_subscription();
    QueueInfo outbox;
    outbox.id = QueueId(12345);
    subscription.outbox = std::make_shared<const QueueInfo>(outbox);
    std::string record;
    encode_subscription(subscription, record);
    EXPECT_EQ(decode_subscription(record).outbox->id, QueueId(12345));
}

TEST(SubscriptionKeys, AreARangeOfTheirTopic) {
    Subscription least;
    Subscription most;
    most.id.bytes.fill(0xff);
    const TopicId topic{255};
    for (const Subscription& subscription : {least, most}) {
        const auto key = keys::subscription(topic, subscription.id);
        EXPECT_LE(std::string_view(keys::subscriptions_begin_of(topic)), std::string_view(key));
        EXPECT_LT(std::string_view(key), std::string_view(keys::subscriptions_end_of(topic)));
        EXPECT_GT(std::string_view(key), keys::subscriptions_begin);
        EXPECT_LT(std::string_view(key), keys::subscriptions_end);
        EXPECT_EQ(keys::topic_of(key), topic);
    }
    EXPECT_EQ(std::string_view(keys::subscription(topic, most.id)).substr(9),
              std::string(16, '\xff'));
    EXPECT_GT(std::string_view(keys::topic(topic)), keys::topics_begin);
    EXPECT_LT(std::string_view(keys::topic(topic)), keys::topics_end);
}

}  // namespace
}  // namespace forebay::storage
