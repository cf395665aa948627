#include "service/sns/arn.hpp"
#include "service/sns/errors.hpp"
#include "service/sns/page.hpp"
#include <forebay/runtime/topics.hpp>
#include <forebay/service/sns/actions.hpp>

#include <optional>

namespace forebay::service::sns {
namespace {

using Position = runtime::Topics::Position;

/// `<topic>:<id>`; nullopt for the first page.
Result<std::optional<Position>> position_of(const OptionalText& token) {
    const auto place = place_of(token);
    if (!place) {
        return place.error();
    }
    if (place->empty()) {
        return std::optional<Position>();
    }
    const std::size_t colon = std::min(place->find(':'), place->size() - 1);
    const auto id = parse_uuid(std::string_view(*place).substr(colon + 1));
    if (!id) {
        return invalid("NextToken");
    }
    return std::optional(Position{.topic = place->substr(0, colon), .id = *id});
}

ListedSubscription listed(const Subscription& subscription) {
    return {.subscription_arn =
                subscription.is_confirmed ? subscription_arn(subscription) : "PendingConfirmation",
            .owner = subscription.topic.account,
            .protocol = std::string(protocol_name(subscription.protocol)),
            .endpoint = subscription.endpoint,
            .topic_arn = topic_arn(subscription.topic)};
}

/// A page of the subscriptions of `topics`, of one topic if it has a name.
Result<ListSubscriptionsOutput> list(const Context& context, const TopicKey& topics,
                                     const OptionalText& token) {
    const auto after = position_of(token);
    if (!after) {
        return after.error();
    }
    auto subscriptions = context.broker.topics().list_subscriptions(
        topics.account, topics.region, topics.name, *after, page_size + 1);
    ListSubscriptionsOutput output;
    output.next_token = end_page(subscriptions, [](const SubscriptionPtr& last) {
        return last->topic.name + ':' + to_string(last->id);
    });
    for (const SubscriptionPtr& subscription : subscriptions) {
        output.subscriptions.push_back(listed(*subscription));
    }
    return output;
}

}  // namespace

Task<Result<ListSubscriptionsOutput>> list_subscriptions(Context& context, ListInput input) {
    co_return list(context, {.account = context.account, .region = context.region, .name = {}},
                   input.next_token);
}

Task<Result<ListSubscriptionsOutput>> list_subscriptions_by_topic(
    Context& context, ListSubscriptionsByTopicInput input) {
    const auto topic = find_topic(context, input.topic_arn);
    if (!topic) {
        co_return topic.error();
    }
    co_return list(context, (*topic)->key, input.next_token);
}

}  // namespace forebay::service::sns
