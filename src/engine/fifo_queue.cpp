// What a FIFO queue does for its clients. Its groups and what it keeps in memory: fifo_groups.cpp.

#include "engine/fifo_queue.hpp"

#include <forebay/base/assert.hpp>
#include <forebay/model/limits.hpp>

#include <algorithm>
#include <utility>

namespace forebay::engine {

using Phase = HeldMessages::Phase;

FifoQueue::FifoQueue(const QueueInfo& info, const WindowLimits& limits)
    : BacklogQueue(info.settings, limits),
      delay_(info.settings.delay),
      deduplication_scope_(info.deduplication_scope_at_creation) {}

// Sending.

Fingerprint FifoQueue::fingerprint_of(const Message& message) const {
    return Deduplication::fingerprint_of(deduplication_scope_, message.group_id,
                                         message.deduplication_id);
}

Accepted FifoQueue::send(std::shared_ptr<Message> message, Duration, TimePoint now,
                         Changes& changes) {
    FOREBAY_ASSERT(!message->group_id.empty() && !message->deduplication_id.empty());

    const Fingerprint print = fingerprint_of(*message);
    if (const Deduplicated* first = deduplication_.find(print, now)) {
        return {.sequence = first->sequence, .message_id = first->message_id, .is_duplicate = true};
    }

    message->sent_at = now;
    const Uuid id = message->id;
    const Sequence sequence = accept(std::move(message), now, changes);
    record(Deduplicated{sequence, print, id}, changes);
    return {.sequence = sequence, .message_id = id};
}

Sequence FifoQueue::accept(std::shared_ptr<Message> message, TimePoint now, Changes& changes) {
    ripen(now);
    const Sequence sequence = next_sequence(now);
    std::optional<MessageState> state;
    if (delay_ > Duration::zero()) {
        state.emplace().visible_at = now + delay_;
    }
    record(Sent{sequence, std::move(message), state}, changes);
    return sequence;
}

void FifoQueue::take_in(std::shared_ptr<Message> message, TimePoint now, Changes& changes) {
    message->deduplication_id = to_string(message->id);
    accept(std::move(message), now, changes);
}

void FifoQueue::apply_one(const Sent& sent) {
    const bool may_go_into_window = is_window_whole() && window_.size() < limits_.look_ahead_max;
    last_sequence_ = sent.sequence;
    ++message_count_;
    if (sent.state.has_value()) {
        delayed_.add(time_of(sent.sequence));
    } else {
        delayed_from_ = next(sent.sequence);
    }
    const GroupKey key = group_key(sent.message->group_id);
    if (may_go_into_window && (!has_use_for_body(key, sent.sequence) || make_room())) {
        put_into_window(sent.sequence, key, sent.message);
        window_.move_end(next(sent.sequence));
    }
}

void FifoQueue::apply_one(const Deduplicated& deduplicated) {
    deduplication_.add(deduplicated);
}

void FifoQueue::apply_one(const DeduplicationEnded& ended) {
    deduplication_.remove_before(ended.end);
}

// Receiving.

std::vector<FifoQueue::Receivable> FifoQueue::next_receivable(std::size_t count_max) const {
    std::vector<Receivable> items;
    for (const Group& group : groups_.ready()) {
        for (const Sequence sequence : group) {
            if (items.size() == count_max) {
                return items;
            }
            const MessagePtr& message = body_of(sequence);
            if (message == nullptr || !is_receivable(sequence)) {
                break;
            }
            items.push_back({sequence, group.key, message});
        }
    }
    return items;
}

Result<std::vector<Delivery>> FifoQueue::receive(const ReceiveCall& call, TimePoint now,
                                                 Changes& changes) {
    FOREBAY_ASSERT(call.messages_max >= 1 && call.messages_max <= limits::receive_messages_max);

    tick(now, changes);

    const bool is_named = !call.attempt.is_none();
    if (is_named) {
        const std::vector<Sequence> earlier = attempts_.find(call.attempt, now);
        if (!earlier.empty()) {
            return repeat(earlier, call.visibility_timeout, now, changes);
        }
    }

    const std::size_t in_flight = std::min(held_.in_flight_count(), limits::in_flight_max);
    auto items = next_receivable(
        std::min<std::size_t>(call.messages_max, limits::in_flight_max - in_flight));
    found_nothing_ = items.empty();
    std::vector<Delivery> deliveries;
    deliveries.reserve(items.size());
    for (Receivable& item : items) {
        MessageState state = received(item.sequence, *item.message, now, call.visibility_timeout);
        state.group = item.group;
        state.attempt = {};
        if (is_named) {
            state.attempt = {.id = call.attempt,
                             .place = static_cast<std::uint8_t>(deliveries.size()),
                             .places = static_cast<std::uint8_t>(items.size())};
        }
        record(StateChanged{item.sequence, state}, changes);
        deliveries.push_back({item.sequence, std::move(item.message), state});
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool is_last_of_group = i + 1 == items.size() || items[i + 1].group != items[i].group;
        if (Group* group = is_last_of_group ? groups_.find(items[i].group) : nullptr) {
            if (group->place == Group::Place::ready) {
                groups_.put_back(*group);
            }
        }
    }
    return deliveries;
}

// The bodies of messages in flight are on disk alone, so they are asked for first.
std::vector<Delivery> FifoQueue::repeat(const std::vector<Sequence>& sequences, Duration timeout,
                                        TimePoint now, Changes& changes) {
    for (const Sequence sequence : sequences) {
        if (!repeated_.contains(sequence)) {
            wanted_.insert(sequence);
        }
    }
    if (!wanted_.empty()) {
        return {};
    }

    std::vector<Delivery> deliveries;
    for (const Sequence sequence : sequences) {
        MessageState state = held_.find(sequence)->state;
        state.visible_at =
            std::min(now + timeout, state.received_at + limits::visibility_timeout_max);
        record(StateChanged{sequence, state}, changes);
        deliveries.push_back({sequence, repeated_.extract(sequence).mapped(), state});
    }
    tick(now, changes);  // a timeout of zero has ended already
    return deliveries;
}

std::vector<Delivery> FifoQueue::take_waiting(std::size_t max, TimePoint now, Changes& changes) {
    tick(now, changes);

    auto items = next_receivable(max);
    found_nothing_ = items.empty();
    std::vector<Delivery> taken;
    taken.reserve(items.size());
    for (Receivable& item : items) {
        taken.push_back(set_apart_waiting(item.sequence, item.group, std::move(item.message)));
        refresh(groups_.of(item.group));
    }
    return taken;
}

const HeldMessages::Held* FifoQueue::find_in_flight(const Receipt& receipt) const {
    const HeldMessages::Held* held = held_.find(receipt.sequence);
    const bool is_current = held != nullptr && held->phase == Phase::in_flight &&
                            held->state.receive_count == receipt.receive_count &&
                            held->state.received_at == receipt.received_at;
    return is_current ? held : nullptr;
}

Result<void> FifoQueue::remove(const Receipt& receipt, TimePoint now, Changes& changes) {
    tick(now, changes);

    if (find_in_flight(receipt) != nullptr) {
        record(Removed{receipt.sequence, true}, changes);
        return {};
    }
    if (held_.find(receipt.sequence) != nullptr || window_.find(receipt.sequence) != nullptr) {
        return Error{Errc::receipt_expired, "The receipt handle has expired."};
    }
    return {};
}

Result<void> FifoQueue::change_visibility(const Receipt& receipt, Duration timeout, TimePoint now,
                                          Changes& changes) {
    FOREBAY_ASSERT(timeout >= Duration::zero() && timeout <= limits::visibility_timeout_max);

    tick(now, changes);

    const HeldMessages::Held* held = find_in_flight(receipt);
    if (held == nullptr) {
        return Error{Errc::message_not_in_flight, "The message is not in flight."};
    }
    MessageState state = held->state;
    if (now + timeout > state.received_at + limits::visibility_timeout_max) {
        return Error{Errc::over_limit, "The message would be hidden for too long."};
    }
    state.visible_at = now + timeout;
    state.attempt = {};
    record(StateChanged{receipt.sequence, state}, changes);
    tick(now, changes);  // a timeout of zero has ended already
    return {};
}

void FifoQueue::purge(Changes& changes) {
    BacklogQueue::purge(changes);
    record(DeduplicationEnded{next(last_sequence_)}, changes);
}

// Time.

void FifoQueue::tick(TimePoint now, Changes& changes) {
    ripen(now);
    BacklogQueue::tick(now, changes);
    if (const auto due = deduplication_.next_deadline(); due.has_value() && *due <= now) {
        record(DeduplicationEnded{Deduplication::ended_before(now)}, changes);
    }
}

// What is past its retention counts as ripe: then nothing delayed is ever removed in a range.
void FifoQueue::ripen(TimePoint now) {
    const Duration delay = std::min(delay_, retention_);
    const Sequence end =
        delay_ == Duration::zero()
            ? next(last_sequence_)
            : std::min(next(last_sequence_), first_sequence_at(now - delay + Duration(1)));
    if (end <= delayed_from_) {
        return;
    }
    const Sequence begin = std::exchange(delayed_from_, end);
    if (end > last_sequence_) {
        delayed_.clear();
    } else {
        delayed_.remove_before(time_of(end));
    }
    const Window::Item* item = window_.first_from(begin);
    while (item != nullptr && item->sequence < end) {
        refresh(groups_.of(item->group));
        item = window_.first_from(next(item->sequence));
    }
}

std::optional<TimePoint> FifoQueue::next_deadline() const {
    std::optional<TimePoint> deadline = BacklogQueue::next_deadline();
    const auto add = [&deadline](std::optional<TimePoint> at) {
        if (at.has_value()) {
            deadline = deadline.has_value() ? std::min(*deadline, *at) : at;
        }
    };
    add(deduplication_.next_deadline());
    if (!delayed_.empty()) {
        add(delayed_.first() + std::min(delay_, retention_));
    }
    return deadline;
}

// A changed delay goes for all that is still delayed, but hides nothing that is visible.
void FifoQueue::configure(const QueueSettings& settings, TimePoint now) {
    ripen(now);
    BacklogQueue::configure(settings, now);
    delay_ = settings.delay;
    ripen(now);
}

QueueCounters FifoQueue::counters() const {
    QueueCounters counters = BacklogQueue::counters();
    counters.delayed_from = delayed_from_;
    return counters;
}

void FifoQueue::restore(const QueueCounters& counters) {
    BacklogQueue::restore(counters);
    delayed_from_ = counters.delayed_from;
}

}  // namespace forebay::engine
