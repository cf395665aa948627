#pragma once

#include <forebay/model/message.hpp>

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace forebay {

/// A message came into the queue. `state` is there when it is delayed, or was moved here.
struct Sent {
    Sequence sequence;
    MessagePtr message;
    std::optional<MessageState> state;
};

/// A message was received, or its visibility was changed.
struct StateChanged {
    Sequence sequence;
    MessageState state;
};

/// A message left the queue: deleted, expired or moved.
struct Removed {
    Sequence sequence;
    bool had_state;  ///< there may be a state on disk that goes too
};

/// All messages from `begin` to before `end` left the queue, `count` of them: purged or expired.
struct RangeRemoved {
    Sequence begin;
    Sequence end;
    std::uint64_t count;
};

/// A FIFO queue took a message in that others with the same fingerprint are duplicates of, for
/// limits::deduplication_window. SQS specification 8.3.
struct Deduplicated {
    Sequence sequence;
    Fingerprint fingerprint;  ///< of the deduplication id, and of the group if that is the scope
    Uuid message_id;

    friend bool operator==(const Deduplicated&, const Deduplicated&) = default;
};

/// No message that was sent before `end` has duplicates any more.
struct DeduplicationEnded {
    Sequence end;
};

/// One change of one queue. The only way a queue changes, live and at a restart.
using Change =
    std::variant<Sent, StateChanged, Removed, RangeRemoved, Deduplicated, DeduplicationEnded>;

/// What must be on disk, in this order and together, before the client may be answered.
using Changes = std::vector<Change>;

}  // namespace forebay
