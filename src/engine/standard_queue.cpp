#include "engine/standard_queue.hpp"

#include <forebay/base/assert.hpp>
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace forebay::engine {
namespace {

// Each range that is removed from disk costs every later read a little, so they are gathered.
constexpr Duration range_expiry_interval{1000};

constexpr std::size_t single_loads_max = 128;

}  // namespace

StandardQueue::StandardQueue(const QueueSettings& settings, const WindowLimits& limits)
    : limits_(limits), retention_(settings.retention) {}

void StandardQueue::record(Change change, Changes& changes) {
    apply(change);
    changes.push_back(std::move(change));
}

Sequence StandardQueue::send(std::shared_ptr<Message> message, Duration delay, TimePoint now,
                             Changes& changes) {
    FOREBAY_ASSERT(delay >= Duration::zero());

    const Sequence sequence = std::max(next(last_sequence_), first_sequence_at(now));
    message->sent_at = now;
    std::optional<MessageState> state;
    if (delay > Duration::zero()) {
        state = MessageState{.visible_at = now + delay, .first_received_at = {}, .received_at = {}};
    }
    record(Sent{sequence, std::move(message), state}, changes);
    return sequence;
}

std::vector<Window::Item> StandardQueue::next_visible(std::size_t count_max) const {
    std::vector<Window::Item> items;
    auto held = held_.visible().begin();
    std::size_t waiting = 0;
    while (items.size() < count_max) {
        const bool has_held = held != held_.visible().end();
        const bool has_waiting = waiting < window_.size();
        if (has_held && (!has_waiting || *held < window_[waiting].sequence)) {
            const MessagePtr& message = held_.find(*held)->message;
            const bool is_next = *held < window_.end() || on_disk_count() == 0;
            if (message == nullptr || !is_next) {
                break;  // its body, or older messages, must come from disk first
            }
            items.push_back({*held++, message});
        } else if (has_waiting) {
            items.push_back(window_[waiting++]);
        } else {
            break;
        }
    }
    return items;
}

Result<std::vector<Delivery>> StandardQueue::receive(std::uint32_t messages_max,
                                                     Duration visibility_timeout, TimePoint now,
                                                     Changes& changes) {
    FOREBAY_ASSERT(messages_max >= 1 && messages_max <= limits::receive_messages_max);

    tick(now, changes);  // a timeout that ends exactly now has ended

    if (held_.in_flight_count() >= limits::in_flight_max) {
        return Error{Errc::over_limit,
                     fmt::format("The maximum number of in flight messages is reached: {}.",
                                 limits::in_flight_max)};
    }

    const std::size_t count_max =
        std::min<std::size_t>(messages_max, limits::in_flight_max - held_.in_flight_count());
    std::vector<Delivery> deliveries;
    for (auto& [sequence, message] : next_visible(count_max)) {
        const HeldMessages::Held* held = held_.find(sequence);
        MessageState state = held != nullptr ? held->state : MessageState{};
        state.visible_at = now + visibility_timeout;
        state.received_at = now;
        state.first_received_at = state.receive_count == 0 ? now : state.first_received_at;
        ++state.receive_count;
        ++state.receive_count_here;
        record(StateChanged{sequence, state}, changes);
        deliveries.push_back({sequence, std::move(message), state});
    }
    return deliveries;
}

Result<void> StandardQueue::remove(const Receipt& receipt, TimePoint now, Changes& changes) {
    tick(now, changes);

    const bool is_held = held_.find(receipt.sequence) != nullptr;
    if (is_held || window_.contains(receipt.sequence)) {
        record(Removed{receipt.sequence, is_held}, changes);
    }
    return {};
}

Result<void> StandardQueue::change_visibility(const Receipt& receipt, Duration timeout,
                                              TimePoint now, Changes& changes) {
    FOREBAY_ASSERT(timeout >= Duration::zero() && timeout <= limits::visibility_timeout_max);

    tick(now, changes);

    const HeldMessages::Held* held = held_.find(receipt.sequence);
    if (held == nullptr && !window_.contains(receipt.sequence)) {
        return Error{Errc::message_not_in_flight, "The message does not exist."};
    }

    MessageState state = held != nullptr ? held->state : MessageState{};
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

void StandardQueue::purge(Changes& changes) {
    if (message_count_ > 0) {
        record(RangeRemoved{Sequence{}, next(last_sequence_), message_count_}, changes);
    }
}

void StandardQueue::tick(TimePoint now, Changes& changes) {
    held_.tick(now);
    expire(now, changes);
}

Sequence StandardQueue::expired_before(TimePoint now) const {
    return first_sequence_at(now - retention_ + Duration(1));
}

void StandardQueue::expire(TimePoint now, Changes& changes) {
    const Sequence end = expired_before(now);
    while (!held_.empty() && held_.first() < end) {
        record(Removed{held_.first(), true}, changes);
    }
    while (!window_.empty() && window_.front().sequence < end) {
        record(Removed{window_.front().sequence, false}, changes);
    }
}

std::optional<TimePoint> StandardQueue::next_deadline() const {
    std::optional<TimePoint> deadline = held_.next_due();
    const auto add = [&deadline](TimePoint at) {
        deadline = deadline.has_value() ? std::min(*deadline, at) : at;
    };
    if (!held_.empty()) {
        add(time_of(held_.first()) + retention_);
    }
    if (!window_.empty()) {
        add(time_of(window_.front().sequence) + retention_);
    } else if (on_disk_count() > 0 && !is_loading_) {
        add(std::max(time_of(window_.end()) + retention_, next_range_expiry_));
    }
    return deadline;
}

std::uint64_t StandardQueue::visible_count() const {
    return message_count_ - held_.in_flight_count() - held_.delayed_count();
}

std::uint64_t StandardQueue::on_disk_count() const {
    return visible_count() - window_.size() - held_.visible().size();
}

bool StandardQueue::has_room() const {
    return window_.size() < limits_.messages_max && resident_bytes() < limits_.bytes_max;
}

QueueCounts StandardQueue::counts() const {
    return {.visible = visible_count(),
            .in_flight = held_.in_flight_count(),
            .delayed = held_.delayed_count()};
}

QueueCounters StandardQueue::counters() const {
    const bool waits = !window_.empty() || on_disk_count() > 0;
    return {.last_sequence = last_sequence_,
            .head = waits ? window_.head() : next(last_sequence_),
            .message_count = message_count_};
}

void StandardQueue::restore(const QueueCounters& counters) {
    last_sequence_ = counters.last_sequence;
    message_count_ = counters.message_count;
    window_.move_end(counters.head);
}

void StandardQueue::apply(const Change& change) {
    std::visit([this](const auto& one) { apply_one(one); }, change);
}

void StandardQueue::apply_one(const Sent& sent) {
    // As long as nothing waits on disk alone, a message goes straight into the window.
    const bool nothing_on_disk = on_disk_count() == 0;
    last_sequence_ = sent.sequence;
    ++message_count_;
    if (sent.state.has_value()) {
        held_.set(sent.sequence, *sent.state, nullptr);
    } else if (nothing_on_disk && !is_loading_ && has_room()) {
        window_.push(sent.sequence, sent.message);
        window_.move_end(next(sent.sequence));
    }
}

void StandardQueue::apply_one(const StateChanged& changed) {
    held_.set(changed.sequence, changed.state, window_.take(changed.sequence));
}

void StandardQueue::apply_one(const Removed& removed) {
    if (!held_.remove(removed.sequence)) {
        window_.take(removed.sequence);
    }
    if (is_loading_ && removed.sequence >= window_.end()) {
        removed_while_loading_.push_back(removed.sequence);
    }
    --message_count_;
}

void StandardQueue::apply_one(const RangeRemoved& removed) {
    held_.remove_range(removed.begin, removed.end);
    window_.remove_before(removed.end);
    message_count_ -= removed.count;
    ++generation_;
}

bool StandardQueue::is_starved() const {
    return visible_count() > 0 && next_visible(1).empty();
}

bool StandardQueue::must_load(Sequence sequence) const {
    return sequence >= window_.end() && sequence <= last_sequence_ && on_disk_count() > 0 &&
           held_.find(sequence) == nullptr;
}

LoadRequest StandardQueue::load_of(Sequence sequence) {
    FOREBAY_ASSERT(!is_loading_);
    is_loading_ = true;
    LoadRequest request;
    request.single.push_back(sequence);
    request.generation = generation_;
    return request;
}

std::optional<LoadRequest> StandardQueue::next_load() {
    FOREBAY_ASSERT(!is_loading_);

    LoadRequest request;
    request.generation = generation_;
    for (const Sequence sequence : held_.unloaded()) {
        if (request.single.size() == single_loads_max) {
            break;
        }
        request.single.push_back(sequence);
    }
    const bool is_low = window_.empty() || (window_.size() < limits_.messages_max / 2 &&
                                            window_.bytes() < limits_.bytes_max / 2);
    if (on_disk_count() > 0 && is_low) {
        request.begin = window_.end();
        request.end = next(last_sequence_);
        request.messages_max = limits_.messages_max - window_.size();
        request.bytes_max = limits_.bytes_max - window_.bytes();
    }
    if (request.single.empty() && request.messages_max == 0) {
        return std::nullopt;
    }
    is_loading_ = true;
    return request;
}

void StandardQueue::loaded(Loaded loaded, TimePoint now, Changes& changes) {
    FOREBAY_ASSERT(is_loading_);
    is_loading_ = false;
    const std::vector<Sequence> removed = std::exchange(removed_while_loading_, {});
    if (loaded.generation != generation_) {
        return;
    }
    const auto is_removed = [&removed](Sequence sequence) {
        return std::ranges::find(removed, sequence) != removed.end();
    };

    for (auto& [sequence, message] : loaded.single) {
        if (held_.find(sequence) != nullptr) {
            held_.fill(sequence, std::move(message));
        } else if (sequence >= window_.end() && !is_removed(sequence)) {
            // The backlog will be read past it, so from now on it has a state, on disk too.
            record(StateChanged{sequence,
                                {.visible_at = now, .first_received_at = {}, .received_at = {}}},
                   changes);
            held_.tick(now);
            held_.fill(sequence, std::move(message));
        }
    }
    for (auto& [sequence, message] : loaded.range) {
        if (held_.find(sequence) == nullptr && !is_removed(sequence)) {
            window_.push(sequence, std::move(message));
        }
    }
    window_.move_end(std::max(window_.end(), loaded.range_end));
    if (window_.end() > last_sequence_ && on_disk_count() > 0) {
        fail_stop("a queue counts messages that are not on disk");
    }
    expire(now, changes);
}

std::optional<ExpiredRange> StandardQueue::next_expired_range(TimePoint now) {
    FOREBAY_ASSERT(!is_loading_);

    const Sequence end = std::min(expired_before(now), next(last_sequence_));
    if (!window_.empty() || on_disk_count() == 0 || window_.end() >= end ||
        now < next_range_expiry_) {
        return std::nullopt;
    }
    is_loading_ = true;
    return ExpiredRange{.begin = window_.end(), .end = end, .generation = generation_};
}

void StandardQueue::remove_expired(const ExpiredRange& range, std::uint64_t count,
                                   std::optional<Sequence> next_waiting, TimePoint now,
                                   Changes& changes) {
    FOREBAY_ASSERT(is_loading_);
    is_loading_ = false;
    const bool more_is_due = next_waiting.has_value() && *next_waiting < expired_before(now);
    next_range_expiry_ = more_is_due ? now : now + range_expiry_interval;
    const std::vector<Sequence> removed = std::exchange(removed_while_loading_, {});
    if (range.generation != generation_ || !removed.empty()) {
        return;  // the count may be off: the next look counts again
    }
    if (count > 0) {
        record(RangeRemoved{range.begin, range.end, count}, changes);
    }
    window_.move_end(std::max(range.end, next_waiting.value_or(range.end)));
}

void StandardQueue::release() {
    window_.release();
    held_.release();
    ++generation_;
}

}  // namespace forebay::engine
