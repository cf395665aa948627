#include <forebay/model/measurements.hpp>

#include <algorithm>

namespace forebay {

void QueueMeasurement::add(const QueueMeasurement& other) {
    tally.sent += other.tally.sent;
    tally.sent_bytes += other.tally.sent_bytes;
    tally.deduplicated += other.tally.deduplicated;
    tally.received += other.tally.received;
    tally.empty_receives += other.tally.empty_receives;
    tally.deleted += other.tally.deleted;
    tally.dead_lettered += other.tally.dead_lettered;
    tally.moved_in += other.tally.moved_in;
    tally.expired += other.tally.expired;
    counts.visible += other.counts.visible;
    counts.in_flight += other.counts.in_flight;
    counts.delayed += other.counts.delayed;
    if (other.oldest_sent_at.has_value()) {
        oldest_sent_at =
            std::min(*other.oldest_sent_at, oldest_sent_at.value_or(*other.oldest_sent_at));
    }
}

void TopicMeasurement::add(const TopicMeasurement& other) {
    tally.published += other.tally.published;
    tally.published_bytes += other.tally.published_bytes;
    tally.deduplicated += other.tally.deduplicated;
    tally.filtered += other.tally.filtered;
    for (std::size_t i = 0; i < tally.notifications.size(); ++i) {
        tally.notifications[i].attempts += other.tally.notifications[i].attempts;
        tally.notifications[i].delivered += other.tally.notifications[i].delivered;
        tally.notifications[i].failed += other.tally.notifications[i].failed;
    }
    subscriptions += other.subscriptions;
}

void TableMeasurement::add(const TableMeasurement& other) {
    tally.writes += other.tally.writes;
    tally.conditions_failed += other.tally.conditions_failed;
    items.items += other.items.items;
    items.bytes += other.items.bytes;
}

}  // namespace forebay
