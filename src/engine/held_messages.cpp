#include "engine/held_messages.hpp"

#include "engine/tenants.hpp"
#include "engine/window.hpp"

namespace forebay::engine {
namespace {

using Phase = HeldMessages::Phase;

// A receive with a visibility timeout of zero hides nothing.
Phase phase_of(const MessageState& state) {
    if (state.receive_count_here == 0) {
        return Phase::delayed;
    }
    return state.visible_at <= state.received_at ? Phase::visible : Phase::in_flight;
}

}  // namespace

const HeldMessages::Held* HeldMessages::find(Sequence sequence) const {
    const auto at = held_.find(sequence);
    return at == held_.end() ? nullptr : &at->second;
}

bool HeldMessages::is_exhausted(const MessageState& state) const {
    return receive_count_max_ > 0 && state.receive_count_here >= receive_count_max_;
}

void HeldMessages::enter(Sequence sequence, Held& held, Phase phase) {
    held.phase = phase == Phase::visible && is_exhausted(held.state) ? Phase::exhausted : phase;
    switch (held.phase) {
        case Phase::visible:
            visible_.insert(sequence);
            if (tenants_ != nullptr) {
                tenants_->add_visible(sequence, held.state.group);
            }
            if (held.message == nullptr) {
                unloaded_.insert(sequence);
            }
            return;
        case Phase::exhausted:
            exhausted_.insert(sequence);
            keep(sequence, held, nullptr);
            return;
        case Phase::moving:
            moving_.insert(sequence);
            keep(sequence, held, nullptr);
            return;
        case Phase::delayed:
            due_.emplace(held.state.visible_at, sequence);
            return;
        case Phase::in_flight:
            due_.emplace(held.state.visible_at, sequence);
            ++in_flight_count_;
            if (tenants_ != nullptr) {
                tenants_->add_in_flight(held.state.group);
            }
            return;
    }
}

void HeldMessages::leave(Sequence sequence, Held& held) {
    switch (held.phase) {
        case Phase::visible:
            visible_.erase(sequence);
            if (tenants_ != nullptr) {
                tenants_->remove_visible(sequence, held.state.group);
            }
            unloaded_.erase(sequence);
            return;
        case Phase::exhausted:
            exhausted_.erase(sequence);
            return;
        case Phase::moving:
            moving_.erase(sequence);
            waited_.erase(sequence);
            return;
        case Phase::delayed:
            due_.erase({held.state.visible_at, sequence});
            return;
        case Phase::in_flight:
            due_.erase({held.state.visible_at, sequence});
            --in_flight_count_;
            if (tenants_ != nullptr) {
                tenants_->remove_in_flight(held.state.group);
            }
            return;
    }
}

void HeldMessages::keep(Sequence sequence, Held& held, MessagePtr message) {
    bytes_ -= held.message != nullptr ? footprint(*held.message) : 0;
    bytes_ += message != nullptr ? footprint(*message) : 0;
    held.message = std::move(message);
    if (held.phase == Phase::visible) {
        if (held.message == nullptr) {
            unloaded_.insert(sequence);
        } else {
            unloaded_.erase(sequence);
        }
    }
}

void HeldMessages::forget(Sequence sequence, Held& held) {
    leave(sequence, held);
    bytes_ -= held.message != nullptr ? footprint(*held.message) : 0;
}

void HeldMessages::set(Sequence sequence, const MessageState& state, MessagePtr message) {
    const auto [at, is_new] = held_.try_emplace(sequence);
    Held& held = at->second;
    if (!is_new) {
        leave(sequence, held);
        if (message == nullptr) {
            message = held.message;
        }
    }
    held.state = state;
    enter(sequence, held, phase_of(state));
    keep(sequence, held, held.phase == Phase::visible ? std::move(message) : nullptr);
}

void HeldMessages::fill(Sequence sequence, MessagePtr message) {
    const auto at = held_.find(sequence);
    if (at != held_.end() && at->second.phase == Phase::visible) {
        keep(sequence, at->second, std::move(message));
    }
}

bool HeldMessages::remove(Sequence sequence) {
    const auto at = held_.find(sequence);
    if (at == held_.end()) {
        return false;
    }
    forget(sequence, at->second);
    held_.erase(at);
    return true;
}

void HeldMessages::remove_range(Sequence begin, Sequence end) {
    for (auto at = held_.lower_bound(begin); at != held_.end() && at->first < end;) {
        forget(at->first, at->second);
        at = held_.erase(at);
    }
}

std::vector<Sequence> HeldMessages::tick(TimePoint now) {
    std::vector<Sequence> visible;
    while (!due_.empty() && due_.begin()->first <= now) {
        const Sequence sequence = due_.begin()->second;
        Held& held = held_.at(sequence);
        leave(sequence, held);
        enter(sequence, held, Phase::visible);
        visible.push_back(sequence);
    }
    return visible;
}

void HeldMessages::exhaust_after(std::uint32_t receive_count_max) {
    if (receive_count_max == receive_count_max_) {
        return;
    }
    receive_count_max_ = receive_count_max;
    for (auto& [sequence, held] : held_) {
        if (held.phase == Phase::visible || held.phase == Phase::exhausted) {
            leave(sequence, held);
            enter(sequence, held, Phase::visible);
        }
    }
}

void HeldMessages::start_moving(Sequence sequence) {
    Held& held = held_.at(sequence);
    leave(sequence, held);
    enter(sequence, held, Phase::moving);
}

void HeldMessages::start_moving(Sequence sequence, const MessageState& state) {
    Held& held = held_[sequence];
    held.state = state;
    waited_.insert(sequence);
    enter(sequence, held, Phase::moving);
}

void HeldMessages::stop_moving(Sequence sequence) {
    Held& held = held_.at(sequence);
    leave(sequence, held);
    enter(sequence, held, Phase::visible);
}

std::optional<Sequence> HeldMessages::first_that_waited() const {
    return waited_.empty() ? std::nullopt : std::optional(*waited_.begin());
}

std::optional<TimePoint> HeldMessages::next_due() const {
    return due_.empty() ? std::nullopt : std::optional(due_.begin()->first);
}

void HeldMessages::release() {
    for (const Sequence sequence : visible_) {
        keep(sequence, held_.at(sequence), nullptr);
    }
}

}  // namespace forebay::engine
