#include "tests/service/fake_topics.hpp"

namespace forebay::service {

using namespace runtime;

TopicPtr FakeTopics::find(const TopicKey& key) const {
    const auto topic = topics_.find(key);
    return topic == topics_.end() ? nullptr : topic->second;
}

std::vector<TopicPtr> FakeTopics::list(std::string_view account, std::string_view region,
                                       std::string_view after, std::size_t max) const {
    std::vector<TopicPtr> found;
    for (const auto& [key, topic] : topics_) {
        if (key.account == account && key.region == region && key.name > after &&
            found.size() < max) {
            found.push_back(topic);
        }
    }
    return found;
}

Task<Result<Topics::Creation>> FakeTopics::create(Topic wanted) {
    if (TopicPtr topic = find(wanted.key)) {
        co_return Creation{.topic = std::move(topic), .created = false};
    }
    wanted.id = TopicId(topics_.size() + 1);
    wanted.created_at = clock_.now();
    if (wanted.archive) {
        wanted.archive->since = wanted.created_at;
    }
    const auto topic = std::make_shared<const Topic>(std::move(wanted));
    topics_[topic->key] = topic;
    co_return Creation{.topic = topic, .created = true};
}

Task<Result<void>> FakeTopics::remove(TopicPtr topic) {
    if (topics_.at(topic->key)->archive) {
        co_return Error{Errc::invalid_state,
                        "A topic with an active ArchivePolicy cannot be deleted"};
    }
    topics_.erase(topic->key);
    std::erase_if(subscriptions_,
                  [&topic](const auto& entry) { return entry.first.first == topic->key; });
    co_return Result<void>();
}

Task<Result<void>> FakeTopics::update(TopicPtr topic, std::function<Result<void>(Topic&)> change) {
    Topic changed = *topics_.at(topic->key);
    auto result = change(changed);
    if (changed.archive && changed.archive->since == TimePoint()) {
        changed.archive->since = clock_.now();
    }
    if (result) {
        topics_[topic->key] = std::make_shared<const Topic>(std::move(changed));
    }
    co_return result;
}

SubscriptionPtr FakeTopics::find_subscription(const TopicKey& topic, const Uuid& id) const {
    const auto found = subscriptions_.find({topic, id});
    return found == subscriptions_.end() ? nullptr : found->second;
}

SubscriptionPtr FakeTopics::find_token(std::string_view token) const {
    for (const auto& [key, subscription] : subscriptions_) {
        if (subscription->token == token) {
            return subscription;
        }
    }
    return nullptr;
}

std::vector<SubscriptionPtr> FakeTopics::list_subscriptions(std::string_view account,
                                                            std::string_view region,
                                                            std::string_view topic,
                                                            const std::optional<Position>& after,
                                                            std::size_t max) const {
    std::vector<SubscriptionPtr> found;
    for (const auto& [key, subscription] : subscriptions_) {
        const bool is_meant = key.first.account == account && key.first.region == region &&
                              (topic.empty() || key.first.name == topic);
        const bool is_behind =
            !after || std::pair(key.first.name, key.second) > std::pair(after->topic, after->id);
        if (is_meant && is_behind && found.size() < max) {
            found.push_back(subscription);
        }
    }
    return found;
}

SubscriptionCounts FakeTopics::counts(const Topic& topic) const {
    SubscriptionCounts counts;
    for (const auto& [key, subscription] : subscriptions_) {
        if (key.first == topic.key) {
            ++(subscription->is_confirmed ? counts.confirmed : counts.pending);
        }
    }
    return counts;
}

Task<Result<Topics::Subscribed>> FakeTopics::subscribe(TopicPtr topic, Subscription wanted) {
    for (const auto& [key, subscription] : subscriptions_) {
        if (key.first == topic->key && subscription->protocol == wanted.protocol &&
            subscription->endpoint == wanted.endpoint) {
            co_return Subscribed{.subscription = subscription, .created = false};
        }
    }
    wanted.asked_at = clock_.now();
    if (wanted.protocol != SubscriptionProtocol::sqs) {
        QueueInfo outbox;
        outbox.key = wanted.topic;
        outbox.key.name += ":" + to_string(wanted.id);
        const auto made = co_await broker_.create(std::move(outbox));
        wanted.outbox = made->info;
    }
    const auto subscription = std::make_shared<const Subscription>(std::move(wanted));
    subscriptions_[{topic->key, subscription->id}] = subscription;
    co_return Subscribed{.subscription = subscription, .created = true};
}

Task<Result<void>> FakeTopics::update_subscription(
    SubscriptionPtr subscription, std::function<Result<void>(Subscription&)> change) {
    const SubscriptionKey key{subscription->topic, subscription->id};
    Subscription changed = *subscriptions_.at(key);
    auto result = change(changed);
    if (result) {
        subscriptions_[key] = std::make_shared<const Subscription>(std::move(changed));
    }
    co_return result;
}

Task<Result<void>> FakeTopics::unsubscribe(SubscriptionPtr subscription) {
    subscriptions_.erase({subscription->topic, subscription->id});
    co_return Result<void>();
}

Task<Result<std::vector<Published>>> FakeTopics::publish(TopicPtr topic,
                                                         std::vector<Publication> publications,
                                                         Render render) {
    std::vector<Published> results;
    for (Publication& publication : publications) {
        const std::uint64_t sequence = topic->fifo ? ++last_sequence_ : 0;
        for (const auto& [key, subscription] : subscriptions_) {
            if (key.first == topic->key && subscription->is_confirmed) {
                rendered.push_back({subscription, render(*subscription, publication, sequence)});
            }
        }
        results.push_back({.id = publication.id, .sequence_number = sequence});
        published.push_back(std::move(publication));
    }
    co_return results;
}

std::optional<std::string> FakeRegistry::find(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Registry::Entry> FakeRegistry::list(std::string_view prefix, std::string_view after,
                                                std::size_t max) const {
    std::vector<Entry> found;
    for (const auto& entry : values_) {
        if (entry.first.starts_with(prefix) && entry.first > after && found.size() < max) {
            found.emplace_back(entry);
        }
    }
    return found;
}

Task<Result<void>> FakeRegistry::edit(std::function<Result<void>(Changes&)> change) {
    Changes changes([this](std::string_view name) { return find(name); });
    auto result = change(changes);
    if (result) {
        for (const auto& [name, value] : changes.all()) {
            if (value) {
                values_.insert_or_assign(name, *value);
            } else {
                values_.erase(name);
            }
        }
    }
    co_return result;
}

}  // namespace forebay::service
