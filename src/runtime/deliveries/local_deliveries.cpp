#include "runtime/deliveries/local_deliveries.hpp"

#include "runtime/deliveries/dead_letter.hpp"
#include "runtime/deliveries/http_delivery.hpp"
#include "runtime/deliveries/mail_delivery.hpp"
#include "runtime/deliveries/retry.hpp"
#include "runtime/delivery_count.hpp"
#include "runtime/shard.hpp"
#include "runtime/takes.hpp"
#include "runtime/thread.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/runtime/topics.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace forebay::runtime {
namespace {

using std::chrono::steady_clock;

// After a dead-letter queue could not be written, as while the disk is nearly full.
constexpr Duration dead_letter_retry{60'000};
constexpr auto slow_after = std::chrono::seconds(1);

// What is set aside for a delivery before it is received: the longest message. With an envelope
// around it it can be longer.
constexpr std::size_t expected_bytes = std::size_t{1} << 20U;
constexpr auto log_interval = std::chrono::seconds(1);

bool is_mail(SubscriptionProtocol protocol) {
    return protocol == SubscriptionProtocol::email || protocol == SubscriptionProtocol::email_json;
}

std::string own_host_name() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

DeliveryOptions with_sender(DeliveryOptions options) {
    if (options.mail.from.empty()) {
        options.mail.from = "no-reply@" + own_host_name();
    }
    return options;
}

}  // namespace

std::unique_ptr<Deliveries> Deliveries::make(Broker& broker, RecordedDeliveries& recorded,
                                             DeliveryOptions options) {
    return std::make_unique<LocalDeliveries>(broker, recorded, std::move(options));
}

LocalDeliveries::LocalDeliveries(Broker& broker, RecordedDeliveries& recorded,
                                 DeliveryOptions options)
    : broker_(broker),
      recorded_(recorded),
      options_(with_sender(std::move(options))),
      executors_(broker.executors()),
      http_(context_, options_.connections_max, options_.bytes_max / 2, options_.http_timeout),
      slow_http_(context_, options_.slow_connections_max, options_.bytes_max / 4,
                 options_.http_timeout),
      mail_(context_, options_.mail.connections_max, options_.bytes_max / 4,
            options_.mail.timeout) {
    FOREBAY_ASSERT(options_.bytes_max / 4 >= limits::receive_messages_max * expected_bytes);
    broker_.on_outbox_ready([this](const QueueInfoPtr& outbox) {
        asio::post(context_, [this, outbox] { on_ring(outbox); });
    });
}

LocalDeliveries::~LocalDeliveries() {
    stop();
}

void LocalDeliveries::Lane::close() {
    places.close();
    bytes.close();
}

void LocalDeliveries::start() {
    thread_ = start_thread("deliveries", Eagerness::at_once, [this] { context_.run(); });
}

void LocalDeliveries::stop() {
    if (!thread_.joinable()) {
        return;
    }
    asio::post(context_, [this] {
        is_stopping_ = true;
        http_.close();
        slow_http_.close();
        mail_.close();
        for (Timer* timer : timers_) {
            timer->cancel();
        }
        transfers_.cut_off_all();
        end_if_stopped();
    });
    thread_.join();
}

// Only when no coroutine is left: they wait for shards, and shards go on with them.
void LocalDeliveries::end_if_stopped() {
    if (is_stopping_ && running_ == 0) {
        work_.reset();
        context_.stop();
    }
}

void LocalDeliveries::spawn(Task<void> task) {
    ++running_;
    asio::co_spawn(context_, std::move(task), [this](std::exception_ptr thrown) {
        must_not_throw(thrown);
        --running_;
        end_if_stopped();
    });
}

template <class T>
Task<T> LocalDeliveries::at_broker(std::size_t executor, Task<T> task) {
    return asio::co_spawn(executors_[executor], std::move(task), use_task);
}

Task<void> LocalDeliveries::pause_until(steady_clock::time_point moment) {
    if (is_stopping_ || moment <= steady_clock::now()) {
        co_return;
    }
    Timer timer(context_, moment);
    timers_.insert(&timer);
    co_await timer.async_wait(asio::as_tuple(use_task));
    timers_.erase(&timer);
}

// Taking from outboxes.

void LocalDeliveries::on_ring(const QueueInfoPtr& queue) {
    if (is_stopping_) {
        return;
    }
    if (outboxes_.size() >= sweep_at_) {
        sweep();
    }
    OutboxPtr& outbox = outboxes_[queue->id];
    if (outbox == nullptr) {
        const auto id = static_cast<std::uint64_t>(queue->id);
        outbox = std::make_shared<Outbox>();
        outbox->queue = queue;
        outbox->owner = outbox_owner(queue->key).value();
        outbox->executor = id % executors_.size();  // the shard that owns it: nothing is crossed
    }
    outbox->has_rung = true;
    if (!std::exchange(outbox->is_draining, true)) {
        spawn(drain(outbox));
    }
}

Task<void> LocalDeliveries::drain(OutboxPtr outbox) {
    while (std::exchange(outbox->has_rung, false)) {
        bool has_more = true;
        while (has_more && !is_stopping_) {
            has_more = co_await take_some(outbox);
        }
    }
    outbox->is_draining = false;
    forget_if_idle(outbox);
}

bool LocalDeliveries::is_idle(const Outbox& outbox) {
    return !outbox.is_draining && outbox.under_way == 0;
}

void LocalDeliveries::forget_if_idle(const OutboxPtr& outbox) {
    if (is_idle(*outbox) && !outbox->is_slow) {
        outboxes_.erase(outbox->queue->id);
    }
}

// What is remembered of slow endpoints goes with their subscriptions.
void LocalDeliveries::sweep() {
    boost::unordered::erase_if(outboxes_, [this](const auto& entry) {
        return is_idle(*entry.second) && !target_of(*entry.second);
    });
    sweep_at_ = std::max(sweep_at_, 2 * outboxes_.size());
}

Task<void> LocalDeliveries::wait_for_end(Outbox& outbox) {
    Timer timer(context_, Timer::time_point::max());
    timers_.insert(&timer);
    outbox.waiting = &timer;
    co_await timer.async_wait(asio::as_tuple(use_task));
    outbox.waiting = nullptr;
    timers_.erase(&timer);
}

// False when there is nothing (more) to be taken.
Task<bool> LocalDeliveries::take_some(OutboxPtr outbox) {
    while (outbox->under_way >= outbox->at_once_max && !is_stopping_) {
        co_await wait_for_end(*outbox);
    }
    const auto target = target_of(*outbox);
    if (!target) {
        co_return false;  // it is being removed, and the outbox with it
    }
    const auto rate = effective_receives_per_second_max(*target->topic, *target->subscription);
    std::size_t wanted = 1;
    if (rate) {
        co_await pause_until(outbox->throttle.next());
    } else if (outbox->at_once_max > outbox->under_way) {
        wanted = std::min<std::size_t>(limits::receive_messages_max,
                                       outbox->at_once_max - outbox->under_way);
    }

    Lane& lane = lane_of(*target->subscription, *outbox);
    auto taken = co_await receive(outbox, lane, wanted);
    if (rate && !taken.empty()) {
        outbox->throttle.take(steady_clock::now(), *rate);
    }
    outbox->under_way += taken.size();
    for (Delivery& delivery : taken) {
        const Share share{.lane = lane, .bytes = delivery.message->body.size()};
        spawn(deliver(outbox, share, std::move(delivery)));
    }
    co_return !taken.empty();
}

// What it returns has its places and its bytes of the lane.
Task<std::vector<Delivery>> LocalDeliveries::receive(OutboxPtr outbox, Lane& lane,
                                                     std::size_t most) {
    const std::size_t places = co_await lane.places.take(1, most);
    const std::size_t expected = places * expected_bytes;
    const std::size_t bytes = places > 0 ? co_await lane.bytes.take(expected, expected) : 0;
    std::vector<Delivery> received;
    if (bytes > 0) {
        auto result = co_await at_broker(
            outbox->executor, broker_.receive(outbox->queue,
                                              {.max_messages = static_cast<std::uint32_t>(places),
                                               .visibility_timeout = lane.lease,
                                               .wait = Duration::zero()},
                                              nullptr));
        received = result ? *std::move(result) : std::vector<Delivery>();
    }
    for (const Delivery& delivery : received) {
        lane.bytes.overdraw(delivery.message->body.size());
    }
    lane.bytes.give_back(bytes);
    lane.places.give_back(places - received.size());
    co_return received;
}

std::optional<LocalDeliveries::Target> LocalDeliveries::target_of(const Outbox& outbox) const {
    Target target{.subscription = broker_.topics().find_subscription(outbox.owner.topic,
                                                                     outbox.owner.subscription),
                  .topic = broker_.topics().find(outbox.owner.topic)};
    return target.subscription != nullptr && target.topic != nullptr ? std::optional(target)
                                                                     : std::nullopt;
}

LocalDeliveries::Lane& LocalDeliveries::lane_of(const Subscription& subscription,
                                                const Outbox& outbox) {
    return is_mail(subscription.protocol) ? mail_ : outbox.is_slow ? slow_http_ : http_;
}

// One delivery.

Task<void> LocalDeliveries::deliver(OutboxPtr outbox, Share share, Delivery delivery) {
    if (const auto target = target_of(*outbox)) {
        const auto outgoing =
            std::make_shared<const Outgoing>(to_outgoing(*std::exchange(delivery.message, {})));
        const auto began = steady_clock::now();
        const Outcome outcome = co_await attempt(*target, outgoing);
        learn(*outbox, outcome, steady_clock::now() - began);
        co_await settle(outbox, *target, *outgoing, delivery, outcome);
    }
    --outbox->under_way;
    share.lane.places.give_back(1);
    share.lane.bytes.give_back(share.bytes);
    if (outbox->waiting != nullptr) {
        outbox->waiting->cancel();
    }
    forget_if_idle(outbox);
}

Task<Outcome> LocalDeliveries::attempt(Target target, std::shared_ptr<const Outgoing> outgoing) {
    if (is_stopping_) {
        co_return Outcome{Outcome::Kind::cut_off, "stopping"};
    }
    if (outgoing->kind == OutgoingKind::notification && !target.subscription->is_confirmed) {
        co_return Outcome{Outcome::Kind::unwanted, ""};  // unsubscribed, and may come back
    }
    switch (target.subscription->protocol) {
        case SubscriptionProtocol::http:
        case SubscriptionProtocol::https:
            co_return co_await post(transfers_, {.subscription = target.subscription,
                                                 .outgoing = std::move(outgoing),
                                                 .content_type = effective_content_type(
                                                     *target.topic, *target.subscription),
                                                 .denied_networks = options_.denied_networks,
                                                 .ca_file = options_.ca_file,
                                                 .timeout = options_.http_timeout});
        case SubscriptionProtocol::email:
        case SubscriptionProtocol::email_json:
            co_return co_await mail(std::move(target), std::move(outgoing));
        case SubscriptionProtocol::sms:
        case SubscriptionProtocol::application:
            co_return record(target, *outgoing);
        case SubscriptionProtocol::lambda:
        case SubscriptionProtocol::firehose:
        case SubscriptionProtocol::sqs:
            co_return Outcome{Outcome::Kind::refused, "nothing here delivers by this protocol"};
    }
    fail_stop("SubscriptionProtocol out of range");
}

Task<Outcome> LocalDeliveries::mail(Target target, std::shared_ptr<const Outgoing> outgoing) {
    if (options_.mail.server.empty()) {
        if (!std::exchange(has_warned_of_no_server_, true)) {
            spdlog::warn("Mails cannot be sent: there is no mail server (setting smtp.server).");
        }
        co_return Outcome{Outcome::Kind::refused, "there is no mail server"};
    }
    co_await pause_until(mail_throttle_.take(steady_clock::now(), options_.mail.per_second_max));
    if (is_stopping_) {
        co_return Outcome{Outcome::Kind::cut_off, "stopping"};
    }
    const auto& attributes = target.topic->attributes;
    const auto display_name = attributes.find("DisplayName");
    const bool is_named = display_name != attributes.end() && !display_name->second.empty();
    Mail mail{.sender_name = is_named ? display_name->second : "AWS Notifications",
              .sender = options_.mail.from,
              .recipient = target.subscription->endpoint,
              .subject = outgoing->subject,
              .unsubscribe_url = outgoing->unsubscribe_url,
              .text = outgoing->body,
              .id = to_string(outgoing->publication) + "." + to_string(target.subscription->id),
              .sent_at = broker_.clock().now()};
    co_return co_await send_mail(transfers_, options_.mail, options_.ca_file, std::move(mail));
}

Outcome LocalDeliveries::record(const Target& target, const Outgoing& outgoing) {
    const Subscription& subscription = *target.subscription;
    recorded_.add({.protocol = subscription.protocol,
                   .account = subscription.topic.account,
                   .region = subscription.topic.region,
                   .endpoint = subscription.endpoint,
                   .topic_arn = topic_arn(subscription.topic),
                   .publication = outgoing.publication,
                   .subject = outgoing.subject,
                   .body = outgoing.body,
                   .attributes = outgoing.attributes,
                   .delivered_at = broker_.clock().now()});
    return {};
}

// An endpoint that does not answer gets one delivery at a time, until it does again.
void LocalDeliveries::learn(Outbox& outbox, const Outcome& outcome, steady_clock::duration took) {
    if (outcome.kind == Outcome::Kind::cut_off) {
        return;
    }
    const bool has_answered = outcome.kind != Outcome::Kind::unreachable;
    outbox.is_slow = !has_answered || took >= slow_after;
    outbox.at_once_max =
        has_answered ? std::min(outbox.at_once_max * 2, options_.per_subscription_max) : 1;
}

Task<void> LocalDeliveries::settle(OutboxPtr outbox, Target target, const Outgoing& outgoing,
                                   const Delivery& delivery, const Outcome& outcome) {
    using enum Outcome::Kind;
    std::optional<Duration> delay;
    if (outcome.kind == cut_off) {
        delay = Duration::zero();
    } else if (outcome.kind == failed || outcome.kind == unreachable) {
        const std::uint32_t attempt = std::max(1U, delivery.state.receive_count_here);
        delay =
            is_mail(target.subscription->protocol)
                ? next_mail_delay(attempt)
                : next_delay(effective_retry_policy(*target.topic, *target.subscription), attempt);
    }
    const bool is_final = !delay && outcome.kind != delivered && outcome.kind != unwanted;
    const bool is_counted = outgoing.kind == OutgoingKind::notification &&
                            outcome.kind != unwanted && outcome.kind != cut_off;
    if (is_counted) {
        count(broker_, *target.topic, target.subscription->protocol,
              is_final                    ? Attempt::failed_for_good
              : outcome.kind == delivered ? Attempt::delivered
                                          : Attempt::failed);
    }
    if (is_final && !co_await give_up(outbox, target, outgoing, outcome)) {
        delay = dead_letter_retry;
    }

    if (delay) {
        std::vector<Broker::VisibilityChange> hidden{{delivery.receipt, *delay}};
        const auto done = co_await at_broker(
            outbox->executor, broker_.change_visibility(outbox->queue, std::move(hidden)));
        static_cast<void>(done);  // gone with its outbox, or to be had again anyway
    } else {
        const auto done = co_await at_broker(
            outbox->executor, broker_.remove_messages(outbox->queue, {delivery.receipt}));
        static_cast<void>(done);
    }
}

// Whether the delivery need not be kept any longer.
Task<bool> LocalDeliveries::give_up(OutboxPtr outbox, Target target, const Outgoing& outgoing,
                                    const Outcome& outcome) {
    const Subscription& subscription = *target.subscription;
    const auto key = parse_arn(subscription.dead_letter_target_arn);
    std::string_view became = "dropped";
    if (outgoing.kind == OutgoingKind::notification && key) {
        const auto queue = broker_.find(key->account, key->region, key->name);
        std::vector<SendRequest> requests{dead_letter(outgoing, subscription)};
        became = "dropped: the dead-letter queue does not exist, or may not take it";
        if (queue && takes(**queue, *requests.front().message) &&
            broker_.topics().may_deliver(subscription.topic, *queue)) {
            const auto sent =
                co_await at_broker(outbox->executor, broker_.send(*queue, std::move(requests)));
            if (!sent && sent.error().code != Errc::queue_not_found) {
                co_return false;
            }
            became = sent ? "dead-letter queue" : became;
        }
    }
    log_given_up(subscription, outcome.reason, became);
    co_return true;
}

void LocalDeliveries::log_given_up(const Subscription& subscription, std::string_view reason,
                                   std::string_view became) {
    const auto now = steady_clock::now();
    if (logged_at_ && now < *logged_at_ + log_interval) {
        ++unlogged_;
        return;
    }
    logged_at_ = now;
    spdlog::warn("A delivery was given up. subscription={} reason=\"{}\" became=\"{}\" more={}",
                 subscription_arn(subscription), reason, became, std::exchange(unlogged_, 0));
}

}  // namespace forebay::runtime
