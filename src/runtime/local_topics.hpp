#pragma once

#include "runtime/shard.hpp"
#include "runtime/topic_directory.hpp"
#include <forebay/runtime/topics.hpp>

#include <utility>

namespace forebay::runtime {

/// The topics of a broker's shards: finds the one that owns a topic, and crosses over to it.
class LocalTopics final : public Topics {
public:
    LocalTopics(const Shared& shared, MakeRender& make_replay_render, MayDeliver& may_deliver)
        : shared_(shared), make_replay_render_(make_replay_render), may_deliver_(may_deliver) {}

    TopicPtr find(const TopicKey& key) const override { return shared_.topics.find(key); }
    std::vector<TopicPtr> list(std::string_view account, std::string_view region,
                               std::string_view after, std::size_t max) const override;
    Task<Result<Creation>> create(Topic wanted) override;
    Task<Result<void>> remove(TopicPtr topic) override;
    Task<Result<void>> update(TopicPtr topic, std::function<Result<void>(Topic&)> change) override;

    SubscriptionPtr find_subscription(const TopicKey& topic, const Uuid& id) const override;
    SubscriptionPtr find_token(std::string_view token) const override;
    std::vector<SubscriptionPtr> list_subscriptions(std::string_view account,
                                                    std::string_view region, std::string_view topic,
                                                    const std::optional<Position>& after,
                                                    std::size_t max) const override;
    SubscriptionCounts counts(const Topic& topic) const override;
    Task<Result<Subscribed>> subscribe(TopicPtr topic, Subscription wanted) override;
    Task<Result<void>> update_subscription(
        SubscriptionPtr subscription, std::function<Result<void>(Subscription&)> change) override;
    Task<Result<void>> unsubscribe(SubscriptionPtr subscription) override;

    void render_replays_with(MakeRender make) override { make_replay_render_ = std::move(make); }
    void deliver_if(MayDeliver may) override { may_deliver_ = std::move(may); }
    bool may_deliver(const TopicKey& topic, const QueueInfoPtr& queue) const override {
        return may_deliver_(topic, queue);
    }
    Task<Result<std::vector<Published>>> publish(TopicPtr topic,
                                                 std::vector<Publication> publications,
                                                 Render render) override;

private:
    Shared shared_;
    MakeRender& make_replay_render_;  // the broker's
    MayDeliver& may_deliver_;         // likewise
};

}  // namespace forebay::runtime
