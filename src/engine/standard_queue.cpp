#include "engine/standard_queue.hpp"

#include <forebay/base/assert.hpp>
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace forebay::engine {

StandardQueue::StandardQueue(const QueueSettings& settings, const WindowLimits& limits)
    : BacklogQueue(settings, limits), tenants_(limits.tenant_ahead_max) {
    held_.tell(tenants_);
    window_.tell(tenants_);
}

Accepted StandardQueue::send(std::shared_ptr<Message> message, Duration delay, TimePoint now,
                             Changes& changes) {
    FOREBAY_ASSERT(delay >= Duration::zero());

    const Accepted accepted{.sequence = next_sequence(now), .message_id = message->id};
    message->sent_at = now;
    std::optional<MessageState> state;
    const GroupKey group = group_of(*message);
    if (delay > Duration::zero()) {
        state.emplace().visible_at = now + delay;
        state->group = group;
    }
    const Sequence last_before = last_sequence_;
    record(Sent{accepted.sequence, message, state}, changes);
    sent(accepted.sequence, std::move(message), last_before, now);
    return accepted;
}

std::vector<Loaded::Item> StandardQueue::next_visible(std::size_t count_max) const {
    if (tenants_.has_noisy()) {
        return next_in_turn(count_max);
    }
    std::vector<Loaded::Item> items;
    auto held = held_.visible().begin();
    const Window::Item* waiting = window_.first_from(Sequence{});
    while (items.size() < count_max) {
        const bool has_held = held != held_.visible().end();
        if (has_held && (waiting == nullptr || *held < waiting->sequence)) {
            const MessagePtr& message = held_.find(*held)->message;
            const bool is_next = *held < window_.end() || on_disk_count() == 0;
            if (message == nullptr || !is_next) {
                break;  // its body, or older messages, must come from disk first
            }
            items.emplace_back(*held++, message);
        } else if (waiting != nullptr) {
            items.emplace_back(waiting->sequence, waiting->message);
            waiting = window_.first_from(next(waiting->sequence));
        } else {
            break;
        }
    }
    return items;
}

Result<std::vector<Delivery>> StandardQueue::receive(const ReceiveCall& call, TimePoint now,
                                                     Changes& changes) {
    FOREBAY_ASSERT(call.messages_max >= 1 && call.messages_max <= limits::receive_messages_max);

    tick(now, changes);  // a timeout that ends exactly now has ended

    if (held_.in_flight_count() >= limits::in_flight_max) {
        return Error{Errc::over_limit,
                     fmt::format("The maximum number of in flight messages is reached: {}.",
                                 limits::in_flight_max)};
    }

    const std::size_t count_max =
        std::min<std::size_t>(call.messages_max, limits::in_flight_max - held_.in_flight_count());
    settle_noise(now);
    std::vector<Delivery> deliveries;
    for (auto& [sequence, message] : next_visible(count_max)) {
        MessageState state = received(sequence, *message, now, call.visibility_timeout);
        state.group = group_of(*message);
        held_.set(sequence, state, window_.take(sequence));
        unrecorded_.add(sequence, now);
        tenants_.judge(state.group, held_.in_flight_count(), now);
        deliveries.push_back({sequence, std::move(message), state});
    }
    settle_noise(now);
    return deliveries;
}

std::vector<Delivery> StandardQueue::take_waiting(std::size_t max, TimePoint now,
                                                  Changes& changes) {
    tick(now, changes);

    settle_noise(now);
    std::vector<Delivery> taken;
    for (auto& [sequence, message] : next_visible(max)) {
        const GroupKey group = group_of(*message);
        taken.push_back(set_apart_waiting(sequence, group, std::move(message)));
    }
    return taken;
}

void StandardQueue::stay(Sequence sequence) {
    const bool is_left_to_disk = held_.has_waited(sequence);
    BacklogQueue::stay(sequence);
    if (is_left_to_disk) {
        tenants_.look_again_from(sequence);
    }
}

void StandardQueue::take_in(std::shared_ptr<Message> message, TimePoint, Changes& changes) {
    const Sequence sequence = moved_sequence(message->sent_at, moved_in_count_);
    tenants_.sent(group_of(*message), sequence);
    record(Sent{sequence, std::move(message), std::nullopt}, changes);
    if (window_.find(sequence) == nullptr) {
        tenants_.look_again_from(sequence);
    }
}

Result<void> StandardQueue::remove(const Receipt& receipt, TimePoint now, Changes& changes) {
    tick(now, changes);

    const HeldMessages::Held* held = held_.find(receipt.sequence);
    if (held != nullptr && held->phase == HeldMessages::Phase::in_flight) {
        tenants_.processed(held->state.group, now - held->state.received_at, now);
        tenants_.judge(held->state.group, held_.in_flight_count(), now);
        complete_order();
    }
    if (held != nullptr || window_.find(receipt.sequence) != nullptr) {
        record(Removed{receipt.sequence, held != nullptr && held->is_recorded}, changes);
    }
    return {};
}

Result<void> StandardQueue::change_visibility(const Receipt& receipt, Duration timeout,
                                              TimePoint now, Changes& changes) {
    FOREBAY_ASSERT(timeout >= Duration::zero() && timeout <= limits::visibility_timeout_max);

    tick(now, changes);

    const HeldMessages::Held* held = held_.find(receipt.sequence);
    const Window::Item* waiting = window_.find(receipt.sequence);
    if (held == nullptr && waiting == nullptr) {
        return Error{Errc::message_not_in_flight, "The message does not exist."};
    }

    MessageState state = held != nullptr ? held->state : MessageState{};
    state.group = held != nullptr ? held->state.group : waiting->group;
    if (state.receive_count_here == 0) {  // a crash came before its receive was on disk
        state.receive_count = receipt.receive_count;
        state.receive_count_here = 1;
        state.received_at = receipt.received_at;
        state.first_received_at = receipt.received_at;
    }
    if (now + timeout > state.received_at + limits::visibility_timeout_max) {
        return Error{Errc::over_limit, "The message would be hidden for too long."};
    }
    state.visible_at = now + timeout;
    record(StateChanged{receipt.sequence, state}, changes);
    tick(now, changes);  // a timeout of zero has ended already
    return {};
}

void StandardQueue::tick(TimePoint now, Changes& changes) {
    BacklogQueue::tick(now, changes);
    if (unrecorded_.due().value_or(TimePoint::max()) <= now) {
        settle(changes);
    }
}

void StandardQueue::settle(Changes& changes) {
    for (const Sequence sequence : unrecorded_.take()) {
        if (const HeldMessages::Held* held = held_.find(sequence)) {
            changes.emplace_back(StateChanged{sequence, held->state});
            held_.mark_recorded(sequence);
        }
    }
}

std::optional<TimePoint> StandardQueue::next_deadline() const {
    const auto deadline = BacklogQueue::next_deadline();
    const auto due = unrecorded_.due();
    return deadline.has_value() && due.has_value() ? std::min(deadline, due)
                                                   : (due.has_value() ? due : deadline);
}

// What a restart must find again begins where the disk does not know yet what was received.
QueueCounters StandardQueue::counters() const {
    QueueCounters counters = BacklogQueue::counters();
    if (!unrecorded_.empty()) {
        counters.head = std::min(counters.head, unrecorded_.first());
    }
    counters.noisy = tenants_.noisy();
    return counters;
}

// As long as nothing waits on disk alone, a message that is sent goes straight into the window.
bool StandardQueue::goes_into_window() const {
    return is_window_whole() && has_room();
}

void StandardQueue::apply_one(const Sent& sent) {
    const bool is_for_window = goes_into_window() && window_.is_behind_all(sent.sequence);
    last_sequence_ = std::max(last_sequence_, sent.sequence);
    moved_in_count_ += is_moved(sent.sequence) ? 1 : 0;
    ++message_count_;
    if (sent.state.has_value()) {
        held_.set(sent.sequence, *sent.state, nullptr);
        held_.mark_recorded(sent.sequence);
    } else if (is_for_window) {
        window_.push(sent.sequence, group_of(*sent.message), sent.message);
        window_.move_end(std::max(window_.end(), next(sent.sequence)));
    } else {
        leave_to_disk(sent.sequence);
    }
}

bool StandardQueue::is_starved() const {
    const bool has_visible =
        message_count_ > held_.in_flight_count() + held_.delayed_count() + held_.set_apart_count();
    return has_visible && next_visible(1).empty();
}

// Without room for them only a few, when no other may be handed out before.
void StandardQueue::request_bodies(LoadRequest& request) const {
    const auto& unloaded = held_.unloaded();
    if (unloaded.empty()) {
        return;
    }
    if (tenants_.has_noisy()) {
        request_bodies_in_turn(request);
        return;
    }
    const bool is_urgent = *unloaded.begin() == *held_.visible().begin();
    const std::size_t count_max = has_reserve() ? single_loads_max
                                  : is_urgent   ? limits::receive_messages_max
                                                : 0;
    for (const Sequence sequence : unloaded) {
        if (request.single.size() == count_max) {
            return;
        }
        request.single.push_back(sequence);
    }
}

std::optional<LoadRequest> StandardQueue::next_load() {
    LoadRequest request = new_load();
    request_bodies(request);
    const bool is_low = window_.empty() || (window_.size() < limits_.messages_max / 2 &&
                                            window_.bytes() < limits_.bytes_max / 2);
    if (on_disk_count() > 0 && is_low) {
        request.begin = window_.end();
        request.end = next(last_sequence_);
        request.messages_max = limits_.messages_max - window_.size();
        request.bytes_max = limits_.bytes_max - window_.bytes();
    } else if (on_disk_count() > 0) {
        request_ahead(request);
    }
    return start(std::move(request));
}

void StandardQueue::came_alone(Sequence sequence, MessagePtr message, TimePoint now,
                               Changes& changes) {
    if (held_.find(sequence) == nullptr) {
        if (sequence < window_.end()) {
            return;
        }
        // The backlog will be read past it, so from now on it has a state, on disk too.
        record(StateChanged{sequence, state_ahead(*message, now)}, changes);
        held_.tick(now);
    }
    held_.fill(sequence, std::move(message));
}

void StandardQueue::came_in_range(Sequence sequence, MessagePtr message) {
    const GroupKey group = group_of(*message);
    window_.push(sequence, group, std::move(message));
}

}  // namespace forebay::engine
