// A shard's topics and their subscriptions. What is published to them: shard_publish.cpp; what is
// replayed: shard_replay.cpp.

#include "runtime/shard_topics.hpp"

#include "runtime/journal.hpp"
#include "runtime/shard.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/engine/filter_policy.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/model/outgoing.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace forebay::runtime {
namespace {

Error no_topic() {
    return {Errc::topic_not_found, "Topic does not exist"};
}

Error no_subscription() {
    return {Errc::subscription_not_found, "Subscription does not exist"};
}

/// When a subscription is removed unless it is confirmed: an entry of `unconfirmed_`.
std::tuple<TimePoint, TopicId, Uuid> end_of_asking(TopicId topic,
                                                   const Subscription& subscription) {
    return {subscription.asked_at + limits::confirmation_period, topic, subscription.id};
}

/// What is published waits behind a replay, or is not wanted: SNS specification 12.3.
bool gets_what_is_published(const Subscription& subscription) {
    const auto& replay = subscription.replay;
    const bool has_ended_for_good =
        replay.has_value() && replay->status == ReplayStatus::completed && replay->until;
    return subscription.is_confirmed && !is_replaying(subscription) && !has_ended_for_good;
}

/// An archive that has just been asked for begins.
void begin_archive(Topic& topic, TimePoint now) {
    if (topic.archive.has_value() && topic.archive->since == TimePoint()) {
        topic.archive->since = now;
    }
}

std::optional<TimePoint> earliest(std::optional<TimePoint> one, std::optional<TimePoint> other) {
    return one && other ? std::min(*one, *other) : one ? one : other;
}

QueueInfoPtr make_outbox(QueueId id, const Subscription& subscription) {
    QueueInfo outbox;
    outbox.id = id;
    outbox.key = outbox_key({.topic = subscription.topic, .subscription = subscription.id});
    outbox.settings.retention = limits::outbox_retention;
    outbox.created_at = subscription.asked_at;
    outbox.modified_at = subscription.asked_at;
    return std::make_shared<const QueueInfo>(std::move(outbox));
}

}  // namespace

ShardTopics::ShardTopics(Shard& shard, const Shared& shared, Turns& turns)
    : shard_(shard), shared_(shared), turns_(turns) {}

ShardTopics::~ShardTopics() = default;

// Books.

engine::FilterPolicy ShardTopics::policy_of(const Subscription& subscription) {
    auto policy = engine::FilterPolicy::parse(subscription.filter_policy, subscription.filter_scope,
                                              engine::FilterPolicyUse::subscribe);
    if (!policy) {
        fail_stop(fmt::format("the filter policy of {} was accepted, and does not parse: {}",
                              subscription_arn(subscription), policy.error().detail));
    }
    return *std::move(policy);
}

ShardTopics::Slot* ShardTopics::find(TopicId id) {
    const auto at = slots_.find(id);
    return at == slots_.end() ? nullptr : at->second.get();
}

ShardTopics::Member* ShardTopics::find(Slot& slot, const Uuid& subscription) {
    const auto at = slot.ids.find(subscription);
    return at == slot.ids.end() ? nullptr : &slot.members.at(at->second);
}

ShardTopics::Slot& ShardTopics::insert(TopicPtr topic, std::unique_ptr<engine::TopicOrder> order) {
    auto slot = std::make_unique<Slot>();
    slot->info = std::move(topic);
    slot->order = std::move(order);
    set_up_archive(*slot);
    return *(slots_[slot->info->id] = std::move(slot));
}

void ShardTopics::restore(TopicPtr topic, std::unique_ptr<engine::TopicOrder> order) {
    shared_.topics.replace(topic);
    schedule(insert(std::move(topic), std::move(order)));
}

void ShardTopics::restore(TopicId topic, SubscriptionPtr subscription) {
    Slot* slot = find(topic);
    if (slot == nullptr) {
        fail_stop("the store is damaged: a subscription's topic is missing");
    }
    if (is_replaying(*subscription)) {
        paused_.emplace(TimePoint(), topic, subscription->id);
    }
    put(*slot, std::move(subscription));
}

void ShardTopics::put(Slot& slot, SubscriptionPtr subscription) {
    const auto [at, is_new] = slot.ids.try_emplace(subscription->id);
    if (is_new) {
        at->second = engine::SubscriptionId(++slot.last_member);
        slot.by_endpoint.emplace(std::pair(subscription->protocol, subscription->endpoint),
                                 at->second);
    }
    if (gets_what_is_published(*subscription)) {
        slot.indexes[subscription->protocol].put(at->second, policy_of(*subscription));
    } else {
        slot.indexes[subscription->protocol].remove(at->second);
    }
    if (!subscription->is_confirmed) {
        unconfirmed_.insert(end_of_asking(slot.info->id, *subscription));
        shard_.arm();
    }
    Member& member = slot.members[at->second];
    member.held.reset();
    member.queue = subscription->protocol == SubscriptionProtocol::sqs
                       ? parse_arn(subscription->endpoint)
                       : std::nullopt;
    member.dead_letter_queue = parse_arn(subscription->dead_letter_target_arn);
    member.subscription = subscription;
    shared_.topics.put(std::move(subscription));
}

void ShardTopics::mark_changed(Slot& slot) {
    turns_.batch();
    slot.changed_in = turns_.ticket();
}

// Topics.

Task<Result<Topics::Creation>> ShardTopics::create(Topic wanted) {
    FOREBAY_ASSERT(shard_.on_my_thread());
    wanted.created_at = shared_.clock.now();
    begin_archive(wanted, wanted.created_at);
    const auto topic = std::make_shared<const Topic>(std::move(wanted));
    if (TopicPtr named = shared_.topics.insert(topic); named != topic) {
        co_return Topics::Creation{.topic = std::move(named), .created = false};
    }

    Slot& slot = insert(topic, topic->fifo ? std::make_unique<engine::TopicOrder>() : nullptr);
    slot.counted.begin(shared_.places.topics, others_);
    journal::record_topic(*topic, turns_.batch());
    journal::record_next_id(shared_.next_queue_id.load(), turns_.batch());
    mark_changed(slot);
    co_await turns_.durable(slot.changed_in);
    co_return Topics::Creation{.topic = topic, .created = true};
}

// Its name is free once its removal is on disk: so a crash never brings back two of one name.
Task<Result<void>> ShardTopics::remove(TopicId id) {
    FOREBAY_ASSERT(shard_.on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return no_topic();
    }
    if (slot->archive != nullptr) {
        co_return Error{Errc::invalid_state,
                        "A topic with an active ArchivePolicy cannot be deleted"};
    }

    std::map<Shard*, std::vector<QueueId>> outboxes;
    for (const auto& [_, member] : slot->members) {
        const Subscription& subscription = *member.subscription;
        unconfirmed_.erase(end_of_asking(id, subscription));
        if (const QueueInfoPtr& outbox = subscription.outbox) {
            outboxes[&shared_.shard_of(outbox->id)].push_back(outbox->id);
        }
    }
    std::map<Shard*, Shard::Part> parts;
    for (auto& [shard, ids] : outboxes) {
        parts.emplace(shard, [these = std::move(ids)](Shard& there) {
            std::ranges::for_each(these, [&](QueueId outbox) { there.remove_outbox(outbox); });
        });
    }
    shard_.do_together(std::move(parts));
    journal::record_topic_removal(id, turns_.batch());
    journal::record_next_id(shared_.next_queue_id.load(), turns_.batch());
    const Ticket removed_in = turns_.ticket();
    if (slot->deadline.has_value()) {
        deadlines_.erase({*slot->deadline, id});
    }
    const TopicPtr topic = slot->info;
    slots_.erase(id);
    co_await turns_.durable(removed_in);
    shared_.topics.remove(topic->key);
    co_return Result<void>{};
}

Task<Result<void>> ShardTopics::update(TopicId id, std::function<Result<void>(Topic&)> change) {
    FOREBAY_ASSERT(shard_.on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return no_topic();
    }

    Topic changed = *slot->info;
    if (auto done = change(changed); !done) {
        co_return done.error();
    }
    begin_archive(changed, shared_.clock.now());
    slot->info = std::make_shared<const Topic>(std::move(changed));
    set_up_archive(*slot);
    shared_.topics.replace(slot->info);
    journal::record_topic(*slot->info, turns_.batch());
    mark_changed(*slot);
    co_await turns_.durable(slot->changed_in);
    co_return Result<void>{};
}

// Subscriptions.

Task<Result<Topics::Subscribed>> ShardTopics::subscribe(TopicId id, Subscription wanted) {
    FOREBAY_ASSERT(shard_.on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return no_topic();
    }
    const auto there = slot->by_endpoint.find(std::pair(wanted.protocol, wanted.endpoint));
    if (there != slot->by_endpoint.end()) {
        const SubscriptionPtr subscription = slot->members.at(there->second).subscription;
        co_await turns_.durable(slot->changed_in);
        co_return Topics::Subscribed{.subscription = subscription, .created = false};
    }

    wanted.topic = slot->info->key;
    wanted.asked_at = shared_.clock.now();
    if (wanted.protocol != SubscriptionProtocol::sqs) {
        wanted.outbox = make_outbox(QueueId(shared_.next_queue_id++), wanted);
        std::map<Shard*, Shard::Part> parts;
        parts.emplace(&shared_.shard_of(wanted.outbox->id),
                      [outbox = wanted.outbox](Shard& shard) { shard.add_outbox(outbox); });
        shard_.do_together(std::move(parts));
    }
    const auto subscription = std::make_shared<const Subscription>(std::move(wanted));
    put(*slot, subscription);
    journal::record_subscription(id, *subscription, turns_.batch());
    mark_changed(*slot);
    if (is_replaying(*subscription)) {  // it may end at once, which is recorded behind this
        begin_replay(*slot, *find(*slot, subscription->id));
    }
    co_await turns_.durable(slot->changed_in);
    co_return Topics::Subscribed{.subscription = subscription, .created = true};
}

Task<Result<void>> ShardTopics::update_subscription(
    TopicId id, Uuid subscription, std::function<Result<void>(Subscription&)> change) {
    FOREBAY_ASSERT(shard_.on_my_thread());
    Slot* slot = find(id);
    Member* member = slot == nullptr ? nullptr : find(*slot, subscription);
    if (member == nullptr) {
        co_return no_subscription();
    }

    Subscription changed = *member->subscription;
    if (auto done = change(changed); !done) {
        co_return done.error();
    }
    const bool is_replay_new = changed.replay != member->subscription->replay;
    journal::record_subscription(id, changed, turns_.batch());
    unconfirmed_.erase(end_of_asking(id, *member->subscription));
    put(*slot, std::make_shared<const Subscription>(std::move(changed)));
    if (is_replay_new) {
        begin_replay(*slot, *member);
    }
    mark_changed(*slot);
    co_await turns_.durable(slot->changed_in);
    co_return Result<void>{};
}

Task<Result<void>> ShardTopics::unsubscribe(TopicId id, Uuid subscription) {
    FOREBAY_ASSERT(shard_.on_my_thread());
    Slot* slot = find(id);
    Member* member = slot == nullptr ? nullptr : find(*slot, subscription);
    if (member == nullptr) {
        co_return no_subscription();
    }

    drop(*slot, member->subscription);
    const Ticket removed_in = slot->changed_in;
    co_await turns_.durable(removed_in);
    co_return Result<void>{};
}

void ShardTopics::drop(Slot& slot, SubscriptionPtr subscription) {
    const auto at = slot.ids.find(subscription->id);
    slot.indexes[subscription->protocol].remove(at->second);
    slot.by_endpoint.erase(std::pair(subscription->protocol, subscription->endpoint));
    slot.members.erase(at->second);
    slot.ids.erase(at);
    unconfirmed_.erase(end_of_asking(slot.info->id, *subscription));
    shared_.topics.remove(*subscription);

    if (const QueueInfoPtr outbox = subscription->outbox) {
        std::map<Shard*, Shard::Part> parts;
        parts.emplace(&shared_.shard_of(outbox->id),
                      [id = outbox->id](Shard& shard) { shard.remove_outbox(id); });
        shard_.do_together(std::move(parts));
    }
    journal::record_subscription_removal(slot.info->id, subscription->id, turns_.batch());
    mark_changed(slot);
}

void ShardTopics::count(TopicId id, SubscriptionProtocol protocol, Attempt attempt) {
    if (Slot* slot = find(id)) {
        NotificationTally& tally = slot->counted->of(protocol);
        ++tally.attempts;
        tally.delivered += attempt == Attempt::delivered ? 1 : 0;
        tally.failed += attempt == Attempt::failed_for_good ? 1 : 0;
    }
}

// Time.

void ShardTopics::schedule(Slot& slot) {
    if (slot.deadline.has_value()) {
        return;  // deadlines of an order only ever become later; see `reschedule`
    }
    const auto of_order = slot.order != nullptr ? slot.order->next_deadline() : std::nullopt;
    const auto of_archive = slot.archive != nullptr ? slot.archive->next_deadline() : std::nullopt;
    slot.deadline = earliest(of_order, of_archive);
    if (slot.deadline.has_value()) {
        deadlines_.emplace(*slot.deadline, slot.info->id);
        shard_.arm();
    }
}

void ShardTopics::reschedule(Slot& slot) {
    if (slot.deadline.has_value()) {
        deadlines_.erase({*slot.deadline, slot.info->id});
        slot.deadline.reset();
    }
    schedule(slot);
}

void ShardTopics::tick(TimePoint now) {
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
        Slot& slot = *find(deadlines_.begin()->second);
        deadlines_.erase(deadlines_.begin());
        slot.deadline.reset();
        Changes changes;
        slot.order->tick(now, changes);
        if (slot.archive != nullptr) {
            slot.archive->tick(now, changes);
        }
        journal::record(journal::order_of(slot.info->id), changes, turns_.batch());
        schedule(slot);
    }
    while (!unconfirmed_.empty() && std::get<TimePoint>(*unconfirmed_.begin()) <= now) {
        const auto [_, topic, subscription] = *unconfirmed_.begin();
        Slot& slot = *find(topic);
        drop(slot, find(slot, subscription)->subscription);
    }
    while (is_replaying_allowed_ && !paused_.empty() &&
           std::get<TimePoint>(*paused_.begin()) <= now) {
        const auto [_, topic, subscription] = *paused_.begin();
        paused_.erase(paused_.begin());
        Slot* slot = find(topic);
        Member* member = slot == nullptr ? nullptr : find(*slot, subscription);
        if (member != nullptr && member->replay == 0) {
            begin_replay(*slot, *member);
        }
    }
}

std::optional<TimePoint> ShardTopics::next_deadline() const {
    std::optional<TimePoint> deadline;
    if (!deadlines_.empty()) {
        deadline = deadlines_.begin()->first;
    }
    for (const auto* waiting : {&unconfirmed_, &paused_}) {
        if (!waiting->empty()) {
            deadline = earliest(deadline, std::get<TimePoint>(*waiting->begin()));
        }
    }
    return deadline;
}

}  // namespace forebay::runtime
