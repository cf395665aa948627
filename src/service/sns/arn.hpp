#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/topic.hpp>
#include <forebay/service/context.hpp>
#include <forebay/service/sns/shapes.hpp>

#include <optional>
#include <string_view>

/// ARNs as clients send them: SNS specification 1 and 3.
namespace forebay::service::sns {

/// The parts of an ARN; they point into its text.
struct Arn {
    std::string_view partition;
    std::string_view service;
    std::string_view region;
    std::string_view account;
    std::string_view resource;  ///< all that is behind, colons included
};

/// nullopt: it has fewer than 6 parts, or does not begin with `arn`.
std::optional<Arn> parse_arn(std::string_view text);

/// Refuses what is missing or has too few parts in the words of the service; `parameter` names it.
Result<Arn> required_arn(const OptionalText& text, std::string_view parameter);

/// The name of a topic of the caller's region; whether it is there is another question. Links in
/// messages are followed without a signature, and then there is no region but the ARN's.
Result<TopicKey> topic_key(const Context& context, const OptionalText& arn,
                           std::string_view parameter = "TopicArn");

/// The topic of this ARN. Errors: Errc::topic_not_found.
Result<TopicPtr> find_topic(const Context& context, const OptionalText& arn);

/// The topic of this ARN, for actions on resources. Errors: Errc::resource_not_found.
Result<TopicPtr> find_resource(const Context& context, const OptionalText& arn);

/// What a subscription's ARN says.
struct SubscriptionName {
    TopicKey topic;
    Uuid id;
};
Result<SubscriptionName> subscription_name(const OptionalText& arn);

/// The subscription of this ARN. Errors: Errc::subscription_not_found.
Result<SubscriptionPtr> find_subscription(const Context& context, const OptionalText& arn);

}  // namespace forebay::service::sns
