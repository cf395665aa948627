#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace forebay::load {

inline constexpr std::size_t batch_max = 10;  ///< entries of a batch, messages of a receive

/// A received message. Both texts stand as in the JSON reply, between their quotes: so the handle
/// can go into the next request as it is, and a body is unescaped only when it has escapes.
struct ReceivedMessage {
    std::string_view receipt_handle;
    std::string_view body;
};

/// What a ReceiveMessage reply says. Its views are valid as long as the reply's text and this.
struct ReceiveReply {
    std::size_t count = 0;
    std::array<ReceivedMessage, batch_max> messages;
    std::deque<std::string> owned;  // texts that were not in the reply as they are needed
};

/// What a batch reply says of each entry; entry ids are "0" to "9".
struct BatchReply {
    unsigned succeeded = 0;  ///< bit i: entry i is in Successful
    unsigned failed = 0;     ///< bit i: entry i is in Failed
    std::string_view first_code;
    std::string_view first_message;
};

/// What an error reply says: {"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"..."}.
struct ErrorReply {
    std::string_view code;  ///< after the `#`
    std::string_view message;
};

/// Each reads `text` into an empty `reply`; false when it is not such a reply. They scan without
/// allocating, in any order of keys; a receive reply that the scan cannot follow (escaped keys,
/// say) is parsed in full instead.
bool read_receive_reply(std::string_view text, ReceiveReply& reply);
bool read_batch_reply(std::string_view text, BatchReply& reply);
bool read_send_reply(std::string_view text);  ///< whether it has a MessageId
ErrorReply read_error_reply(std::string_view text);

/// The text that `raw`, the inside of a JSON string, stands for. Empty when it is not one.
std::string unescape_json(std::string_view raw);

}  // namespace forebay::load
