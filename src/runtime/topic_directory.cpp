#include "runtime/topic_directory.hpp"

#include "runtime/key_filter.hpp"

#include <iterator>
#include <mutex>
#include <utility>

namespace forebay::runtime {

TopicPtr TopicDirectory::find(const TopicKey& key) const {
    const std::shared_lock lock(mutex_);
    const auto at = topics_.find(key);
    return at == topics_.end() ? nullptr : at->second.topic;
}

std::vector<TopicPtr> TopicDirectory::list(std::string_view account, std::string_view region,
                                           std::string_view after, std::size_t max) const {
    const std::shared_lock lock(mutex_);
    std::vector<TopicPtr> found;
    for (auto at = topics_.upper_bound(KeyView{account, region, after});
         at != topics_.end() && found.size() < max; ++at) {
        if (at->first.account != account || at->first.region != region) {
            break;
        }
        found.push_back(at->second.topic);
    }
    return found;
}

std::vector<TopicPtr> TopicDirectory::list(const Listing& listing) const {
    const std::shared_lock lock(mutex_);
    std::vector<TopicPtr> found;
    for_listed(topics_, listing, [&found](const Entry& entry) { found.push_back(entry.topic); });
    return found;
}

SubscriptionPtr TopicDirectory::find_subscription(const TopicKey& topic, const Uuid& id) const {
    const std::shared_lock lock(mutex_);
    const auto at = subscriptions_.find(Place{topic.account, topic.region, topic.name, id});
    return at == subscriptions_.end() ? nullptr : *at;
}

SubscriptionPtr TopicDirectory::find_token(std::string_view token) const {
    const std::shared_lock lock(mutex_);
    const auto at = tokens_.find(token);
    return at == tokens_.end() ? nullptr : at->second;
}

std::vector<SubscriptionPtr> TopicDirectory::list_subscriptions(
    std::string_view account, std::string_view region, std::string_view topic,
    const std::optional<Topics::Position>& after, std::size_t max) const {
    const std::shared_lock lock(mutex_);
    std::vector<SubscriptionPtr> found;
    auto at = after.has_value()
                  ? subscriptions_.upper_bound(Place{account, region, after->topic, after->id})
                  : subscriptions_.lower_bound(Place{account, region, topic, Uuid{}});
    for (; at != subscriptions_.end() && found.size() < max; ++at) {
        const TopicKey& key = (*at)->topic;
        if (key.account != account || key.region != region ||
            (!topic.empty() && key.name != topic)) {
            break;
        }
        found.push_back(*at);
    }
    return found;
}

SubscriptionCounts TopicDirectory::counts(const TopicKey& topic) const {
    const std::shared_lock lock(mutex_);
    const auto at = topics_.find(topic);
    return at == topics_.end() ? SubscriptionCounts{} : at->second.counts;
}

TopicPtr TopicDirectory::insert(TopicPtr topic) {
    const std::unique_lock lock(mutex_);
    return topics_.try_emplace(topic->key, Entry{topic, {}}).first->second.topic;
}

void TopicDirectory::replace(TopicPtr topic) {
    const std::unique_lock lock(mutex_);
    topics_[topic->key].topic = std::move(topic);
}

void TopicDirectory::remove(const TopicKey& topic) {
    std::vector<SubscriptionPtr> removed;  // freed when nobody waits for the lock
    const std::unique_lock lock(mutex_);
    auto at = subscriptions_.lower_bound(Place{topic.account, topic.region, topic.name, Uuid{}});
    while (at != subscriptions_.end() && (*at)->topic == topic) {
        forget(**at);
        removed.push_back(std::move(subscriptions_.extract(at++).value()));
    }
    topics_.erase(topic);
}

void TopicDirectory::put(SubscriptionPtr subscription) {
    const std::unique_lock lock(mutex_);
    const auto at = subscriptions_.find(subscription);
    if (at != subscriptions_.end()) {
        forget(**at);
        subscriptions_.erase(at);
    }
    note(subscription);
    subscriptions_.insert(std::move(subscription));
}

void TopicDirectory::remove(const Subscription& subscription) {
    const std::unique_lock lock(mutex_);
    const TopicKey& topic = subscription.topic;
    const auto at =
        subscriptions_.find(Place{topic.account, topic.region, topic.name, subscription.id});
    if (at != subscriptions_.end()) {
        forget(**at);
        subscriptions_.erase(at);
    }
}

std::uint64_t& TopicDirectory::count_of(const Subscription& subscription) {
    SubscriptionCounts& counts = topics_[subscription.topic].counts;
    return subscription.is_confirmed ? counts.confirmed : counts.pending;
}

void TopicDirectory::note(const SubscriptionPtr& subscription) {
    ++count_of(*subscription);
    if (!subscription->token.empty()) {
        tokens_.insert_or_assign(subscription->token, subscription);
    }
}

void TopicDirectory::forget(const Subscription& subscription) {
    --count_of(subscription);
    if (!subscription.token.empty()) {
        tokens_.erase(subscription.token);
    }
}

}  // namespace forebay::runtime
