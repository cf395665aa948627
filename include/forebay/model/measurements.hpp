#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/base/tally.hpp>
#include <forebay/model/queue.hpp>
#include <forebay/model/table_info.hpp>
#include <forebay/model/topic.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace forebay {

// What a process tells of itself. Counts begin with the process.

/// What happened to the messages of a queue.
struct QueueTally {
    std::uint64_t sent = 0;          ///< by clients and topics; without duplicates
    std::uint64_t sent_bytes = 0;    ///< of their bodies
    std::uint64_t deduplicated = 0;  ///< sends of a FIFO queue that were duplicates
    std::uint64_t received = 0;      ///< handed out, each time
    std::uint64_t empty_receives = 0;
    std::uint64_t deleted = 0;        ///< by clients
    std::uint64_t dead_lettered = 0;  ///< moved to its dead-letter queue
    std::uint64_t moved_in = 0;       ///< come from other queues: dead letters, and by move tasks
    std::uint64_t expired = 0;        ///< removed by retention

    friend bool operator==(const QueueTally&, const QueueTally&) = default;
};

struct QueueMeasurement {
    QueueTally tally;
    QueueCounts counts;
    std::optional<TimePoint> oldest_sent_at;  ///< nullopt: it is empty

    void add(const QueueMeasurement& other);
};

/// What became of the notifications of a topic that go by one protocol.
struct NotificationTally {
    std::uint64_t attempts = 0;
    std::uint64_t delivered = 0;
    std::uint64_t failed = 0;  ///< given up: dropped, or gone to a dead-letter queue

    friend bool operator==(const NotificationTally&, const NotificationTally&) = default;
};

inline constexpr std::size_t subscription_protocols_count =
    static_cast<std::size_t>(SubscriptionProtocol::firehose) + 1;

struct TopicTally {
    std::uint64_t published = 0;  ///< without duplicates
    std::uint64_t published_bytes = 0;
    std::uint64_t deduplicated = 0;
    std::uint64_t filtered = 0;  ///< notifications that a filter policy kept back
    std::array<NotificationTally, subscription_protocols_count> notifications = {};

    NotificationTally& of(SubscriptionProtocol protocol) {
        return notifications.at(static_cast<std::size_t>(protocol));
    }
    const NotificationTally& of(SubscriptionProtocol protocol) const {
        return notifications.at(static_cast<std::size_t>(protocol));
    }
};

struct TopicMeasurement {
    TopicTally tally;
    std::uint64_t subscriptions = 0;

    void add(const TopicMeasurement& other);
};

/// What was asked of the items of a table.
struct TableTally {
    std::uint64_t writes = 0;  ///< done, each item of a batch or transaction
    std::uint64_t conditions_failed = 0;
};

struct TableMeasurement {
    TableTally tally;
    ItemCounts items;

    void add(const TableMeasurement& other);
};

/// The queues, topics or tables of a process: some one by one, the others together.
template <class Measurement>
struct Measured {
    std::vector<std::pair<QueueKey, Measurement>> alone;
    Measurement others;
    std::uint64_t others_count = 0;  ///< how many others there are, or were
};

/// What the committer has written.
struct CommitMeasurement {
    std::optional<HistogramCounts>
        commits_ns;                           ///< how long each took, with its fsync if it has one
    std::optional<HistogramCounts> syncs_ns;  ///< fsyncs apart from commits
    std::optional<HistogramCounts> operations;  ///< puts and removals of each commit
    std::uint64_t batches = 0;                  ///< of shards, in all commits
    std::uint64_t bytes = 0;                    ///< keys and values, in all commits
    std::uint64_t waiting = 0;                  ///< batches that are not being written yet
};

/// What the store says of itself.
struct StoreMeasurement {
    struct Space {
        std::string_view name;
        std::uint64_t memory_bytes = 0;  ///< of what is not in files yet
        std::uint64_t files = 0;
        std::uint64_t file_bytes = 0;
        std::uint64_t compaction_pending_bytes = 0;
    };
    std::vector<Space> spaces;
    std::uint64_t cache_bytes = 0;
    std::uint64_t cache_bytes_max = 0;
    std::uint64_t flushes_running = 0;
    std::uint64_t compactions_running = 0;
    bool is_write_stopped = false;
    std::optional<std::uint64_t> disk_free_bytes;  ///< nullopt: there is no disk
};

struct ServerMeasurement {
    std::uint64_t connections = 0;  ///< open now
    std::uint64_t connections_max = 0;
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;         ///< because too many were open
    std::uint64_t received_bytes = 0;  ///< without what goes over WebSockets
    std::uint64_t sent_bytes = 0;      ///< the same
    std::uint64_t body_bytes = 0;      ///< of requests, in memory now
    std::uint64_t body_bytes_max = 0;
};

struct Measurements {
    TimePoint measured_at;
    Measured<QueueMeasurement> queues;
    Measured<TopicMeasurement> topics;
    Measured<TableMeasurement> tables;
    std::uint64_t window_bytes = 0;
    std::uint64_t window_bytes_max = 0;
    bool is_disk_low = false;  ///< sends are refused
    CommitMeasurement commits;
    StoreMeasurement store;
    ServerMeasurement server;
};

}  // namespace forebay
