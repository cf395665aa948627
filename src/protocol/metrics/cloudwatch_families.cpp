#include "protocol/metrics/families.hpp"

#include <algorithm>
#include <chrono>
#include <string>

namespace forebay::protocol {

namespace {

using enum MetricType;

constexpr auto as_double(std::uint64_t count) {
    return static_cast<double>(count);
}

// They are gauges there, since CloudWatch gives numbers of a period; ours go on from the start.
constexpr Row<QueueMeasurement> queue_rows[] = {
    {"aws_sqs_approximate_number_of_messages_visible_average", Gauge,
     "As forebay_queue_messages_visible.",
     [](const auto& queue, TimePoint) { return as_double(queue.counts.visible); }},
    {"aws_sqs_approximate_number_of_messages_not_visible_average", Gauge,
     "As forebay_queue_messages_in_flight.",
     [](const auto& queue, TimePoint) { return as_double(queue.counts.in_flight); }},
    {"aws_sqs_approximate_number_of_messages_delayed_average", Gauge,
     "As forebay_queue_messages_delayed.",
     [](const auto& queue, TimePoint) { return as_double(queue.counts.delayed); }},
    {"aws_sqs_approximate_age_of_oldest_message_maximum", Gauge,
     "As forebay_queue_oldest_message_age_seconds.",
     [](const auto& queue, TimePoint now) {
         const TimePoint then = std::min(queue.oldest_sent_at.value_or(now), now);
         return std::chrono::duration<double>(now - then).count();
     }},
    {"aws_sqs_number_of_messages_sent_sum", Counter, "As forebay_queue_messages_sent_total.",
     [](const auto& queue, TimePoint) { return as_double(queue.tally.sent); }},
    {"aws_sqs_number_of_messages_received_sum", Counter,
     "As forebay_queue_messages_received_total.",
     [](const auto& queue, TimePoint) { return as_double(queue.tally.received); }},
    {"aws_sqs_number_of_messages_deleted_sum", Counter, "As forebay_queue_messages_deleted_total.",
     [](const auto& queue, TimePoint) { return as_double(queue.tally.deleted); }},
    {"aws_sqs_number_of_empty_receives_sum", Counter, "As forebay_queue_empty_receives_total.",
     [](const auto& queue, TimePoint) { return as_double(queue.tally.empty_receives); }},
    {"aws_sqs_sent_message_size_average", Gauge,
     "The mean of the bodies that were sent, in bytes; 0 before the first.",
     [](const auto& queue, TimePoint) {
         const double sent = as_double(queue.tally.sent);
         return sent == 0 ? 0 : as_double(queue.tally.sent_bytes) / sent;
     }},
};

NotificationTally sum(const TopicTally& tally) {
    NotificationTally all;
    for (const NotificationTally& one : tally.notifications) {
        all.delivered += one.delivered;
        all.failed += one.failed;
    }
    return all;
}

constexpr Row<TopicMeasurement> topic_rows[] = {
    {"aws_sns_number_of_messages_published_sum", Counter,
     "As forebay_topic_messages_published_total.",
     [](const auto& topic, TimePoint) { return as_double(topic.tally.published); }},
    {"aws_sns_number_of_notifications_delivered_sum", Counter,
     "As forebay_topic_notifications_delivered_total, over all protocols.",
     [](const auto& topic, TimePoint) { return as_double(sum(topic.tally).delivered); }},
    {"aws_sns_number_of_notifications_failed_sum", Counter,
     "As forebay_topic_notifications_failed_total, over all protocols.",
     [](const auto& topic, TimePoint) { return as_double(sum(topic.tally).failed); }},
    {"aws_sns_number_of_notifications_filtered_out_sum", Counter,
     "As forebay_topic_notifications_filtered_total.",
     [](const auto& topic, TimePoint) { return as_double(topic.tally.filtered); }},
};

ResourceLabels labels_of(std::string name) {
    const auto alone = [name](const QueueKey& key) {
        return Labels{{"account_id", key.account}, {"region", key.region}, {name, key.name}};
    };
    return {.alone = alone, .others = {{name, "__other__"}}};
}

}  // namespace

void add_cloudwatch_families(FamilyMakers& makers, const Measurements& measured) {
    add_rows(makers, queue_rows, measured.queues, labels_of("queue_name"), measured.measured_at);
    add_rows(makers, topic_rows, measured.topics, labels_of("topic_name"), measured.measured_at);
}

}  // namespace forebay::protocol
