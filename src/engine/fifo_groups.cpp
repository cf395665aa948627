// The groups of a FIFO queue, and what it keeps of them in memory.

#include "engine/fifo_queue.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/model/limits.hpp>

#include <algorithm>
#include <utility>

namespace forebay::engine {
namespace {

using Phase = HeldMessages::Phase;

constexpr std::size_t repeated_max = 100;

}  // namespace

// Groups.

GroupKey FifoQueue::group_of(Sequence sequence) const {
    if (const HeldMessages::Held* held = held_.find(sequence)) {
        return held->state.group;
    }
    const Window::Item* item = window_.find(sequence);
    return item == nullptr ? GroupKey{} : item->group;
}

bool FifoQueue::is_receivable(Sequence sequence) const {
    const HeldMessages::Held* held = held_.find(sequence);
    return held != nullptr ? held->phase == Phase::visible : sequence < delayed_from_;
}

const MessagePtr& FifoQueue::body_of(Sequence sequence) const {
    static const MessagePtr none;
    if (const HeldMessages::Held* held = held_.find(sequence)) {
        return held->message;
    }
    const Window::Item* item = window_.find(sequence);
    return item == nullptr ? none : item->message;
}

void FifoQueue::refresh(Group& group) {
    const HeldMessages::Held* held = held_.find(group.front());
    if (held != nullptr && held->phase == Phase::exhausted) {
        groups_.put(group, Group::Place::exhausted);
    } else if (!is_receivable(group.front())) {
        const bool has_bodies = group.loaded_until >= group.front();
        groups_.put(group, has_bodies ? Group::Place::blocked : Group::Place::none);
    } else {
        const bool is_at_hand = body_of(group.front()) != nullptr;
        groups_.put(group, is_at_hand ? Group::Place::ready : Group::Place::unloaded);
    }
}

void FifoQueue::enter(Sequence sequence, GroupKey key, bool has_body) {
    Group& group = groups_.of(key);
    group.insert(sequence);
    if (has_body) {
        group.loaded_until = std::max(group.loaded_until, sequence);
    }
    if (group.front() == sequence || group.place == Group::Place::none) {
        refresh(group);
    }
}

void FifoQueue::leave(Sequence sequence, GroupKey key) {
    Group* group = groups_.find(key);
    if (group == nullptr) {
        return;
    }
    group->erase(sequence);
    if (group->empty()) {
        groups_.erase(key);
    } else {
        refresh(*group);
    }
}

// After a change of very many messages.
void FifoQueue::regroup() {
    groups_.clear();
    for (const auto& [sequence, held] : held_) {
        enter(sequence, held.state.group, held.message != nullptr);
    }
    for (const Window::Item* item = window_.first_from(Sequence{}); item != nullptr;
         item = window_.first_from(next(item->sequence))) {
        enter(item->sequence, item->group, item->message != nullptr);
    }
}

// Moving.

void FifoQueue::redrive_after(std::uint32_t receive_count_max) {
    BacklogQueue::redrive_after(receive_count_max);
    regroup();
}

// In the order of the group, so a message that is blocked waits for its turn.
std::vector<Delivery> FifoQueue::take_dead_letters(std::size_t max, TimePoint now,
                                                   Changes& changes) {
    tick(now, changes);

    std::vector<Delivery> taken;
    while (taken.size() < max && !groups_.exhausted().empty()) {
        Group& group = groups_.exhausted().front();
        for (const Sequence sequence : group) {
            const HeldMessages::Held* held = held_.find(sequence);
            if (taken.size() == max || held == nullptr || held->phase != Phase::exhausted) {
                break;
            }
            taken.push_back(set_apart(sequence));
        }
        refresh(group);
    }
    return taken;
}

void FifoQueue::stay(Sequence sequence) {
    if (!held_.is_moving(sequence)) {
        return;
    }
    const GroupKey key = group_of(sequence);
    const bool is_left_to_disk = held_.has_waited(sequence);
    BacklogQueue::stay(sequence);
    if (is_left_to_disk) {
        regroup();
    } else {
        refresh(groups_.of(key));
    }
}

// Changes.

void FifoQueue::apply_one(const StateChanged& changed) {
    const MessageState& state = changed.state;
    if (state.receive_count_here == 0) {  // at a restart: it was delayed when it was sent
        if (changed.sequence >= delayed_from_) {
            delayed_.add(time_of(changed.sequence));
        }
        return;
    }
    const HeldMessages::Held* held = held_.find(changed.sequence);
    const bool is_repeated = held != nullptr && held->state.attempt == state.attempt &&
                             held->state.received_at == state.received_at;
    if (held != nullptr && !is_repeated) {
        attempts_.remove(held->state);
    }
    BacklogQueue::apply_one(changed);
    held = held_.find(changed.sequence);
    if (held->phase != Phase::in_flight) {
        attempts_.remove(state);
    } else if (!is_repeated) {
        attempts_.add(changed.sequence, state);
    }
    enter(changed.sequence, state.group, held->message != nullptr);
}

void FifoQueue::apply_one(const Removed& removed) {
    const GroupKey key = group_of(removed.sequence);
    if (const HeldMessages::Held* held = held_.find(removed.sequence)) {
        attempts_.remove(held->state);
    } else if (removed.sequence >= delayed_from_) {
        delayed_.remove(time_of(removed.sequence));
    }
    BacklogQueue::apply_one(removed);
    leave(removed.sequence, key);
}

void FifoQueue::apply_one(const RangeRemoved& removed) {
    for (const auto& [sequence, held] : held_) {
        if (sequence >= removed.end) {
            break;
        }
        attempts_.remove(held.state);
    }
    if (removed.end > last_sequence_) {
        delayed_.clear();
    }
    const std::size_t known_before = window_.size() + held_.size();
    BacklogQueue::apply_one(removed);
    if (window_.size() + held_.size() != known_before) {
        regroup();
    }
}

void FifoQueue::became_visible(const std::vector<Sequence>& sequences) {
    for (const Sequence sequence : sequences) {
        const MessageState& state = held_.find(sequence)->state;
        attempts_.remove(state);
        refresh(groups_.of(state.group));
    }
}

// Bodies.

// Leaves bodies of blocked groups to the disk until there is room for another one.
bool FifoQueue::make_room() {
    while (!has_room() && !groups_.blocked().empty()) {
        Group& group = groups_.blocked().front();
        for (const Sequence sequence : group) {
            if (sequence > group.loaded_until) {
                break;
            }
            held_.fill(sequence, nullptr);
            window_.fill(sequence, nullptr);
        }
        group.loaded_until = Sequence{};
        groups_.put(group, Group::Place::none);
    }
    return has_room();
}

// The group of a message that comes is not blocked: its body can be received soon.
bool FifoQueue::has_use_for_body(GroupKey key, Sequence sequence) {
    const Group* group = groups_.find(key);
    return group == nullptr
               ? sequence < delayed_from_
               : group->place == Group::Place::ready || group->place == Group::Place::unloaded;
}

void FifoQueue::put_into_window(Sequence sequence, GroupKey key, MessagePtr message) {
    const bool keeps_body = has_use_for_body(key, sequence) ? make_room() : has_room();
    window_.push(sequence, key, keeps_body ? std::move(message) : nullptr);
    enter(sequence, key, keeps_body);
}

void FifoQueue::came_in_range(Sequence sequence, MessagePtr message) {
    const GroupKey key = group_key(message->group_id);
    put_into_window(sequence, key, std::move(message));
}

void FifoQueue::came_alone(Sequence sequence, MessagePtr message, TimePoint, Changes&) {
    const HeldMessages::Held* held = held_.find(sequence);
    if (held == nullptr && window_.find(sequence) == nullptr) {
        return;
    }
    if (held != nullptr && held->phase == Phase::in_flight) {
        repeated_[sequence] = std::move(message);
        return;
    }
    make_room();
    held_.fill(sequence, message);
    window_.fill(sequence, message);
    Group& group = groups_.of(group_of(sequence));
    group.loaded_until = std::max(group.loaded_until, sequence);
    refresh(group);
}

// Loads.

bool FifoQueue::can_look_further() const {
    return on_disk_count() > 0 && window_.end() < delayed_from_ &&
           window_.size() < limits_.look_ahead_max - limits_.look_ahead_max / 32;
}

bool FifoQueue::is_starved() const {
    if (!wanted_.empty() || is_loading_wanted_) {
        return true;
    }
    return groups_.ready().empty() && held_.in_flight_count() < limits::in_flight_max &&
           (!groups_.unloaded().empty() || can_look_further());
}

void FifoQueue::request_bodies(LoadRequest& request) const {
    for (const Group& group : groups_.unloaded()) {
        std::size_t next_ones = 0;
        for (const Sequence sequence : group) {
            if (next_ones++ == limits::receive_messages_max || !is_receivable(sequence)) {
                break;
            }
            if (request.single.size() == single_loads_max) {
                return;
            }
            if (body_of(sequence) == nullptr) {
                request.single.push_back(sequence);
            }
        }
    }
}

std::optional<LoadRequest> FifoQueue::next_load() {
    LoadRequest request = new_load();
    if (groups_.ready().empty() || has_reserve() || !groups_.blocked().empty()) {
        request_bodies(request);
    }
    const bool has_enough_to_load = request.single.size() == single_loads_max;
    if (!wanted_.empty()) {
        if (repeated_.size() > repeated_max) {
            repeated_.clear();  // whoever asked for them has gone
        }
        request.single.insert(request.single.begin(), wanted_.begin(), wanted_.end());
        wanted_.clear();
        is_loading_wanted_ = true;
    }

    const bool is_low = window_.empty() || (window_.size() < limits_.messages_max / 2 &&
                                            window_.bytes() < limits_.bytes_max / 2);
    const bool looks_further = found_nothing_ && groups_.ready().empty() &&
                               groups_.unloaded().empty() && can_look_further();
    if (on_disk_count() > 0 && !has_enough_to_load && (is_low || looks_further)) {
        request.begin = window_.end();
        request.end = next(last_sequence_);
        request.messages_max =
            std::min(is_low ? limits_.messages_max - window_.size() : limits_.messages_max,
                     limits_.look_ahead_max - window_.size());
    }
    return start(std::move(request));
}

void FifoQueue::loaded(Loaded loaded, TimePoint now, Changes& changes) {
    is_loading_wanted_ = false;
    BacklogQueue::loaded(std::move(loaded), now, changes);
}

void FifoQueue::release() {
    BacklogQueue::release();
    repeated_.clear();
    regroup();
}

}  // namespace forebay::engine
