#pragma once

#include <forebay/model/change.hpp>
#include <forebay/model/move_task.hpp>
#include <forebay/model/queue.hpp>
#include <forebay/model/topic.hpp>
#include <forebay/storage/batch.hpp>

#include <cstdint>

/// What the engine says has changed, as operations on the store: the one place where the two meet.
namespace forebay::runtime::journal {

/// Appends the changes of a queue, in their order.
void record(QueueId queue, const Changes& changes, storage::Batch& batch);

/// Appends the counters that go with a queue's changes.
void record_counters(QueueId queue, const QueueCounters& counters, storage::Batch& batch);

/// Appends a queue's settings and tags.
void record_queue(const QueueInfo& info, storage::Batch& batch);

/// Appends the number that no queue or topic has had yet.
void record_next_id(std::uint64_t next, storage::Batch& batch);

/// Appends that a message of `queue` has gone to another one: in the batch that brings it there, so
/// that it is never in both. Its removal may follow, also at a restart.
void record_gone(QueueId queue, Sequence sequence, storage::Batch& batch);

/// Appends that its removal has followed.
void forget_gone(QueueId queue, Sequence sequence, storage::Batch& batch);

/// Appends a move task of a queue, or its removal.
void record_move_task(QueueId queue, std::uint64_t number, const MoveTask& task,
                      storage::Batch& batch);
void remove_move_task(QueueId queue, std::uint64_t number, storage::Batch& batch);

/// Appends the removal of all that there is of a queue.
void record_removal(QueueId queue, storage::Batch& batch);

/// Appends that the name of a deleted queue is locked, or no longer.
void record_locked(const RemovedQueue& removed, storage::Batch& batch);
void record_unlocked(QueueId removed, storage::Batch& batch);

/// Appends a topic's settings and tags.
void record_topic(const Topic& topic, storage::Batch& batch);

/// Appends the removal of a topic and of its subscriptions.
void record_topic_removal(TopicId topic, storage::Batch& batch);

void record_subscription(TopicId topic, const Subscription& subscription, storage::Batch& batch);
void record_subscription_removal(TopicId topic, const Uuid& subscription, storage::Batch& batch);

/// A FIFO topic's changes and counters are recorded as those of a queue, under its own number.
inline QueueId order_of(TopicId topic) {
    return QueueId(static_cast<std::uint64_t>(topic));
}

}  // namespace forebay::runtime::journal
