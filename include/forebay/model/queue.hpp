#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/model/message.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace forebay {

/// A queue for as long as it lives: never reused, so a queue that is deleted and made again under
/// the same name is another one.
enum class QueueId : std::uint64_t {};

/// How clients name a queue. Accounts and regions are separate worlds.
struct QueueKey {
    std::string account;  ///< 12 digits
    std::string region;
    std::string name;

    friend auto operator<=>(const QueueKey&, const QueueKey&) = default;
};

/// `arn:aws:sqs:<region>:<account>:<name>`. SQS specification 1.
std::string arn(const QueueKey& key);

/// The queue that `text` names; nullopt when it is no ARN of a queue.
std::optional<QueueKey> parse_arn(std::string_view text);

/// The redrive policy, parsed. SQS specification 10.1.
struct RedrivePolicy {
    std::string target_arn;
    std::uint32_t receive_count_max = 0;

    friend bool operator==(const RedrivePolicy&, const RedrivePolicy&) = default;
};

enum class DeduplicationScope : std::uint8_t { queue, message_group };

/// The attributes that a client sets, in their own types. SQS specification 4.
struct QueueSettings {
    Duration delay = Duration::zero();
    std::uint32_t message_bytes_max = limits::message_bytes_max;
    Duration retention = limits::retention_default;
    Duration receive_wait = Duration::zero();
    Duration visibility_timeout = limits::visibility_timeout_default;

    std::string policy;                ///< as sent; empty: unset
    std::string redrive_policy;        ///< as sent; empty: unset
    std::string redrive_allow_policy;  ///< as sent; empty: unset
    bool managed_encryption = true;    ///< SqsManagedSseEnabled
    std::string kms_key_id;            ///< KmsMasterKeyId; empty: unset
    std::uint32_t kms_reuse_s = 300;   ///< KmsDataKeyReusePeriodSeconds

    bool fifo = false;
    bool content_based_deduplication = false;
    DeduplicationScope deduplication_scope = DeduplicationScope::queue;  ///< as reported
    bool throughput_per_group = false;  ///< FifoThroughputLimit is perMessageGroupId

    std::optional<RedrivePolicy> redrive;  ///< `redrive_policy`, parsed

    friend bool operator==(const QueueSettings&, const QueueSettings&) = default;
};

/// All that is known of a queue except its messages.
struct QueueInfo {
    QueueId id{};
    QueueKey key;
    QueueSettings settings;
    std::map<std::string, std::string> tags;
    TimePoint created_at;
    TimePoint modified_at;
    /// What deduplication goes by: fixed when the queue is made (SQS specification 4.2).
    DeduplicationScope deduplication_scope_at_creation = DeduplicationScope::queue;
    std::optional<TimePoint> purged_at;  ///< the latest purge

    friend bool operator==(const QueueInfo&, const QueueInfo&) = default;
};

/// What is left of a deleted queue while its name is locked. SQS specification 6.1, 6.4.
struct RemovedQueue {
    QueueId id{};
    QueueKey key;
    TimePoint removed_at;

    friend bool operator==(const RemovedQueue&, const RemovedQueue&) = default;
};

/// A snapshot: a change makes a new one.
using QueueInfoPtr = std::shared_ptr<const QueueInfo>;

/// How many messages a queue holds; the three add up to all of them. SQS specification 7.1.
struct QueueCounts {
    std::uint64_t visible = 0;
    std::uint64_t in_flight = 0;
    std::uint64_t delayed = 0;

    friend bool operator==(const QueueCounts&, const QueueCounts&) = default;
};

/// A message group of a standard queue whose messages come last for now. SQS specification 9.
struct NoisyTenant {
    GroupKey group{};
    Sequence last_sent{};

    friend bool operator==(const NoisyTenant&, const NoisyTenant&) = default;
};

/// What a queue must know at a restart without looking at its messages; stored with each batch
/// that changes it.
struct QueueCounters {
    Sequence last_sequence{};             ///< the latest that was given out
    Sequence head{};                      ///< no message before it waits without a state
    std::uint64_t message_count = 0;      ///< messages in the queue, whatever their state
    Sequence delayed_from{};              ///< of a FIFO queue: no message before it is delayed
    std::uint64_t moved_in_count = 0;     ///< of a standard queue: messages ever moved here
    std::vector<NoisyTenant> noisy = {};  ///< of a standard queue

    friend bool operator==(const QueueCounters&, const QueueCounters&) = default;
};

}  // namespace forebay
