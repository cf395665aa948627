#include "provision/patient_setting.hpp"
#include "provision/stage.hpp"
#include <forebay/runtime/topics.hpp>
#include <forebay/service/sns/actions.hpp>

#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>

namespace forebay::provision {
namespace {

namespace sns = service::sns;

constexpr const char* role = "SubscriptionRoleArn";  // without it there is no firehose
constexpr std::size_t page_size = 1000;

// Who gets it, without what a URL may tell of passwords.
std::string name_of(const DeclaredSubscription& subscription) {
    std::string endpoint = subscription.endpoint;
    if (const auto queue = parse_arn(endpoint)) {
        endpoint = queue->name;
    } else if (const std::size_t scheme = endpoint.find("://"); scheme != std::string::npos) {
        const std::size_t begin = scheme + 3;
        const std::size_t at = endpoint.find('@', begin);
        if (at < endpoint.find('/', begin)) {
            endpoint.erase(begin, at + 1 - begin);
        }
    }
    return fmt::format("{} to {}", subscription.topic.key.name, endpoint);
}

std::string subject(const DeclaredSubscription& subscription) {
    return fmt::format("subscription of {}", name_of(subscription));
}

/// The ARNs of the subscriptions that a topic has, by protocol and endpoint.
using Subscribers = std::map<std::pair<std::string, std::string>, std::string>;

Subscribers subscribers_of(Stage& stage, const TopicKey& topic) {
    Subscribers subscribers;
    std::vector<SubscriptionPtr> page;
    std::optional<runtime::Topics::Position> after;
    do {
        page = stage.broker.topics().list_subscriptions(topic.account, topic.region, topic.name,
                                                        after, page_size);
        for (const SubscriptionPtr& one : page) {
            subscribers.emplace(std::pair(protocol_name(one->protocol), one->endpoint),
                                subscription_arn(*one));
            after = {.topic = topic.name, .id = one->id};
        }
    } while (page.size() == page_size);
    return subscribers;
}

Task<Result<sns::SubscriptionArnOutput>> subscribe(Stage& stage,
                                                   const DeclaredSubscription& subscription,
                                                   StringMap attributes) {
    service::Context context = stage.context(subscription.topic.key);
    co_return co_await sns::subscribe(context, {.topic_arn = topic_arn(subscription.topic.key),
                                                .protocol = subscription.protocol,
                                                .endpoint = subscription.endpoint,
                                                .attributes = std::move(attributes),
                                                .return_subscription_arn = true});
}

struct Made {
    std::string arn;  ///< empty: it is not there
    bool created = false;
    std::optional<Error> refused = {};  ///< of a rehearsal: as it was wanted, it could not be made
};

Task<Made> make(Stage& stage, const DeclaredSubscription& subscription,
                const Subscribers& subscribers) {
    const auto there = subscribers.find({subscription.protocol, subscription.endpoint});
    if (there != subscribers.end()) {
        co_return Made{.arn = there->second};
    }
    const auto created =
        co_await subscribe(stage, subscription, values_of(subscription.attributes));
    if (created) {
        co_return Made{.arn = created->subscription_arn, .created = true};
    }
    if (!stage.is_rehearsal) {
        stage.refuse(subscription.place, subject(subscription), created.error());
        co_return Made{};
    }
    StringMap needed = values_of(subscription.attributes);
    std::erase_if(needed, [](const auto& attribute) { return attribute.first != role; });
    const auto stripped = co_await subscribe(stage, subscription, std::move(needed));
    if (!stripped) {
        stage.refuse(subscription.place, subject(subscription), stripped.error());
        co_return Made{};
    }
    co_return Made{.arn = stripped->subscription_arn, .created = true, .refused = created.error()};
}

/// What is told of a subscription, as far as the declaration speaks of it.
Task<StringMap> look_at(Stage& stage, const DeclaredSubscription& subscription,
                        const std::string& arn) {
    service::Context context = stage.context(subscription.topic.key);
    const auto told = co_await sns::get_subscription_attributes(context, {.subscription_arn = arn});
    StringMap state;
    for (const auto& [name, placed] : subscription.attributes) {
        if (told && told->attributes.contains(name)) {
            state.emplace(name, told->attributes.at(name));
        }
    }
    co_return state;
}

Task<void> complete(Stage& stage, const DeclaredSubscription& subscription, const Made& made) {
    const StringMap before = co_await look_at(stage, subscription, made.arn);
    service::Context context = stage.context(subscription.topic.key);
    const auto refused = co_await set_patiently(
        different(values_of(subscription.attributes), before),
        [&](std::string name, std::string value) -> Task<Result<sns::Empty>> {
            return sns::set_subscription_attributes(context, {.subscription_arn = made.arn,
                                                              .attribute_name = std::move(name),
                                                              .attribute_value = std::move(value)});
        });
    for (const auto& [name, error] : refused) {
        stage.refuse_attribute(subscription.attributes, name, subject(subscription), error);
    }
    if (made.refused && refused.empty()) {
        stage.refuse(subscription.place, subject(subscription), *made.refused);
    }
    stage.finish("subscription", name_of(subscription), made.created, before,
                 co_await look_at(stage, subscription, made.arn));
}

}  // namespace

Task<void> provision_subscriptions(Stage& stage,
                                   const std::vector<DeclaredSubscription>& subscriptions) {
    std::map<TopicKey, Subscribers> known;
    for (const DeclaredSubscription& subscription : subscriptions) {
        const TopicKey& topic = subscription.topic.key;
        if (!known.contains(topic)) {
            known.emplace(topic, subscribers_of(stage, topic));
        }
        const Made made = co_await make(stage, subscription, known.at(topic));
        if (!made.arn.empty()) {
            co_await complete(stage, subscription, made);
        }
    }
}

}  // namespace forebay::provision
