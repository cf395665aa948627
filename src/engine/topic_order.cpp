#include "engine/deduplication.hpp"
#include <forebay/engine/topic_order.hpp>

#include <algorithm>

namespace forebay::engine {

TopicOrder::TopicOrder() : deduplication_(std::make_unique<Deduplication>()) {}

TopicOrder::~TopicOrder() = default;

TopicOrder::Place TopicOrder::publish(const Uuid& id, DeduplicationScope scope,
                                      std::string_view group_id, std::string_view deduplication_id,
                                      TimePoint now, Changes& changes) {
    const Fingerprint print = Deduplication::fingerprint_of(scope, group_id, deduplication_id);
    if (const Deduplicated* first = deduplication_->find(print, now)) {
        return {.sequence = first->sequence, .id = first->message_id, .is_duplicate = true};
    }

    const Deduplicated published{.sequence = std::max(next(last_sequence_), first_sequence_at(now)),
                                 .fingerprint = print,
                                 .message_id = id};
    apply(published);
    changes.emplace_back(published);
    return {.sequence = published.sequence, .id = id, .is_duplicate = false};
}

void TopicOrder::tick(TimePoint now, Changes& changes) {
    if (const auto due = next_deadline(); due.has_value() && *due <= now) {
        const DeduplicationEnded ended{Deduplication::ended_before(now)};
        apply(ended);
        changes.emplace_back(ended);
    }
}

std::optional<TimePoint> TopicOrder::next_deadline() const {
    return deduplication_->next_deadline();
}

QueueCounters TopicOrder::counters() const {
    QueueCounters counters;
    counters.last_sequence = last_sequence_;
    return counters;
}

void TopicOrder::apply(const Deduplicated& published) {
    last_sequence_ = std::max(last_sequence_, published.sequence);
    deduplication_->add(published);
}

void TopicOrder::apply(const DeduplicationEnded& ended) {
    deduplication_->remove_before(ended.end);
}

}  // namespace forebay::engine
