#include "tests/runtime/deliveries/delivery_world.hpp"

#include <condition_variable>

namespace forebay::runtime {

using namespace std::chrono_literals;

namespace {

// Sockets have no clock that could be moved.
void rest() {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable never;
    never.wait_for(lock, 5ms);
}

}  // namespace

DeliveryOptions DeliveryWorld::patient() {
    DeliveryOptions options;
    options.http_timeout = 10min;
    options.mail.timeout = 10min;
    options.mail.encryption = MailEncryption::none;
    return options;
}

DeliveryWorld::DeliveryWorld(DeliveryOptions options)
    : options_(std::move(options)), harness({}, [this](Broker& broker) {
          deliveries_ = Deliveries::make(broker, recorded, options_);
      }) {
    harness.create_topic("orders");
    deliveries_->start();
}

TopicPtr DeliveryWorld::topic() {
    return harness.topics().find(topic_key("orders"));
}

void DeliveryWorld::change_topic(const std::function<void(Topic&)>& change) {
    const auto edit = [change](Topic& edited) -> Result<void> {
        change(edited);
        return {};
    };
    harness.run(harness.topics().update(topic(), edit)).value();
}

void DeliveryWorld::restart() {
    deliveries_->stop();
    harness.restart();
    deliveries_->start();
}

SubscriptionPtr DeliveryWorld::subscribe(Subscription subscription) {
    subscription.id = random_uuid();
    subscription.is_confirmed = true;
    const auto subscribed = harness.subscribe(topic(), std::move(subscription)).value();
    EXPECT_TRUE(subscribed.created);
    return subscribed.subscription;
}

void DeliveryWorld::change(const SubscriptionPtr& subscription,
                           const std::function<void(Subscription&)>& change) {
    const auto edit = [change](Subscription& edited) -> Result<void> {
        change(edited);
        return {};
    };
    harness.run(harness.topics().update_subscription(subscription, edit)).value();
}

void DeliveryWorld::publish(const std::string& body) {
    const auto render = [](const Subscription&, const Publication& publication, std::uint64_t) {
        Outgoing outgoing;
        outgoing.publication = publication.id;
        outgoing.body = publication.message;
        return SendRequest{std::make_shared<Message>(to_message(std::move(outgoing))),
                           std::nullopt};
    };
    harness.run(harness.topics().publish(topic(), {publication(body)}, render)).value();
}

SubscriptionPtr DeliveryWorld::subscribe(SubscriptionProtocol protocol, std::string endpoint) {
    Subscription subscription;
    subscription.protocol = protocol;
    subscription.endpoint = std::move(endpoint);
    return subscribe(std::move(subscription));
}

void DeliveryWorld::deliver(const SubscriptionPtr& subscription, Outgoing outgoing) {
    std::vector<SendRequest> requests{
        {std::make_shared<Message>(to_message(std::move(outgoing))), std::nullopt}};
    harness.run(harness.broker().send(subscription->outbox, std::move(requests))).value();
}

void DeliveryWorld::deliver(const SubscriptionPtr& subscription, const std::string& body) {
    Outgoing outgoing;
    outgoing.publication = random_uuid();
    outgoing.body = body;
    deliver(subscription, std::move(outgoing));
}

void DeliveryWorld::deliver(const SubscriptionPtr& subscription, int count) {
    for (int i = 0; i < count; ++i) {
        deliver(subscription, std::to_string(i));
    }
}

bool DeliveryWorld::soon(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + 60s;
    while (!holds()) {
        if (std::chrono::steady_clock::now() >= end) {
            return false;
        }
        rest();
    }
    return true;
}

bool DeliveryWorld::pass(const std::function<bool()>& holds, Duration most) {
    const TimePoint end = now() + most;
    while (!holds()) {
        if (now() >= end) {
            return false;
        }
        rest();
        harness.advance(1s);
    }
    return true;
}

bool DeliveryWorld::is_empty(const SubscriptionPtr& subscription) {
    const auto counts = harness.run(harness.broker().counts(subscription->outbox)).value();
    return counts == QueueCounts{};
}

}  // namespace forebay::runtime
