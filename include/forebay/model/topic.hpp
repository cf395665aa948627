#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/base/uuid.hpp>
#include <forebay/model/filter_scope.hpp>
#include <forebay/model/message.hpp>
#include <forebay/model/queue.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace forebay {

/// A topic for as long as it lives; drawn from the same numbers as queue ids.
enum class TopicId : std::uint64_t {};

/// How clients name a topic: as they name a queue.
using TopicKey = QueueKey;

/// `arn:aws:sns:<region>:<account>:<name>`. SNS specification 1.
std::string topic_arn(const TopicKey& key);

enum class BackoffFunction : std::uint8_t { arithmetic, exponential, geometric, linear };

/// When a delivery that failed is tried again: SNS specification 5.4.
struct RetryPolicy {
    Duration min_delay{20'000};  ///< 1 s to max_delay
    Duration max_delay{20'000};  ///< min_delay to 1 h
    std::uint32_t retries = 3;   ///< 0 to 100, of all phases
    std::uint32_t no_delay_retries = 0;
    std::uint32_t min_delay_retries = 0;
    std::uint32_t max_delay_retries = 0;
    BackoffFunction backoff = BackoffFunction::linear;

    friend bool operator==(const RetryPolicy&, const RetryPolicy&) = default;
};

/// A DeliveryPolicy, parsed: what it says, and nothing of what it leaves out. SNS
/// specification 5.4.
struct DeliveryPolicy {
    std::optional<RetryPolicy> retry;
    std::optional<std::uint32_t> receives_per_second_max;
    std::optional<std::string> content_type;
    bool overrides_are_disabled = false;  ///< of a topic: disableSubscriptionOverrides

    friend bool operator==(const DeliveryPolicy&, const DeliveryPolicy&) = default;
};

/// An ArchivePolicy: what is published to a FIFO topic is kept, to be replayed. SNS
/// specification 12.3.
struct ArchivePolicy {
    Duration retention{};  ///< 1 to 365 days
    TimePoint since;       ///< when keeping began; set by Topics

    friend bool operator==(const ArchivePolicy&, const ArchivePolicy&) = default;
};

/// All that is known of a topic except its subscriptions. SNS specification 5.
struct Topic {
    TopicId id{};
    TopicKey key;
    bool fifo = false;
    bool content_based_deduplication = false;
    DeduplicationScope deduplication_scope = DeduplicationScope::queue;  ///< FifoThroughputScope
    std::uint32_t message_bytes_max = 262'144;
    DeliveryPolicy delivery_policy;
    std::optional<ArchivePolicy> archive;  ///< of a FIFO topic

    /// The attributes that were set, as they are given back: `DisplayName`, `Policy`,
    /// `DeliveryPolicy`, `SignatureVersion` … .
    std::map<std::string, std::string> attributes;
    std::map<std::string, std::string> tags;
    std::string data_protection_policy;  ///< as sent; empty: none
    TimePoint created_at;

    friend bool operator==(const Topic&, const Topic&) = default;
};
using TopicPtr = std::shared_ptr<const Topic>;

enum class SubscriptionProtocol : std::uint8_t {
    sqs,
    http,
    https,
    email,
    email_json,
    sms,
    lambda,
    application,
    firehose,
};

/// As clients write it: `sqs`, `email-json` … .
std::string_view protocol_name(SubscriptionProtocol protocol);

enum class ReplayStatus : std::uint8_t { pending, in_progress, completed, failed };

/// A ReplayPolicy, and how far it has been followed. SNS specification 12.3.
struct Replay {
    TimePoint from;                       ///< StartingPoint
    std::optional<TimePoint> until = {};  ///< EndingPoint: nothing that was published later is
                                          ///< delivered
    ReplayStatus status = ReplayStatus::pending;
    Sequence next{};  ///< what has a lower one was delivered, or is not to be

    friend bool operator==(const Replay&, const Replay&) = default;
};

/// Who gets what is published to a topic, and in which form. SNS specification 6.
struct Subscription {
    Uuid id;
    TopicKey topic;
    SubscriptionProtocol protocol = SubscriptionProtocol::sqs;
    std::string endpoint;   ///< a queue's ARN, a URL, a mail address …
    std::string principal;  ///< the ARN of who subscribed
    bool is_confirmed = false;
    bool was_authenticated = false;      ///< ConfirmationWasAuthenticated
    bool must_sign_unsubscribe = false;  ///< AuthenticateOnUnsubscribe
    std::string token;                   ///< of its confirmation; empty: needs none
    TimePoint asked_at;  ///< since when it could be confirmed: its making, if not asked anew since

    bool is_raw = false;  ///< RawMessageDelivery
    FilterScope filter_scope = FilterScope::message_attributes;
    std::string filter_policy;           ///< as sent; empty: none
    std::string dead_letter_target_arn;  ///< of its RedrivePolicy; empty: none
    DeliveryPolicy delivery_policy;
    std::optional<Replay> replay;

    /// The attributes that were set, as they are given back, without those above that are not text.
    std::map<std::string, std::string> attributes;

    /// Where deliveries to anything but a queue wait until they are made: a queue that
    /// Broker::find and list do not know.
    QueueInfoPtr outbox;

    friend bool operator==(const Subscription&, const Subscription&) = default;
};
using SubscriptionPtr = std::shared_ptr<const Subscription>;

/// Whether its replay has not come to an end.
bool is_replaying(const Subscription& subscription);

/// `<topic ARN>:<id>`. SNS specification 1.
std::string subscription_arn(const Subscription& subscription);

/// What was published: one message, whoever gets it. SNS specification 7.
struct Publication {
    Uuid id;  ///< MessageId
    TimePoint published_at;
    std::string subject;  ///< empty: none
    std::string message;  ///< the text that is delivered where no other is given
    std::map<std::string, std::string> texts;  ///< of MessageStructure `json`, by protocol
    std::vector<MessageAttribute> attributes;  ///< in the order in which they were given
    std::string group_id;                      ///< empty: none
    std::string deduplication_id;              ///< of a FIFO topic: given, or the content's
    std::string trace_header;                  ///< X-Amzn-Trace-Id; empty: none
    std::string base_url;                      ///< what links in what is delivered begin with
    bool is_replayed = false;                  ///< it comes from an archive
};

/// How the archive of a FIFO topic keeps a publication. Of its texts it has the one that queues
/// get, for nobody else can subscribe. Its sequence is the topic's.
Message to_archived(const Publication& publication);
Publication from_archived(const Message& message);

/// Subscriptions of a topic. SNS specification 5.2.
struct SubscriptionCounts {
    std::uint64_t confirmed = 0;
    std::uint64_t pending = 0;
};

}  // namespace forebay
