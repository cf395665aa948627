#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/runtime/registry.hpp>
#include <forebay/runtime/topics.hpp>

#include <map>
#include <string>
#include <vector>

namespace forebay::service {

/// Topics in a few maps, on the caller's thread. Nothing is filtered, nothing is lost, and what is
/// rendered can be looked at.
class FakeTopics final : public runtime::Topics {
public:
    FakeTopics(runtime::Broker& broker, Clock& clock) : broker_(broker), clock_(clock) {}

    /// A message that a subscription was given.
    struct Rendered {
        SubscriptionPtr subscription;
        std::optional<runtime::SendRequest> request;  ///< nullopt: it cannot be delivered so
    };
    std::vector<Rendered> rendered;
    std::vector<Publication> published;

    TopicPtr find(const TopicKey& key) const override;
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
    void render_replays_with(MakeRender /*make*/) override {}
    Task<Result<std::vector<runtime::Published>>> publish(TopicPtr topic,
                                                          std::vector<Publication> publications,
                                                          Render render) override;

private:
    using SubscriptionKey = std::pair<TopicKey, Uuid>;

    runtime::Broker& broker_;
    Clock& clock_;
    std::map<TopicKey, TopicPtr> topics_;
    std::map<SubscriptionKey, SubscriptionPtr> subscriptions_;
    std::uint64_t last_sequence_ = 0;
};

/// A registry in a map.
class FakeRegistry final : public runtime::Registry {
public:
    std::optional<std::string> find(std::string_view name) const override;
    std::vector<Entry> list(std::string_view prefix, std::string_view after,
                            std::size_t max) const override;
    Task<Result<void>> edit(std::function<Result<void>(Changes&)> change) override;

private:
    std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace forebay::service
