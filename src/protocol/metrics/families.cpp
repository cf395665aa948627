#include "protocol/metrics/families.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace forebay::protocol {

namespace {

using enum MetricType;

constexpr double nanoseconds_per_second = 1e9;

double seconds_since(const std::optional<TimePoint>& then, TimePoint now) {
    return then.has_value() && *then < now ? std::chrono::duration<double>(now - *then).count() : 0;
}

constexpr auto as_double(std::uint64_t count) {
    return static_cast<double>(count);
}

// NOLINTBEGIN(readability-identifier-length): q, t and the time, in a table of short lambdas
constexpr Row<QueueMeasurement> queue_rows[] = {
    {"forebay_queue_messages_visible", Gauge, "Messages that can be received.",
     [](const auto& q, TimePoint) { return as_double(q.counts.visible); }},
    {"forebay_queue_messages_in_flight", Gauge,
     "Messages that were received and are hidden until their visibility timeout ends.",
     [](const auto& q, TimePoint) { return as_double(q.counts.in_flight); }},
    {"forebay_queue_messages_delayed", Gauge, "Messages that are delayed.",
     [](const auto& q, TimePoint) { return as_double(q.counts.delayed); }},
    {"forebay_queue_oldest_message_age_seconds", Gauge,
     "Time since the oldest message was sent; 0 when there is none.",
     [](const auto& q, TimePoint now) { return seconds_since(q.oldest_sent_at, now); }},
    {"forebay_queue_messages_sent_total", Counter,
     "Messages sent by clients and topics, without duplicates.",
     [](const auto& q, TimePoint) { return as_double(q.tally.sent); }},
    {"forebay_queue_sent_bytes_total", Counter, "Bytes of their bodies.",
     [](const auto& q, TimePoint) { return as_double(q.tally.sent_bytes); }},
    {"forebay_queue_messages_deduplicated_total", Counter,
     "Sends to a FIFO queue that were duplicates.",
     [](const auto& q, TimePoint) { return as_double(q.tally.deduplicated); }},
    {"forebay_queue_messages_received_total", Counter, "Messages handed out, each time.",
     [](const auto& q, TimePoint) { return as_double(q.tally.received); }},
    {"forebay_queue_empty_receives_total", Counter, "Receives that were answered with no message.",
     [](const auto& q, TimePoint) { return as_double(q.tally.empty_receives); }},
    {"forebay_queue_messages_deleted_total", Counter, "Messages deleted by clients.",
     [](const auto& q, TimePoint) { return as_double(q.tally.deleted); }},
    {"forebay_queue_messages_dead_lettered_total", Counter,
     "Messages moved to the dead-letter queue.",
     [](const auto& q, TimePoint) { return as_double(q.tally.dead_lettered); }},
    {"forebay_queue_messages_moved_in_total", Counter,
     "Messages that came from other queues, as dead letters or by a move task.",
     [](const auto& q, TimePoint) { return as_double(q.tally.moved_in); }},
    {"forebay_queue_messages_expired_total", Counter, "Messages removed by retention.",
     [](const auto& q, TimePoint) { return as_double(q.tally.expired); }},
};

constexpr Row<TopicMeasurement> topic_rows[] = {
    {"forebay_topic_subscriptions", Gauge, "Subscriptions, also those to be confirmed.",
     [](const auto& t, TimePoint) { return as_double(t.subscriptions); }},
    {"forebay_topic_messages_published_total", Counter, "Messages published, without duplicates.",
     [](const auto& t, TimePoint) { return as_double(t.tally.published); }},
    {"forebay_topic_published_bytes_total", Counter, "Bytes of their texts.",
     [](const auto& t, TimePoint) { return as_double(t.tally.published_bytes); }},
    {"forebay_topic_messages_deduplicated_total", Counter,
     "Messages published to a FIFO topic that were duplicates.",
     [](const auto& t, TimePoint) { return as_double(t.tally.deduplicated); }},
    {"forebay_topic_notifications_filtered_total", Counter,
     "Notifications that a filter policy kept back.",
     [](const auto& t, TimePoint) { return as_double(t.tally.filtered); }},
};

constexpr Row<NotificationTally> notification_rows[] = {
    {"forebay_topic_notification_attempts_total", Counter, "Attempts to deliver a notification.",
     [](const auto& n, TimePoint) { return as_double(n.attempts); }},
    {"forebay_topic_notifications_delivered_total", Counter,
     "Notifications that a queue or an endpoint has taken.",
     [](const auto& n, TimePoint) { return as_double(n.delivered); }},
    {"forebay_topic_notifications_failed_total", Counter,
     "Notifications that were given up: dropped, or gone to a dead-letter queue.",
     [](const auto& n, TimePoint) { return as_double(n.failed); }},
};

constexpr Row<TableMeasurement> table_rows[] = {
    {"forebay_table_items", Gauge, "Items.",
     [](const auto& t, TimePoint) { return as_double(t.items.items); }},
    {"forebay_table_bytes", Gauge, "Bytes of the items, without indexes.",
     [](const auto& t, TimePoint) { return as_double(t.items.bytes); }},
    {"forebay_table_writes_total", Counter,
     "Items put, updated or deleted, also those of batches and transactions.",
     [](const auto& t, TimePoint) { return as_double(t.tally.writes); }},
    {"forebay_table_conditions_failed_total", Counter, "Writes refused by their condition.",
     [](const auto& t, TimePoint) { return as_double(t.tally.conditions_failed); }},
};
// NOLINTEND(readability-identifier-length)

ResourceLabels labels_of(std::string name) {
    const auto alone = [name](const QueueKey& key) {
        return Labels{{"account", key.account}, {"region", key.region}, {name, key.name}};
    };
    return {.alone = alone, .others = {{name, "__other__"}}};
}

void add_notifications(FamilyMakers& makers, const Measurements& measured) {
    for (const Row<NotificationTally>& row : notification_rows) {
        makers.emplace_back([&row, &measured] {
            Family family(row.name, row.help, row.type);
            const auto tell = [&](const Labels& topic, const TopicMeasurement& measurement) {
                for (std::size_t i = 0; i < subscription_protocols_count; ++i) {
                    const auto protocol = SubscriptionProtocol(i);
                    const NotificationTally& tally = measurement.tally.of(protocol);
                    if (tally != NotificationTally{}) {
                        Labels labels = topic;
                        labels.push_back({"protocol", std::string(protocol_name(protocol))});
                        family.add(std::move(labels), row.value(tally, measured.measured_at));
                    }
                }
            };
            for_each(measured.topics, labels_of("topic"), tell);
            return family;
        });
    }
}

using Actions = std::shared_ptr<const std::vector<ActionMeters::Counts>>;

Labels labels_of(const ActionMeters::Counts& counts) {
    const bool is_known = counts.service != nullptr;
    return {{"service", is_known ? std::string(counts.service->name) : ""},
            {"action", is_known ? std::string(counts.action->name) : "unknown"}};
}

Labels with(Labels labels, std::string_view name, std::string_view value) {
    labels.push_back({std::string(name), std::string(value)});
    return labels;
}

WireError wire_error_of(const ActionMeters::Counts& counts, Errc code) {
    return wire_error(counts.service == nullptr ? ErrorTable() : counts.service->errors, code);
}

Family requests(const std::vector<ActionMeters::Counts>& actions) {
    Family family("forebay_requests_total",
                  "Requests by action, and by result: success, client_error or server_error.",
                  Counter);
    for (const ActionMeters::Counts& counts : actions) {
        std::uint64_t client_errors = 0;
        std::uint64_t server_errors = 0;
        for (const auto& [code, count] : counts.refused) {
            (wire_error_of(counts, code).status < 500 ? client_errors : server_errors) += count;
        }
        const std::uint64_t total = counts.durations_ns.total();
        const std::uint64_t successes = total - std::min(total, client_errors + server_errors);
        const Labels labels = labels_of(counts);
        family.add(with(labels, "result", "success"), as_double(successes));
        family.add(with(labels, "result", "client_error"), as_double(client_errors));
        family.add(with(labels, "result", "server_error"), as_double(server_errors));
    }
    return family;
}

Family request_errors(const std::vector<ActionMeters::Counts>& actions) {
    Family family("forebay_request_errors_total",
                  "Requests that were refused, by the name of the error.", Counter);
    for (const ActionMeters::Counts& counts : actions) {
        std::map<std::string_view, std::uint64_t> by_name;
        for (const auto& [code, count] : counts.refused) {
            by_name[wire_error_of(counts, code).shape] += count;
        }
        for (const auto& [name, count] : by_name) {
            family.add(with(labels_of(counts), "error", name), as_double(count));
        }
    }
    return family;
}

Family request_durations(const std::vector<ActionMeters::Counts>& actions) {
    Family family("forebay_request_duration_seconds",
                  "From the arrival of a request to its answer, with the wait of a long poll.",
                  MetricType::Histogram);
    for (const ActionMeters::Counts& counts : actions) {
        family.add(labels_of(counts), counts.durations_ns, nanoseconds_per_second);
    }
    return family;
}

void add_requests(FamilyMakers& makers, std::vector<ActionMeters::Counts> actions) {
    const auto shared =
        std::make_shared<const std::vector<ActionMeters::Counts>>(std::move(actions));
    for (const auto make : {requests, request_errors, request_durations}) {
        makers.emplace_back([shared, make] { return make(*shared); });
    }
}

void add_histogram(FamilyMakers& makers, std::string_view name, std::string_view help,
                   const std::optional<HistogramCounts>& counts, double per_unit) {
    if (counts.has_value()) {
        makers.emplace_back([=, &counts = *counts] {
            Family family(name, help, MetricType::Histogram);
            family.add({}, counts, per_unit);
            return family;
        });
    }
}

void add_commits(FamilyMakers& makers, const CommitMeasurement& commits) {
    add_histogram(makers, "forebay_commit_duration_seconds",
                  "How long commits took to be written, with their fsync unless durability is "
                  "buffered.",
                  commits.commits_ns, nanoseconds_per_second);
    add_histogram(makers, "forebay_sync_duration_seconds",
                  "How long fsyncs apart from commits took, of durability buffered.",
                  commits.syncs_ns, nanoseconds_per_second);
    add_histogram(makers, "forebay_commit_operations", "Records that a commit put or removed.",
                  commits.operations, 1);
    add_one(makers, "forebay_commit_batches_total", Counter,
            "Batches of threads that were committed: over the commits, how many share an fsync.",
            as_double(commits.batches));
    add_one(makers, "forebay_commit_bytes_total", Counter, "Bytes of keys and values committed.",
            as_double(commits.bytes));
    add_one(makers, "forebay_commit_batches_waiting", Gauge,
            "Batches that wait for the commit before theirs.", as_double(commits.waiting));
}

struct SpaceRow {
    std::string_view name;
    std::string_view help;
    std::uint64_t StoreMeasurement::Space::*value;
};
constexpr SpaceRow space_rows[] = {
    {"forebay_store_memtable_bytes", "Memory of what is not in files yet.",
     &StoreMeasurement::Space::memory_bytes},
    {"forebay_store_files", "Table files.", &StoreMeasurement::Space::files},
    {"forebay_store_file_bytes", "Bytes of the table files.", &StoreMeasurement::Space::file_bytes},
    {"forebay_store_compaction_pending_bytes", "Bytes that compaction is to rewrite, about.",
     &StoreMeasurement::Space::compaction_pending_bytes},
};

void add_store(FamilyMakers& makers, const Measurements& measured) {
    const StoreMeasurement& store = measured.store;
    for (const SpaceRow& row : space_rows) {
        makers.emplace_back([&row, &store] {
            Family family(row.name, row.help, Gauge);
            for (const StoreMeasurement::Space& space : store.spaces) {
                family.add({{"space", std::string(space.name)}}, as_double(space.*row.value));
            }
            return family;
        });
    }
    add_one(makers, "forebay_store_flushes_running", Gauge, "Flushes of memory to files.",
            as_double(store.flushes_running));
    add_one(makers, "forebay_store_compactions_running", Gauge, "Compactions of files.",
            as_double(store.compactions_running));
    add_one(makers, "forebay_store_writes_stopped", Gauge,
            "1 while commits wait for flushes or compactions.", store.is_write_stopped ? 1 : 0);
    add_one(makers, "forebay_disk_alarm", Gauge,
            "1 while sends are refused because the disk is nearly full.",
            measured.is_disk_low ? 1 : 0);
    if (store.disk_free_bytes.has_value()) {
        add_one(makers, "forebay_disk_free_bytes", Gauge, "What the disk of the data has left.",
                as_double(*store.disk_free_bytes));
    }
}

void add_server(FamilyMakers& makers, const ServerMeasurement& server) {
    add_one(makers, "forebay_connections", Gauge, "Open connections.",
            as_double(server.connections));
    add_one(makers, "forebay_connections_max", Gauge, "How many there may be.",
            as_double(server.connections_max));
    add_one(makers, "forebay_connections_accepted_total", Counter, "Connections accepted.",
            as_double(server.accepted));
    add_one(makers, "forebay_connections_refused_total", Counter,
            "Connections refused because there were too many.", as_double(server.refused));
    add_one(makers, "forebay_received_bytes_total", Counter,
            "Bytes received from clients, without those of WebSockets.",
            as_double(server.received_bytes));
    add_one(makers, "forebay_sent_bytes_total", Counter,
            "Bytes sent to clients, without those of WebSockets.", as_double(server.sent_bytes));
}

// The budgets of the settings under `memory`, by their names there.
void add_memory(FamilyMakers& makers, const Measurements& measured) {
    struct Budget {
        std::string_view name;
        std::uint64_t used;
        std::uint64_t max;
    };
    const std::vector<Budget> budgets = {
        {"store", measured.store.cache_bytes, measured.store.cache_bytes_max},
        {"window", measured.window_bytes, measured.window_bytes_max},
        {"bodies", measured.server.body_bytes, measured.server.body_bytes_max}};
    const auto add = [&](std::string_view name, std::string_view help,
                         std::uint64_t Budget::*value) {
        makers.emplace_back([=] {
            Family family(name, help, Gauge);
            for (const Budget& budget : budgets) {
                family.add({{"budget", std::string(budget.name)}}, as_double(budget.*value));
            }
            return family;
        });
    };
    add("forebay_memory_used_bytes", "What is used of each memory budget.", &Budget::used);
    add("forebay_memory_budget_bytes", "The memory budgets.", &Budget::max);
}

}  // namespace

void add_families(FamilyMakers& makers, const Measurements& measured,
                  std::vector<ActionMeters::Counts> actions, std::string_view version) {
    const TimePoint now = measured.measured_at;
    add_one(makers, "forebay_build_info", Gauge, "1, and what this is.", 1,
            {{"version", std::string(version)}});
    add_rows(makers, queue_rows, measured.queues, labels_of("queue"), now);
    add_rows(makers, topic_rows, measured.topics, labels_of("topic"), now);
    add_notifications(makers, measured);
    add_rows(makers, table_rows, measured.tables, labels_of("table"), now);
    add_requests(makers, std::move(actions));
    add_commits(makers, measured.commits);
    add_store(makers, measured);
    add_server(makers, measured.server);
    add_memory(makers, measured);
}

}  // namespace forebay::protocol
