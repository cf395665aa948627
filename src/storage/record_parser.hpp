#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/change.hpp>
#include <forebay/model/message.hpp>
#include <forebay/model/move_task.hpp>
#include <forebay/model/queue.hpp>
#include <forebay/model/topic.hpp>
#include <forebay/storage/table_records.hpp>

#include <string_view>

/// What is behind the decoders of records.hpp: any bytes in, a record or what is wrong with them
/// out (Errc::internal). For fuzzing, and for tools that look at a damaged store.
namespace forebay::storage {

Result<Message> parse_message(std::string_view record);
Result<MessageState> parse_state(std::string_view record);
Result<Deduplicated> parse_deduplicated(Sequence sequence, std::string_view record);
Result<QueueCounters> parse_counters(std::string_view record);
Result<MoveTask> parse_move_task(std::string_view record);
Result<QueueInfo> parse_queue(std::string_view record);
Result<RemovedQueue> parse_removed_queue(std::string_view record);
Result<Topic> parse_topic(std::string_view record);
Result<Subscription> parse_subscription(std::string_view record);
Result<TableInfo> parse_table(std::string_view record);
Result<TableCounters> parse_table_counters(std::string_view record);
Result<ChangeRecord> parse_item_change(Sequence sequence, std::string_view record);
Result<Sequence> parse_next_change(std::string_view record);
Result<DoneTransaction> parse_transaction(std::string_view record);

}  // namespace forebay::storage
