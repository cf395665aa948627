#pragma once

#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/model/topic.hpp>
#include <forebay/runtime/broker.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace forebay::runtime {

/// What became of one publication.
struct Published {
    Uuid id;                            ///< of the first one, when this was a duplicate
    std::uint64_t sequence_number = 0;  ///< of a FIFO topic
};

/// The topics of one data directory, their subscriptions, and the way of what is published to them
/// into queues and outboxes.
///
/// `find` and `list` may be called from any thread; the tasks must be started on one of the
/// broker's executors and finish where they started. No reply comes before what it tells is
/// durable.
class Topics {
public:
    virtual ~Topics() = default;

    // Topics. Errors of tasks: Errc::topic_not_found, where the topic is not there (any more).

    /// Null when there is none.
    virtual TopicPtr find(const TopicKey& key) const = 0;

    /// Up to `max` topics of an account and region by name, after the name `after`.
    virtual std::vector<TopicPtr> list(std::string_view account, std::string_view region,
                                       std::string_view after, std::size_t max) const = 0;

    struct Creation {
        TopicPtr topic;  ///< the new one, or the one that was there
        bool created;
    };
    /// Makes the topic that `wanted` describes (its id and time are set here), unless there is one
    /// of that name.
    virtual Task<Result<Creation>> create(Topic wanted) = 0;

    /// Removes the topic, its subscriptions and what waits in their outboxes. Errors also:
    /// Errc::invalid_state, while it has an archive.
    virtual Task<Result<void>> remove(TopicPtr topic) = 0;

    /// Lets `change` edit the topic, all at one moment. Its error changes nothing and is returned.
    /// An archive that has no time yet begins now; one that is taken away is removed, and replays
    /// from it fail.
    virtual Task<Result<void>> update(TopicPtr topic,
                                      std::function<Result<void>(Topic&)> change) = 0;

    // Subscriptions. Errors of tasks: Errc::subscription_not_found.

    /// Null when there is none.
    virtual SubscriptionPtr find_subscription(const TopicKey& topic, const Uuid& id) const = 0;

    /// Null when no subscription, pending or confirmed, has this token.
    virtual SubscriptionPtr find_token(std::string_view token) const = 0;

    /// Up to `max` subscriptions of an account and region by topic and id, of one topic only if
    /// `topic` is not empty, after the subscription `after` (a topic's name and an id).
    struct Position {
        std::string topic;
        Uuid id;
    };
    virtual std::vector<SubscriptionPtr> list_subscriptions(std::string_view account,
                                                            std::string_view region,
                                                            std::string_view topic,
                                                            const std::optional<Position>& after,
                                                            std::size_t max) const = 0;
    virtual SubscriptionCounts counts(const Topic& topic) const = 0;

    struct Subscribed {
        SubscriptionPtr subscription;  ///< the new one, or that of this protocol and endpoint
        bool created;
    };
    /// Makes the subscription that `wanted` describes (its time and outbox are set here), unless
    /// the topic has one of that protocol and endpoint. Its filter policy has been checked.
    virtual Task<Result<Subscribed>> subscribe(TopicPtr topic, Subscription wanted) = 0;

    /// A replay that has been changed begins; one that is taken away ends.
    virtual Task<Result<void>> update_subscription(
        SubscriptionPtr subscription, std::function<Result<void>(Subscription&)> change) = 0;

    virtual Task<Result<void>> unsubscribe(SubscriptionPtr subscription) = 0;

    // Publishing.

    /// What a subscription gets of a publication: a message for its queue, or for its outbox.
    /// nullopt: it cannot be delivered in that form. Called on the thread of the topic's shard for
    /// those that match; `sequence_number` is 0 but for FIFO topics.
    using Render = std::function<std::optional<SendRequest>(const Subscription& subscription,
                                                            const Publication& publication,
                                                            std::uint64_t sequence_number)>;

    /// Makes what renders that which is replayed from a topic. To be given before the broker
    /// starts; called on shards' threads.
    using MakeRender = std::function<Render(TopicPtr topic)>;
    virtual void render_replays_with(MakeRender make) = 0;

    /// Whether a queue may get what is published to a topic, also as dead letters. To be given
    /// before the broker starts, else all may; called on shards' threads.
    using MayDeliver = std::function<bool(const TopicKey& topic, const QueueInfoPtr& queue)>;
    // NOLINTNEXTLINE(performance-unnecessary-value-param): who overrides it keeps it
    virtual void deliver_if(MayDeliver /*may*/) {}
    virtual bool may_deliver(const TopicKey& /*topic*/, const QueueInfoPtr& /*queue*/) const {
        return true;
    }

    /// Delivers to each confirmed subscription that wants them: all queues and outboxes of a
    /// publication in one atomic commit. What a queue that is gone should have got goes to the
    /// subscription's dead-letter queue, if that is there.
    virtual Task<Result<std::vector<Published>>> publish(TopicPtr topic,
                                                         std::vector<Publication> publications,
                                                         Render render) = 0;
};

}  // namespace forebay::runtime
