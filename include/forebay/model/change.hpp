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

/// One change of one queue. The only way a queue changes, live and at a restart.
using Change = std::variant<Sent, StateChanged, Removed, RangeRemoved>;

/// What must be on disk, in this order and together, before the client may be answered.
using Changes = std::vector<Change>;

}  // namespace forebay
