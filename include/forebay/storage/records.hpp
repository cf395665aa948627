#pragma once

#include <forebay/model/change.hpp>
#include <forebay/model/message.hpp>
#include <forebay/model/move_task.hpp>
#include <forebay/model/queue.hpp>

#include <string>
#include <string_view>

/// Values as they are stored: protobuf, proto/records.proto. Decoding a record that does not parse
/// ends the process: the store's checksums passed, so it is our mistake or a damaged directory.
namespace forebay::storage {

/// A message without its body: the body's field tag and length come last, so the stored record is
/// this followed by the bytes of `message.body`. Replaces what `out` held.
void encode_message_head(const Message& message, std::string& out);
Message decode_message(std::string_view record);

/// The group id alone, as a part of `record`; empty: none. Much cheaper than to decode all.
std::string_view group_id_of_message(std::string_view record);

void encode_state(const MessageState& state, std::string& out);
MessageState decode_state(std::string_view record);

/// Its sequence is in its key.
void encode_deduplicated(const Deduplicated& deduplicated, std::string& out);
Deduplicated decode_deduplicated(Sequence sequence, std::string_view record);

void encode_counters(const QueueCounters& counters, std::string& out);
QueueCounters decode_counters(std::string_view record);

void encode_move_task(const MoveTask& task, std::string& out);
MoveTask decode_move_task(std::string_view record);

void encode_queue(const QueueInfo& info, std::string& out);
QueueInfo decode_queue(std::string_view record);

void encode_removed_queue(const RemovedQueue& removed, std::string& out);
RemovedQueue decode_removed_queue(std::string_view record);

}  // namespace forebay::storage
