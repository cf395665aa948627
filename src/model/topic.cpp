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

}  // namespace forebay
