#pragma once

#include <forebay/model/fingerprint.hpp>
#include <forebay/model/message.hpp>
#include <forebay/model/queue.hpp>
#include <forebay/model/table.hpp>
#include <forebay/model/topic.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// The only place where keys are built and read.
///
///     space     key                                        record
///     messages  queue id 8 | sequence 8                    StoredMessage
///     messages  table id 8 | sequence 8                    StoredItemChange
///     items     'i' | table id 8 …                         an item: storage/table_keys.hpp
///     records   'c' | queue id 8                           StoredCounters
///     records   'd' | queue id 8 | sequence 8              StoredDeduplicated
///     records   'g' | queue id 8 | sequence 8              none: gone to another queue
///     records   'k' | queue id 8 | number 8                StoredMoveTask
///     records   'm' | name                                 a value of the store as a whole
///     records   'n' | queue id 8                           StoredRemovedQueue
///     records   'q' | queue id 8                           StoredQueue
///     records   's' | queue id 8 | sequence 8              StoredState
///     records   't' | topic id 8                           StoredTopic
///     records   'u' | topic id 8 | subscription id 16      StoredSubscription
///     records   'v' | name                                 a value of the registry
///     records   'w' | table id 8                           StoredTable
///     records   'x' | table id 8                           StoredTableCounters
///     records   'y' | time 8 | fingerprint 16              StoredTransaction
///     records   'z' | table id 8 | sequence 8              StoredNextChange
///
/// A FIFO topic has counters, deduplication records and archived messages too, under its own id:
/// queues, topics and tables share their numbers. The time of a transaction is in periods of ten
/// minutes.
///
/// Numbers are big-endian, so keys sort by queue, then by sequence. A letter is a family of
/// records; the families of later services get letters of their own.
namespace forebay::storage::keys {

/// A key of fixed size; converts to the bytes that a Store wants.
template <std::size_t Size>
struct Key {
    std::array<char, Size> bytes;
    operator std::string_view() const { return {bytes.data(), Size}; }  // NOLINT: that is its use
};

Key<16> message(QueueId queue, Sequence sequence);
Key<17> state(QueueId queue, Sequence sequence);
Key<17> deduplicated(QueueId queue, Sequence sequence);
Key<17> gone(QueueId queue, Sequence sequence);
Key<17> move_task(QueueId queue, std::uint64_t number);
Key<9> counters(QueueId queue);
Key<9> queue(QueueId queue);
Key<9> removed_queue(QueueId queue);
Key<9> topic(TopicId topic);
Key<25> subscription(TopicId topic, const Uuid& subscription);
Key<16> item_change(TableId table, Sequence sequence);
Key<17> next_change(TableId table, Sequence sequence);
Key<9> table_info(TableId table);
Key<9> table_counters(TableId table);
Key<25> transaction(std::uint64_t period, const Fingerprint& token);
std::string meta(std::string_view name);
std::string value(std::string_view name);

/// The first key, and the one after the last, of all queues' records.
inline constexpr std::string_view queues_begin = "q";
inline constexpr std::string_view queues_end = "r";
inline constexpr std::string_view removed_queues_begin = "n";
inline constexpr std::string_view removed_queues_end = "o";
inline constexpr std::string_view topics_begin = "t";
inline constexpr std::string_view topics_end = "u";
inline constexpr std::string_view subscriptions_begin = "u";
inline constexpr std::string_view subscriptions_end = "v";
inline constexpr std::string_view values_begin = "v";
inline constexpr std::string_view values_end = "w";
inline constexpr std::string_view tables_begin = "w";
inline constexpr std::string_view tables_end = "x";

/// The first key of all transactions of a period and later ones.
Key<9> transactions_begin_at(std::uint64_t period);

/// The bounds of a topic's subscriptions.
Key<9> subscriptions_begin_of(TopicId topic);
Key<9> subscriptions_end_of(TopicId topic);

/// The topic of a subscription's key.
TopicId topic_of(std::string_view key);

inline constexpr std::string_view move_tasks_begin = "k";
inline constexpr std::string_view move_tasks_end = "l";
inline constexpr std::string_view gone_begin = "g";
inline constexpr std::string_view gone_end = "h";

/// The queue of a key in a family of records that has one.
QueueId queue_of(std::string_view key);

/// The name at the end of the key of a value.
std::string_view name_of(std::string_view key);

/// The sequence at the end of a key that has one.
Sequence sequence_of(std::string_view key);

}  // namespace forebay::storage::keys
