#pragma once

#include "runtime/key_view.hpp"
#include <forebay/runtime/admin.hpp>
#include <forebay/runtime/topics.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace forebay::runtime {

/// Which topics and subscriptions there are, for all threads. They are put in and taken out by the
/// shard that owns the topic, in step with its own books. See Topics.
class TopicDirectory {
public:
    TopicPtr find(const TopicKey& key) const;
    std::vector<TopicPtr> list(std::string_view account, std::string_view region,
                               std::string_view after, std::size_t max) const;

    /// See Admin.
    std::vector<TopicPtr> list(const Listing& listing) const;
    SubscriptionPtr find_subscription(const TopicKey& topic, const Uuid& id) const;
    SubscriptionPtr find_token(std::string_view token) const;
    std::vector<SubscriptionPtr> list_subscriptions(std::string_view account,
                                                    std::string_view region, std::string_view topic,
                                                    const std::optional<Topics::Position>& after,
                                                    std::size_t max) const;
    SubscriptionCounts counts(const TopicKey& topic) const;

    /// The topic that has this name now: `topic`, if there was none.
    TopicPtr insert(TopicPtr topic);
    void replace(TopicPtr topic);
    void remove(const TopicKey& topic);  ///< and its subscriptions

    /// A subscription that is new, or has changed.
    void put(SubscriptionPtr subscription);
    void remove(const Subscription& subscription);

private:
    struct Entry {
        TopicPtr topic;
        SubscriptionCounts counts;
    };

    using Place = std::tuple<std::string_view, std::string_view, std::string_view, Uuid>;
    struct PlaceLess {
        using is_transparent = void;
        static Place of(const SubscriptionPtr& subscription) {
            const TopicKey& topic = subscription->topic;
            return {topic.account, topic.region, topic.name, subscription->id};
        }
        static Place of(Place place) { return place; }
        bool operator()(const auto& left, const auto& right) const { return of(left) < of(right); }
    };

    std::uint64_t& count_of(const Subscription& subscription);
    void note(const SubscriptionPtr& subscription);
    void forget(const Subscription& subscription);

    mutable std::shared_mutex mutex_;
    std::map<TopicKey, Entry, KeyLess> topics_;
    std::set<SubscriptionPtr, PlaceLess> subscriptions_;
    std::map<std::string, SubscriptionPtr, std::less<>> tokens_;
};

}  // namespace forebay::runtime
