#include "engine/backlog_queue.hpp"

#include <forebay/base/assert.hpp>
#include <forebay/model/limits.hpp>

#include <algorithm>
#include <utility>

namespace forebay::engine {
namespace {

// Each range that is removed from disk costs every later read a little, so they are gathered.
constexpr Duration range_expiry_interval{1000};

}  // namespace

BacklogQueue::BacklogQueue(const QueueSettings& settings, const WindowLimits& limits)
    : limits_(limits), retention_(settings.retention) {}

void BacklogQueue::record(Change change, Changes& changes) {
    apply(change);
    changes.push_back(std::move(change));
}

Sequence BacklogQueue::next_sequence(TimePoint now) const {
    Sequence next_one = next(last_sequence_);
    if (is_moved(next_one)) {
        next_one = first_sequence_at(time_of(next_one) + Duration(1));
    }
    return std::max(next_one, first_sequence_at(now));
}

MessageState BacklogQueue::received(Sequence sequence, const Message& message, TimePoint now,
                                    Duration visibility_timeout) const {
    const HeldMessages::Held* held = held_.find(sequence);
    MessageState state = held != nullptr ? held->state : MessageState{};
    if (state.receive_count_here == 0) {
        state.receive_count = message.receive_count;
        state.first_received_at = message.first_received_at;
    }
    state.visible_at = now + visibility_timeout;
    state.received_at = now;
    state.first_received_at = state.receive_count == 0 ? now : state.first_received_at;
    ++state.receive_count;
    ++state.receive_count_here;
    return state;
}

// Moving.

void BacklogQueue::redrive_after(std::uint32_t receive_count_max) {
    held_.exhaust_after(receive_count_max);
}

Delivery BacklogQueue::set_apart(Sequence sequence) {
    held_.start_moving(sequence);
    return {.sequence = sequence, .message = nullptr, .state = held_.find(sequence)->state};
}

Delivery BacklogQueue::set_apart_waiting(Sequence sequence, GroupKey group, MessagePtr message) {
    if (held_.find(sequence) != nullptr) {
        Delivery taken = set_apart(sequence);
        taken.message = std::move(message);
        return taken;
    }
    MessageState state{};
    state.group = group;
    window_.take(sequence);
    held_.start_moving(sequence, state);
    return {.sequence = sequence, .message = std::move(message), .state = state};
}

std::vector<Delivery> BacklogQueue::take_dead_letters(std::size_t max, TimePoint now,
                                                      Changes& changes) {
    tick(now, changes);

    std::vector<Delivery> taken;
    while (taken.size() < max && !held_.exhausted().empty()) {
        taken.push_back(set_apart(*held_.exhausted().begin()));
    }
    return taken;
}

void BacklogQueue::moved_away(Sequence sequence, Changes& changes) {
    if (held_.is_moving(sequence)) {
        record(Removed{sequence, true}, changes);
    }
}

void BacklogQueue::stay(Sequence sequence) {
    if (!held_.is_moving(sequence)) {
        return;
    }
    if (held_.has_waited(sequence)) {
        held_.remove(sequence);
        leave_to_disk(sequence);
    } else {
        held_.stop_moving(sequence);
    }
}

void BacklogQueue::leave_to_disk(Sequence sequence) {
    if (sequence < window_.end()) {
        window_.cut(sequence);
        ++generation_;  // a load that is under way knows another end of the window
    } else if (is_reading_on_) {
        came_while_loading_ = std::min(sequence, came_while_loading_.value_or(sequence));
    }
}

void BacklogQueue::purge(Changes& changes) {
    if (message_count_ > 0) {
        record(RangeRemoved{Sequence{}, next(last_sequence_), message_count_}, changes);
    }
}

void BacklogQueue::configure(const QueueSettings& settings, TimePoint) {
    retention_ = settings.retention;
}

// Time.

void BacklogQueue::tick(TimePoint now, Changes& changes) {
    became_visible(held_.tick(now));
    expire(now, changes);
}

Sequence BacklogQueue::expired_before(TimePoint now) const {
    return first_sequence_at(now - retention_ + Duration(1));
}

// A message that waits may have a state on disk all the same, if it was delayed.
void BacklogQueue::expire(TimePoint now, Changes& changes) {
    const Sequence end = expired_before(now);
    while (!held_.empty() && held_.first() < end) {
        record(Removed{held_.begin()->first, held_.begin()->second.is_recorded}, changes);
        ++expired_count_;
    }
    while (!window_.empty() && window_.front().sequence < end) {
        const bool may_have_state = window_.front().group != GroupKey{};
        record(Removed{window_.front().sequence, may_have_state}, changes);
        ++expired_count_;
    }
}

std::optional<TimePoint> BacklogQueue::next_deadline() const {
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

// Counts.

std::uint64_t BacklogQueue::on_disk_count() const {
    return message_count_ - window_.size() - held_.size();
}

QueueCounts BacklogQueue::counts() const {
    const std::uint64_t hidden = held_.in_flight_count() + delayed_count();
    return {.visible = message_count_ - hidden,
            .in_flight = held_.in_flight_count(),
            .delayed = delayed_count()};
}

// What is visible has books of its own; of the rest, few are not of the phase that is asked for.
Glance BacklogQueue::glance(MessagePhase phase, Sequence from, std::size_t held_max) const {
    using Phase = HeldMessages::Phase;
    constexpr std::size_t looked_at_max = 20'000;
    constexpr Sequence never{~std::uint64_t{0}};
    Glance glance;
    glance.held_end = never;
    if (phase == MessagePhase::visible) {
        std::set<Sequence> found;
        for (const auto* some : {&held_.visible(), &held_.exhausted(), &held_.moving()}) {
            auto at = some->lower_bound(from);
            for (std::size_t i = 0; i <= held_max && at != some->end(); ++i) {
                found.insert(*at++);
            }
        }
        for (const Sequence sequence : found) {
            if (glance.held.size() == held_max) {
                glance.held_end = sequence;
                break;
            }
            glance.held.push_back({sequence, held_.find(sequence)->state});
        }
    } else {
        const Phase wanted = phase == MessagePhase::delayed ? Phase::delayed : Phase::in_flight;
        std::size_t looked_at = 0;
        for (auto at = held_.lower_bound(from); at != held_.end(); ++at) {
            if (glance.held.size() == held_max || ++looked_at > looked_at_max) {
                glance.held_end = at->first;
                break;
            }
            if (at->second.phase == wanted) {
                glance.held.push_back({at->first, at->second.state});
            }
        }
    }
    const bool waits = !window_.empty() || on_disk_count() > 0;
    const Sequence end = next(last_sequence_);
    const Sequence head = std::max(from, waits ? window_.head() : end);
    if (phase == MessagePhase::visible) {
        glance.waiting_begin = head;
        glance.waiting_end = std::min(end, delayed_begin());
    } else if (phase == MessagePhase::delayed) {
        glance.waiting_begin = std::max(head, delayed_begin());
        glance.waiting_end = end;
    }
    return glance;
}

std::optional<TimePoint> BacklogQueue::oldest_sent_at() const {
    const bool waits = !window_.empty() || on_disk_count() > 0;
    std::optional<Sequence> oldest;
    if (waits) {
        oldest = window_.head();
    }
    if (!held_.empty()) {
        oldest = std::min(held_.first(), oldest.value_or(held_.first()));
    }
    return oldest.transform(time_of);
}

QueueCounters BacklogQueue::counters() const {
    const bool waits = !window_.empty() || on_disk_count() > 0;
    const Sequence head = waits ? window_.head() : next(last_sequence_);
    return {.last_sequence = last_sequence_,
            .head = std::min(head, held_.first_that_waited().value_or(head)),
            .message_count = message_count_,
            .delayed_from = {},
            .moved_in_count = moved_in_count_};
}

void BacklogQueue::restore(const QueueCounters& counters) {
    last_sequence_ = counters.last_sequence;
    message_count_ = counters.message_count;
    moved_in_count_ = counters.moved_in_count;
    window_.move_end(counters.head);
}

// Changes.

void BacklogQueue::apply(const Change& change) {
    std::visit([this](const auto& one) { apply_one(one); }, change);
}

void BacklogQueue::apply_one(const StateChanged& changed) {
    held_.set(changed.sequence, changed.state, window_.take(changed.sequence));
    held_.mark_recorded(changed.sequence);
}

void BacklogQueue::apply_one(const Removed& removed) {
    if (!held_.remove(removed.sequence)) {
        window_.take(removed.sequence);
    }
    if (is_loading_ && removed.sequence >= window_.end()) {
        removed_while_loading_.push_back(removed.sequence);
    }
    --message_count_;
}

void BacklogQueue::apply_one(const RangeRemoved& removed) {
    held_.remove_range(removed.begin, removed.end);
    window_.remove_before(removed.end);
    message_count_ -= removed.count;
    ++generation_;
}

void BacklogQueue::apply_one(const Deduplicated&) {
    fail_stop("only a FIFO queue knows duplicates");
}

void BacklogQueue::apply_one(const DeduplicationEnded&) {
    fail_stop("only a FIFO queue knows duplicates");
}

// The backlog on disk.

bool BacklogQueue::must_load(Sequence sequence) const {
    return sequence >= window_.end() && sequence <= last_sequence_ && on_disk_count() > 0 &&
           held_.find(sequence) == nullptr;
}

bool BacklogQueue::has_room() const {
    return loaded_count() < limits_.messages_max && resident_bytes() < limits_.bytes_max;
}

// What is loaded for its own sake may take a quarter more: else it would wait for ever while new
// messages take every place that becomes free.
bool BacklogQueue::has_reserve() const {
    return loaded_count() < limits_.messages_max + limits_.messages_max / 4 &&
           resident_bytes() < limits_.bytes_max + limits_.bytes_max / 4;
}

LoadRequest BacklogQueue::new_load() const {
    FOREBAY_ASSERT(!is_loading_);
    LoadRequest request;
    request.bytes_max = limits_.bytes_max;
    request.generation = generation_;
    return request;
}

std::optional<LoadRequest> BacklogQueue::start(LoadRequest request) {
    if (request.single.empty() && request.messages_max == 0) {
        return std::nullopt;
    }
    is_loading_ = true;
    is_reading_on_ = request.messages_max > 0 && !request.is_ahead;
    is_looking_ahead_ = request.is_ahead;
    return request;
}

LoadRequest BacklogQueue::load_of(Sequence sequence) {
    LoadRequest request = new_load();
    request.single.push_back(sequence);
    return *start(std::move(request));
}

BacklogQueue::Meanwhile BacklogQueue::end_load() {
    FOREBAY_ASSERT(is_loading_);
    is_loading_ = false;
    is_reading_on_ = false;
    return {.removed = std::exchange(removed_while_loading_, {}),
            .came = std::exchange(came_while_loading_, std::nullopt)};
}

void BacklogQueue::loaded(Loaded loaded, TimePoint now, Changes& changes) {
    const Meanwhile meanwhile = end_load();
    if (loaded.generation != generation_) {
        return;
    }
    loaded.range_end = std::min(loaded.range_end, meanwhile.came.value_or(loaded.range_end));
    while (!loaded.range.empty() && loaded.range.back().first >= loaded.range_end) {
        loaded.range.pop_back();
    }
    const auto is_removed = [&removed = meanwhile.removed](Sequence sequence) {
        return std::ranges::find(removed, sequence) != removed.end();
    };

    for (auto& [sequence, message] : loaded.single) {
        if (!is_removed(sequence)) {
            came_alone(sequence, std::move(message), now, changes);
        }
    }
    if (is_looking_ahead_) {
        std::erase_if(loaded.range, [&](const Loaded::Item& item) {
            return item.first < window_.end() || held_.find(item.first) != nullptr ||
                   is_removed(item.first);
        });
        looked_ahead(std::move(loaded), now);
        return;
    }
    for (auto& [sequence, message] : loaded.range) {
        if (held_.find(sequence) == nullptr && !is_removed(sequence)) {
            came_in_range(sequence, std::move(message));
        }
    }
    window_.move_end(std::max(window_.end(), loaded.range_end));
    if (window_.end() > last_sequence_ && on_disk_count() > 0) {
        fail_stop("a queue counts messages that are not on disk");
    }
    expire(now, changes);
}

std::optional<ExpiredRange> BacklogQueue::next_expired_range(TimePoint now) {
    FOREBAY_ASSERT(!is_loading_);

    const Sequence end = std::min(expired_before(now), next(last_sequence_));
    if (!window_.empty() || on_disk_count() == 0 || window_.end() >= end ||
        now < next_range_expiry_) {
        return std::nullopt;
    }
    is_loading_ = true;
    is_reading_on_ = true;
    return ExpiredRange{.begin = window_.end(), .end = end, .generation = generation_};
}

void BacklogQueue::remove_expired(const ExpiredRange& range, std::uint64_t count,
                                  std::optional<Sequence> next_waiting, TimePoint now,
                                  Changes& changes) {
    const Meanwhile meanwhile = end_load();
    const bool more_is_due = next_waiting.has_value() && *next_waiting < expired_before(now);
    next_range_expiry_ = more_is_due ? now : now + range_expiry_interval;
    const Sequence came = meanwhile.came.value_or(next(last_sequence_));
    if (range.generation != generation_ || !meanwhile.removed.empty() || came < range.end) {
        return;  // the count may be off: the next look counts again
    }
    if (count > 0) {
        record(RangeRemoved{range.begin, range.end, count}, changes);
        expired_count_ += count;
    }
    window_.move_end(std::max(range.end, std::min(came, next_waiting.value_or(range.end))));
}

void BacklogQueue::release() {
    window_.release();
    held_.release();
    ++generation_;
}

}  // namespace forebay::engine
