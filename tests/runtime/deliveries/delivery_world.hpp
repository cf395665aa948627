#pragma once

#include "tests/runtime/topic_harness.hpp"
#include <forebay/model/outgoing.hpp>
#include <forebay/runtime/deliveries.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace forebay::runtime {

/// A broker with the topic `orders`, its deliveries, and a clock that is moved by hand.
class DeliveryWorld {
    // Before the harness, which makes them when it starts a broker.
    DeliveryOptions options_;
    std::unique_ptr<Deliveries> deliveries_;

public:
    /// Without a real time to live: a lease outlasts every test, however slow its machine.
    static DeliveryOptions patient();

    explicit DeliveryWorld(DeliveryOptions options = patient());
    ~DeliveryWorld() { deliveries_->stop(); }

    TopicPtr topic();
    void change_topic(const std::function<void(Topic&)>& change);

    /// Confirmed, unless it is the second of that protocol and endpoint.
    SubscriptionPtr subscribe(Subscription subscription);
    SubscriptionPtr subscribe(SubscriptionProtocol protocol, std::string endpoint);
    void change(const SubscriptionPtr& subscription,
                const std::function<void(Subscription&)>& change);

    /// Publishes to whom it may concern.
    void publish(const std::string& body);

    /// Puts it into one outbox.
    void deliver(const SubscriptionPtr& subscription, const std::string& body);
    void deliver(const SubscriptionPtr& subscription, Outgoing outgoing);
    void deliver(const SubscriptionPtr& subscription, int count);

    void restart();
    void stop() { deliveries_->stop(); }

    /// Moves the clock second by second until `holds`; false: it did not within `most`.
    bool pass(const std::function<bool()>& holds, Duration most = std::chrono::minutes(5));
    /// Waits for it without moving the clock.
    bool soon(const std::function<bool()>& holds);
    bool is_empty(const SubscriptionPtr& subscription);
    TimePoint now() { return harness.broker().clock().now(); }

    RecordedDeliveries recorded;
    TopicHarness harness;
};

}  // namespace forebay::runtime
