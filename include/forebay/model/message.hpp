#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/base/digest.hpp>
#include <forebay/base/uuid.hpp>
#include <forebay/model/fingerprint.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace forebay {

/// The place of a message in its queue: the millisecond at which it was sent in the upper 44 bits,
/// a count within it in the lower 20. Never reused within a queue, always rising, so a range of
/// sequences is also a range of time: what retention removes is a prefix.
enum class Sequence : std::uint64_t {};

inline constexpr unsigned sequence_count_bits = 20;

/// The first sequence that `at` can have.
constexpr Sequence first_sequence_at(TimePoint at) {
    return Sequence(static_cast<std::uint64_t>(at.time_since_epoch().count())
                    << sequence_count_bits);
}

/// The millisecond in which a message with this sequence was sent.
constexpr TimePoint time_of(Sequence sequence) {
    return TimePoint(Duration(static_cast<std::uint64_t>(sequence) >> sequence_count_bits));
}

/// The one after `sequence`.
constexpr Sequence next(Sequence sequence) {
    return Sequence(static_cast<std::uint64_t>(sequence) + 1);
}

/// In the sequence of a message that was moved here this bit is set; no send reaches that count.
inline constexpr std::uint64_t moved_sequence_bit = std::uint64_t{1} << (sequence_count_bits - 1);

constexpr bool is_moved(Sequence sequence) {
    return (static_cast<std::uint64_t>(sequence) & moved_sequence_bit) != 0;
}

/// The place of the `count`th message that was moved into a queue, and keeps the retention that
/// began at `sent_at`: within the 1024 ms of that moment, whose 29 bits of milliseconds and count
/// take up half a billion moves before they repeat.
constexpr Sequence moved_sequence(TimePoint sent_at, std::uint64_t count) {
    constexpr std::uint64_t span_ms = 1024;
    constexpr std::uint64_t count_end = moved_sequence_bit;
    const auto sent_at_ms = static_cast<std::uint64_t>(sent_at.time_since_epoch().count());
    const std::uint64_t ms = sent_at_ms / span_ms * span_ms + count / count_end % span_ms;
    return Sequence(ms << sequence_count_bits | moved_sequence_bit | count % count_end);
}

/// One user attribute of a message. SQS specification 5.2.
struct MessageAttribute {
    std::string name;
    std::string data_type;  ///< as sent, with its label: `Number.int`
    std::string value;      ///< UTF-8 text, or raw bytes when `is_binary`
    bool is_binary = false;

    friend bool operator==(const MessageAttribute&, const MessageAttribute&) = default;
};

/// What was sent. Never changes once it has its `sent_at`, so it is shared, not copied.
struct Message {
    Uuid id;
    TimePoint sent_at;  ///< SentTimestamp: set by the engine when it accepts what was sent
    std::string sender_id;
    std::string body;
    Md5 body_md5 = {};
    std::vector<MessageAttribute> attributes;  ///< sorted by name
    std::string trace_header;                  ///< AWSTraceHeader; empty: none
    std::string group_id;                      ///< MessageGroupId; empty: none
    std::string deduplication_id;              ///< MessageDeduplicationId; empty: none

    // Of a message that was moved here from another queue: what it brings along.
    std::string dead_letter_source_arn;  ///< DeadLetterQueueSourceArn; empty: not moved
    std::uint32_t receive_count = 0;     ///< receives from the queues before
    TimePoint first_received_at;         ///< epoch 0 while never received

    friend bool operator==(const Message&, const Message&) = default;
};

using MessagePtr = std::shared_ptr<const Message>;

/// The receive of a FIFO queue that a client named, so that it can repeat it: SQS
/// specification 8.5.
struct ReceiveAttempt {
    Fingerprint id = {};      ///< of the ReceiveRequestAttemptId; none: it was not named
    std::uint8_t place = 0;   ///< of this message among those that it returned
    std::uint8_t places = 0;  ///< how many it returned

    friend bool operator==(const ReceiveAttempt&, const ReceiveAttempt&) = default;
};

/// What has happened to a message since it was sent. A message that was sent without delay and
/// never received has none.
struct MessageState {
    TimePoint visible_at;                  ///< hidden before this moment, by delay or by a receive
    TimePoint first_received_at;           ///< epoch 0 while never received
    TimePoint received_at;                 ///< the latest receive; epoch 0 while never received
    std::uint32_t receive_count = 0;       ///< ApproximateReceiveCount, across queues
    std::uint32_t receive_count_here = 0;  ///< receives from this queue: what redrive goes by
    GroupKey group{};                      ///< none: the message has no group
    ReceiveAttempt attempt = {};           ///< the latest receive, while nothing has changed since

    friend bool operator==(const MessageState&, const MessageState&) = default;
};

}  // namespace forebay
