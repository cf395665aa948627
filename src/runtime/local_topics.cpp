#include "runtime/local_topics.hpp"

#include <utility>

namespace forebay::runtime {
namespace {

Error no_subscription() {
    return {Errc::subscription_not_found, "Subscription does not exist"};
}

}  // namespace

std::vector<TopicPtr> LocalTopics::list(std::string_view account, std::string_view region,
                                        std::string_view after, std::size_t max) const {
    return shared_.topics.list(account, region, after, max);
}

Task<Result<Topics::Creation>> LocalTopics::create(Topic wanted) {
    if (TopicPtr topic = find(wanted.key)) {
        co_return Creation{.topic = std::move(topic), .created = false};
    }
    wanted.id = TopicId(shared_.next_queue_id++);
    Shard& shard = shared_.shard_of(wanted.id);
    co_return co_await on(shard, shard.topics().create(std::move(wanted)));
}

Task<Result<void>> LocalTopics::remove(TopicPtr topic) {
    Shard& shard = shared_.shard_of(topic->id);
    return on(shard, shard.topics().remove(topic->id));
}

Task<Result<void>> LocalTopics::update(TopicPtr topic, std::function<Result<void>(Topic&)> change) {
    Shard& shard = shared_.shard_of(topic->id);
    return on(shard, shard.topics().update(topic->id, std::move(change)));
}

SubscriptionPtr LocalTopics::find_subscription(const TopicKey& topic, const Uuid& id) const {
    return shared_.topics.find_subscription(topic, id);
}

SubscriptionPtr LocalTopics::find_token(std::string_view token) const {
    return shared_.topics.find_token(token);
}

std::vector<SubscriptionPtr> LocalTopics::list_subscriptions(std::string_view account,
                                                             std::string_view region,
                                                             std::string_view topic,
                                                             const std::optional<Position>& after,
                                                             std::size_t max) const {
    return shared_.topics.list_subscriptions(account, region, topic, after, max);
}

SubscriptionCounts LocalTopics::counts(const Topic& topic) const {
    return shared_.topics.counts(topic.key);
}

Task<Result<Topics::Subscribed>> LocalTopics::subscribe(TopicPtr topic, Subscription wanted) {
    Shard& shard = shared_.shard_of(topic->id);
    return on(shard, shard.topics().subscribe(topic->id, std::move(wanted)));
}

Task<Result<void>> LocalTopics::update_subscription(
    SubscriptionPtr subscription, std::function<Result<void>(Subscription&)> change) {
    const TopicPtr topic = find(subscription->topic);
    if (topic == nullptr) {
        co_return no_subscription();
    }
    Shard& shard = shared_.shard_of(topic->id);
    co_return co_await on(
        shard, shard.topics().update_subscription(topic->id, subscription->id, std::move(change)));
}

Task<Result<void>> LocalTopics::unsubscribe(SubscriptionPtr subscription) {
    const TopicPtr topic = find(subscription->topic);
    if (topic == nullptr) {
        co_return no_subscription();
    }
    Shard& shard = shared_.shard_of(topic->id);
    co_return co_await on(shard, shard.topics().unsubscribe(topic->id, subscription->id));
}

Task<Result<std::vector<Published>>> LocalTopics::publish(TopicPtr topic,
                                                          std::vector<Publication> publications,
                                                          Render render) {
    Shard& shard = shared_.shard_of(topic->id);
    return on(shard, shard.topics().publish(topic->id, std::move(publications), std::move(render)));
}

}  // namespace forebay::runtime
