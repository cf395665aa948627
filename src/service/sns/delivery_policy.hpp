#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/topic.hpp>

#include <string>
#include <string_view>

/// Delivery policies between JSON and DeliveryPolicy: SNS specification 5.4.
namespace forebay::service::sns {

/// A delivery policy and how it is given back.
struct ParsedDeliveryPolicy {
    DeliveryPolicy policy;
    std::string text;  ///< empty: none
};

/// An empty text is no policy. Errors: Errc::invalid_parameter, whose detail is the reason alone.
Result<ParsedDeliveryPolicy> parse_topic_delivery_policy(std::string_view text);
Result<ParsedDeliveryPolicy> parse_subscription_delivery_policy(std::string_view text);

/// What deliveries of a topic go by, with all defaults, as JSON.
std::string effective_delivery_policy(const DeliveryPolicy& topic);

/// What deliveries to a subscription go by: its own policy, else its topic's, else the defaults.
std::string effective_delivery_policy(const DeliveryPolicy& subscription,
                                      const DeliveryPolicy& topic);

}  // namespace forebay::service::sns
