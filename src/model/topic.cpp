#include <forebay/base/assert.hpp>
#include <forebay/model/topic.hpp>

#include <fmt/format.h>

namespace forebay {

std::string topic_arn(const TopicKey& key) {
    return fmt::format("arn:aws:sns:{}:{}:{}", key.region, key.account, key.name);
}

std::string subscription_arn(const Subscription& subscription) {
    return fmt::format("{}:{}", topic_arn(subscription.topic), to_string(subscription.id));
}

bool is_replaying(const Subscription& subscription) {
    return subscription.replay && (subscription.replay->status == ReplayStatus::pending ||
                                   subscription.replay->status == ReplayStatus::in_progress);
}

std::string_view protocol_name(SubscriptionProtocol protocol) {
    switch (protocol) {
        case SubscriptionProtocol::sqs:
            return "sqs";
        case SubscriptionProtocol::http:
            return "http";
        case SubscriptionProtocol::https:
            return "https";
        case SubscriptionProtocol::email:
            return "email";
        case SubscriptionProtocol::email_json:
            return "email-json";
        case SubscriptionProtocol::sms:
            return "sms";
        case SubscriptionProtocol::lambda:
            return "lambda";
        case SubscriptionProtocol::application:
            return "application";
        case SubscriptionProtocol::firehose:
            return "firehose";
    }
    fail_stop("SubscriptionProtocol out of range");
}

// What a message has no field for stands in those that mean nothing here: the subject in the
// sender's, what links begin with in that of the dead letter's source.
Message to_archived(const Publication& publication) {
    const auto own = publication.texts.find(std::string(protocol_name(SubscriptionProtocol::sqs)));
    Message message;
    message.id = publication.id;
    message.sent_at = publication.published_at;
    message.sender_id = publication.subject;
    message.body = own == publication.texts.end() ? publication.message : own->second;
    message.attributes = publication.attributes;
    message.trace_header = publication.trace_header;
    message.group_id = publication.group_id;
    message.deduplication_id = publication.deduplication_id;
    message.dead_letter_source_arn = publication.base_url;
    return message;
}

Publication from_archived(const Message& message) {
    return {.id = message.id,
            .published_at = message.sent_at,
            .subject = message.sender_id,
            .message = message.body,
            .texts = {},
            .attributes = message.attributes,
            .group_id = message.group_id,
            .deduplication_id = message.deduplication_id,
            .trace_header = message.trace_header,
            .base_url = message.dead_letter_source_arn,
            .is_replayed = true};
}

}  // namespace forebay
