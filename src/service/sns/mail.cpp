#include "service/sns/mail.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace forebay::service::sns::mail {
namespace {

/// As a value in a link's query; what an ARN and an address are made of stays readable.
std::string in_query(std::string_view text) {
    constexpr std::string_view plain = "-._~:@/";
    std::string out;
    for (const char c : text) {
        const bool is_alphanumeric =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (is_alphanumeric || plain.find(c) != std::string_view::npos) {
            out += c;
        } else {
            fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<std::uint8_t>(c));
        }
    }
    return out;
}

std::string confirm_link(const Subscription& subscription, std::string_view url) {
    return fmt::format("{}/confirmation.html?TopicArn={}&Token={}&Endpoint={}", url,
                       in_query(topic_arn(subscription.topic)), subscription.token,
                       in_query(subscription.endpoint));
}

}  // namespace

std::string confirmation_body(const Subscription& subscription, std::string_view url) {
    return fmt::format(
        "You have chosen to subscribe to the topic:\n{}\n\nTo confirm this subscription, click or "
        "visit the link below (If this was in error no action is necessary):\n{}\n",
        topic_arn(subscription.topic), confirm_link(subscription, url));
}

std::string unsubscribed_body(const Subscription& subscription, std::string_view url) {
    return fmt::format(
        "Your subscription to the topic below has been deactivated:\n{}\n\nIf this was in error, "
        "click or visit the link below to restore it:\n{}\n",
        topic_arn(subscription.topic), confirm_link(subscription, url));
}

std::string unsubscribe_link(const Subscription& subscription, std::string_view url) {
    return fmt::format("{}/unsubscribe.html?SubscriptionArn={}&Endpoint={}", url,
                       in_query(subscription_arn(subscription)), in_query(subscription.endpoint));
}

std::string with_footer(std::string_view text, std::string_view unsubscribe_link) {
    return fmt::format(
        "{}\n\n--\nIf you wish to stop receiving notifications from this topic, please click or "
        "visit the link below to unsubscribe:\n{}\n\nPlease do not reply directly to this "
        "email.\n",
        text, unsubscribe_link);
}

}  // namespace forebay::service::sns::mail
