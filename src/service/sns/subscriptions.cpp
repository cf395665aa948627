#include "service/sns/arn.hpp"
#include "service/sns/confirmation.hpp"
#include "service/sns/errors.hpp"
#include "service/sns/subscription_attributes.hpp"
#include "service/sns/subscription_endpoint.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/runtime/topics.hpp>
#include <forebay/service/access/principal.hpp>
#include <forebay/service/sns/actions.hpp>

#include <fmt/format.h>

#include <utility>

namespace forebay::service::sns {
namespace {

/// What Subscribe asks for, in the order of its checks: SNS specification 6.1.
Result<Subscription> wanted_subscription(const Context& context, const Topic& topic,
                                         const SubscribeInput& input) {
    if (!input.protocol) {
        return missing("Protocol");
    }
    const auto protocol = parse_protocol(*input.protocol);
    if (!protocol) {
        return invalid(
            fmt::format("Amazon SNS does not support this protocol string: {}", *input.protocol));
    }
    if (!input.endpoint || input.endpoint->empty()) {
        return missing("Endpoint");
    }
    auto endpoint = check_endpoint(*protocol, *input.endpoint, topic);
    if (!endpoint) {
        return endpoint.error();
    }

    Subscription wanted;
    wanted.id = random_uuid();
    wanted.topic = topic.key;
    wanted.protocol = *protocol;
    wanted.endpoint = std::move(*endpoint);
    wanted.principal = access::principal_arn(context.account, context.user_name);
    wanted.is_confirmed = !needs_confirmation(*protocol);
    wanted.was_authenticated = wanted.is_confirmed;
    if (!wanted.is_confirmed) {
        wanted.token = make_token();
    }
    const TimePoint now = context.broker.clock().now();
    if (auto set = set_new_attributes(input.attributes, topic, now, wanted); !set) {
        return set.error();
    }
    return wanted;
}

/// Asks the subscriber to confirm. One who was asked before has as much time again.
Task<Result<void>> ask(Context& context, TopicPtr topic, runtime::Topics::Subscribed subscribed) {
    if (!subscribed.created) {
        auto change = [now = context.broker.clock().now()](Subscription& edited) -> Result<void> {
            edited.asked_at = now;
            return {};
        };
        const auto updated = co_await context.broker.topics().update_subscription(
            subscribed.subscription, std::move(change));
        if (!updated) {
            co_return updated.error();
        }
    }
    co_return co_await send_confirmation(context, std::move(topic), subscribed.subscription,
                                         OutgoingKind::subscription_confirmation);
}

}  // namespace

Task<Result<SubscriptionArnOutput>> subscribe(Context& context, SubscribeInput input) {
    const auto topic = find_topic(context, input.topic_arn);
    if (!topic) {
        co_return topic.error();
    }
    const auto wanted = wanted_subscription(context, **topic, input);
    if (!wanted) {
        co_return wanted.error();
    }
    const auto subscribed = co_await context.broker.topics().subscribe(*topic, *wanted);
    if (!subscribed) {
        co_return topic_error(subscribed.error());
    }
    const SubscriptionPtr& subscription = subscribed->subscription;
    if (!subscribed->created && !has_attributes(*subscription, input.attributes, *wanted)) {
        co_return invalid("Attributes", "Subscription already exists with different attributes");
    }
    if (!subscription->is_confirmed) {
        if (const auto asked = co_await ask(context, *topic, *subscribed); !asked) {
            co_return topic_error(asked.error());
        }
    }
    const bool tells_arn =
        subscription->is_confirmed || input.return_subscription_arn.value_or(false);
    co_return SubscriptionArnOutput{tells_arn ? subscription_arn(*subscription)
                                              : "pending confirmation"};
}

Task<Result<SubscriptionArnOutput>> confirm_subscription(Context& context,
                                                         ConfirmSubscriptionInput input) {
    if (!input.token) {
        co_return missing("Token");
    }
    if (!topic_key(context, input.topic_arn)) {
        co_return invalid("Topic");
    }
    if (!is_token(*input.token)) {
        co_return Error{Errc::invalid_parameter, "Invalid token"};
    }
    const SubscriptionPtr subscription = context.broker.topics().find_token(*input.token);
    if (subscription == nullptr) {
        co_return invalid("Token");
    }
    if (!subscription->is_confirmed) {
        auto change = [must_sign = input.authenticate_on_unsubscribe == "true",
                       is_signed = context.is_signed](Subscription& edited) -> Result<void> {
            edited.is_confirmed = true;
            edited.was_authenticated = is_signed;
            edited.must_sign_unsubscribe = must_sign;
            return {};
        };
        const auto updated =
            co_await context.broker.topics().update_subscription(subscription, std::move(change));
        if (!updated) {
            co_return topic_error(updated.error());
        }
    }
    co_return SubscriptionArnOutput{subscription_arn(*subscription)};
}

namespace {

/// A subscriber outside who followed a link may come back: the subscription waits to be confirmed
/// again, under a new token, and is removed when it is not.
Task<Result<void>> suspend(Context& context, TopicPtr topic, SubscriptionPtr subscription) {
    if (!subscription->is_confirmed) {
        co_return Result<void>();
    }
    auto change = [token = make_token(),
                   now = context.broker.clock().now()](Subscription& edited) -> Result<void> {
        edited.is_confirmed = false;
        edited.was_authenticated = false;
        edited.token = token;
        edited.asked_at = now;
        return {};
    };
    auto& topics = context.broker.topics();
    const auto updated = co_await topics.update_subscription(subscription, std::move(change));
    if (!updated) {
        co_return updated.error();
    }
    const SubscriptionPtr suspended =
        topics.find_subscription(subscription->topic, subscription->id);
    if (suspended == nullptr) {
        co_return Result<void>();
    }
    co_return co_await send_confirmation(context, std::move(topic), suspended,
                                         OutgoingKind::unsubscribe_confirmation);
}

}  // namespace

Task<Result<Empty>> unsubscribe(Context& context, SubscriptionArnInput input) {
    const auto name = subscription_name(input.subscription_arn);
    if (!name) {
        co_return name.error();
    }
    auto& topics = context.broker.topics();
    const SubscriptionPtr subscription = topics.find_subscription(name->topic, name->id);
    if (subscription == nullptr) {
        co_return Empty{};
    }
    if (subscription->must_sign_unsubscribe && !context.is_signed) {
        co_return Error{Errc::access_denied,
                        "The subscription can only be removed by a signed request"};
    }
    const TopicPtr topic = topics.find(subscription->topic);
    const bool may_come_back =
        !context.is_signed && topic != nullptr && needs_confirmation(subscription->protocol);
    Result<void> done;
    if (may_come_back) {
        done = co_await suspend(context, topic, subscription);
    } else {
        done = co_await topics.unsubscribe(subscription);
    }
    if (!done && done.error().code != Errc::subscription_not_found) {
        co_return topic_error(done.error());
    }
    co_return Empty{};
}

Task<Result<AttributesOutput>> get_subscription_attributes(Context& context,
                                                           SubscriptionArnInput input) {
    const auto subscription = find_subscription(context, input.subscription_arn);
    if (!subscription) {
        co_return subscription.error();
    }
    const TopicPtr topic = context.broker.topics().find((*subscription)->topic);
    AttributesOutput output;
    output.attributes = print_attributes(**subscription, topic.get());
    co_return output;
}

Task<Result<Empty>> set_subscription_attributes(Context& context,
                                                SetSubscriptionAttributesInput input) {
    const auto subscription = find_subscription(context, input.subscription_arn);
    if (!subscription) {
        co_return subscription.error();
    }
    if (!input.attribute_name) {
        co_return missing("AttributeName");
    }
    TopicPtr topic = context.broker.topics().find((*subscription)->topic);
    if (topic == nullptr) {
        co_return subscription_not_found();
    }
    auto change = [name = std::move(*input.attribute_name),
                   value = std::move(input.attribute_value).value_or(std::string()),
                   topic = std::move(topic),
                   now = context.broker.clock().now()](Subscription& edited) {
        return set_attribute(name, value, *topic, now, edited);
    };
    const auto updated =
        co_await context.broker.topics().update_subscription(*subscription, std::move(change));
    if (!updated) {
        co_return topic_error(updated.error());
    }
    co_return Empty{};
}

}  // namespace forebay::service::sns
