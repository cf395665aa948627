#pragma once

#include "runtime/deliveries/outcome.hpp"
#include "runtime/deliveries/room.hpp"
#include "runtime/deliveries/throttle.hpp"
#include "runtime/deliveries/transfers.hpp"
#include <forebay/model/outgoing.hpp>
#include <forebay/runtime/deliveries.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <vector>

namespace forebay::runtime {

// An outbox that has rung is drained: one coroutine takes from it what there is room for, and each
// message that it takes is delivered by a coroutine of its own. Once nothing can be received and
// nothing is under way the outbox is forgotten, unless its endpoint is slow or does not answer:
// such endpoints have a lane of their own, in which they wait for each other and for nobody else.

class LocalDeliveries final : public Deliveries {
public:
    LocalDeliveries(Broker& broker, RecordedDeliveries& recorded, DeliveryOptions options);
    ~LocalDeliveries() override;

    void start() override;
    void stop() override;

private:
    using Timer =
        asio::basic_waitable_timer<std::chrono::steady_clock,
                                   asio::wait_traits<std::chrono::steady_clock>, Executor>;

    /// What is under way by one kind of transport.
    struct Lane {
        Lane(asio::io_context& context, std::size_t places_total, std::size_t bytes_total,
             Duration attempt)
            : places(context, places_total),
              bytes(context, bytes_total),
              lease(attempt + Duration(15'000)) {}

        void close();

        Room places;
        Room bytes;
        const Duration lease;  // a delivery is hidden so long: an attempt has ended by then
    };

    struct Outbox {
        QueueInfoPtr queue;
        OutboxOwner owner;
        std::size_t executor;  // of the broker, on which its calls start
        bool is_draining = false;
        bool has_rung = false;  // since the drain last began to look
        std::size_t under_way = 0;
        std::size_t at_once_max = 1;  // doubles with each answer
        bool is_slow = false;         // its endpoint, or it does not answer at all
        Throttle throttle;
        Timer* waiting = nullptr;  // the drain's, while it waits for something to end
    };
    using OutboxPtr = std::shared_ptr<Outbox>;

    /// What one delivery uses until it ends.
    struct Share {
        Lane& lane;  // of which it has a place
        std::size_t bytes;
    };

    /// A subscription as it is now, with its topic.
    struct Target {
        SubscriptionPtr subscription;
        TopicPtr topic;
    };

    void on_ring(const QueueInfoPtr& queue);
    Task<void> drain(OutboxPtr outbox);
    Task<bool> take_some(OutboxPtr outbox);
    Task<std::vector<Delivery>> receive(OutboxPtr outbox, Lane& lane, std::size_t most);
    Task<void> wait_for_end(Outbox& outbox);
    Task<void> deliver(OutboxPtr outbox, Share share, Delivery delivery);
    Task<Outcome> attempt(Target target, std::shared_ptr<const Outgoing> outgoing);
    Task<Outcome> mail(Target target, std::shared_ptr<const Outgoing> outgoing);
    Outcome record(const Target& target, const Outgoing& outgoing);
    Task<void> settle(OutboxPtr outbox, Target target, const Outgoing& outgoing,
                      const Delivery& delivery, const Outcome& outcome);
    Task<bool> give_up(OutboxPtr outbox, Target target, const Outgoing& outgoing,
                       const Outcome& outcome);
    void log_given_up(const Subscription& subscription, std::string_view reason,
                      std::string_view became);
    void learn(Outbox& outbox, const Outcome& outcome, std::chrono::steady_clock::duration took);
    static bool is_idle(const Outbox& outbox);
    void forget_if_idle(const OutboxPtr& outbox);
    void sweep();

    std::optional<Target> target_of(const Outbox& outbox) const;
    Lane& lane_of(const Subscription& subscription, const Outbox& outbox);
    Task<void> pause_until(std::chrono::steady_clock::time_point moment);
    void spawn(Task<void> task);
    template <class T>
    Task<T> at_broker(std::size_t executor, Task<T> task);
    void end_if_stopped();

    Broker& broker_;
    RecordedDeliveries& recorded_;
    const DeliveryOptions options_;
    const std::vector<Executor> executors_;

    asio::io_context context_{1};
    std::optional<asio::executor_work_guard<Executor>> work_{context_.get_executor()};
    Transfers transfers_{context_};
    Lane http_;
    Lane slow_http_;
    Lane mail_;
    Throttle mail_throttle_;
    boost::unordered_flat_map<QueueId, OutboxPtr> outboxes_;
    std::size_t sweep_at_ = 1024;  // when there are so many, those of removed subscriptions go
    std::unordered_set<Timer*> timers_;  // that somebody waits for
    std::size_t running_ = 0;            // coroutines
    bool is_stopping_ = false;
    bool has_warned_of_no_server_ = false;
    std::optional<std::chrono::steady_clock::time_point> logged_at_;
    std::size_t unlogged_ = 0;

    std::thread thread_;
};

}  // namespace forebay::runtime
