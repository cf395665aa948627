#pragma once

#include <forebay/engine/filter_policy.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace forebay::engine {

/// A subscription within its topic: any number that its owner chose.
enum class SubscriptionId : std::uint64_t {};

/// The subscriptions of a topic, to find those that a message matches without testing each policy.
///
/// A policy that can match only messages which have a certain value at a certain key, or one of
/// several, is filed under those values; one that can match only messages which have the key at
/// all, under the key. Others are tested with each message. So a thousand subscriptions to
/// `{"type":["order-17"]}`, each to an order of its own, cost about as much as one.
///
/// Not thread-safe: an index belongs to one shard and is called on that shard's thread alone.
class SubscriptionIndex {
public:
    SubscriptionIndex();
    ~SubscriptionIndex();
    SubscriptionIndex(SubscriptionIndex&&) noexcept;
    SubscriptionIndex& operator=(SubscriptionIndex&&) noexcept;

    /// Adds a subscription, or gives it another policy. Its cost does not grow with the number of
    /// subscriptions.
    void put(SubscriptionId id, FilterPolicy policy);

    /// Nothing happens if it is not there. Its cost does not grow with the number of subscriptions.
    void remove(SubscriptionId id);

    /// Appends each subscription that the message matches to `found`, once and in no particular
    /// order. Returns how many policies it had to test.
    std::size_t find(FilterSubject& subject, std::vector<SubscriptionId>& found);

    std::size_t size() const;  ///< subscriptions

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace forebay::engine
