// How a standard queue is fair to its tenants: the messages of quiet ones come first.

#include "engine/standard_queue.hpp"
#include <forebay/model/limits.hpp>

#include <utility>

namespace forebay::engine {

std::vector<Loaded::Item> StandardQueue::next_in_turn(std::size_t count_max) const {
    std::vector<Loaded::Item> items;
    for (const Sequence sequence : tenants_.in_turn(count_max)) {
        const HeldMessages::Held* held = held_.find(sequence);
        const MessagePtr& message =
            held != nullptr ? held->message : window_.find(sequence)->message;
        if (message == nullptr) {
            break;  // its body must come from disk first
        }
        items.emplace_back(sequence, message);
    }
    return items;
}

void StandardQueue::request_bodies_in_turn(LoadRequest& request) const {
    const std::size_t count_max = has_reserve() ? single_loads_max : limits::receive_messages_max;
    for (const Sequence sequence : tenants_.in_turn(count_max)) {
        if (held_.unloaded().contains(sequence)) {
            request.single.push_back(sequence);
        }
    }
}

void StandardQueue::settle_noise(TimePoint now) {
    tenants_.settle(now, window_.end(), on_disk_count() > 0);
    complete_order();
}

// Messages without a group have a place in the order only while there is one.
void StandardQueue::complete_order() {
    if (!tenants_.lacks_groupless()) {
        return;
    }
    tenants_.know_groupless();
    for (const Sequence sequence : held_.visible()) {
        if (held_.find(sequence)->state.group == GroupKey{}) {
            tenants_.add_visible(sequence, GroupKey{});
        }
    }
    for (const Window::Item* item = window_.first_from(Sequence{}); item != nullptr;
         item = window_.first_from(next(item->sequence))) {
        if (item->group == GroupKey{}) {
            tenants_.add_visible(item->sequence, GroupKey{});
        }
    }
}

// What is kept ahead must not drive the window out of memory, nor be kept out by it.
bool StandardQueue::has_room_ahead() const {
    return held_.bytes() < limits_.bytes_max / 4;
}

// By this state a message is visible, and in its place among all others.
MessageState StandardQueue::state_ahead(const Message& message, TimePoint now) {
    MessageState state{};
    state.visible_at = now;
    state.group = group_of(message);
    return state;
}

// A message of which the disk has no state: that it has none there is known by counters().head.
void StandardQueue::keep_ahead(Sequence sequence, MessagePtr message, TimePoint now) {
    held_.set(sequence, state_ahead(*message, now), nullptr);
    unrecorded_.add(sequence, now);
    held_.tick(now);
    held_.fill(sequence, std::move(message));
}

// A message has been recorded; the one before it was `last_before`.
void StandardQueue::sent(Sequence sequence, MessagePtr message, Sequence last_before,
                         TimePoint now) {
    const GroupKey group = group_of(*message);
    tenants_.sent(group, sequence);
    if (sequence >= window_.end()) {
        const bool is_delayed = held_.find(sequence) != nullptr;
        const bool is_wanted = !is_delayed && tenants_.wants_sent(group, has_room_ahead());
        if (is_wanted) {
            keep_ahead(sequence, std::move(message), now);
        }
        tenants_.sent_behind(group, sequence, last_before, window_.end(), is_delayed || is_wanted);
    }
    tenants_.judge(group, held_.in_flight_count(), now);
    complete_order();
}

void StandardQueue::request_ahead(LoadRequest& request) {
    auto look = tenants_.next_look(window_.end(), last_sequence_, has_room_ahead());
    if (!look.has_value()) {
        return;
    }
    look_ = *std::move(look);
    request.begin = look_.begin;
    request.end = next(last_sequence_);
    request.messages_max = limits_.tenant_ahead_max;
    request.bytes_max = limits_.bytes_max / 4;
    request.is_ahead = true;
    request.passed_over = look_.passed_over;
}

void StandardQueue::looked_ahead(Loaded loaded, TimePoint now) {
    for (auto& [sequence, message] : loaded.range) {
        const GroupKey group = group_of(*message);
        if (tenants_.wants(group, has_room_ahead())) {
            keep_ahead(sequence, std::move(message), now);
        } else {
            loaded.first_passed.emplace_back(group, sequence);
        }
    }
    tenants_.looked(look_, loaded.range_end, loaded.first_passed);
}

void StandardQueue::release() {
    BacklogQueue::release();
    tenants_.look_again_from(window_.end());
}

void StandardQueue::restore(const QueueCounters& counters) {
    BacklogQueue::restore(counters);
    tenants_.restore(counters);
}

}  // namespace forebay::engine
