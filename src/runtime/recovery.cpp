// How a broker comes back: every start is a recovery, that of an empty directory too.

#include "runtime/journal.hpp"
#include "runtime/local_broker.hpp"
#include "runtime/stored_value.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/model/outgoing.hpp>
#include <forebay/storage/keys.hpp>
#include <forebay/storage/records.hpp>

#include <boost/endian/conversion.hpp>
#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <vector>

namespace forebay::runtime {
namespace {

using storage::Space;
namespace keys = storage::keys;

std::string draw_receipt_secret() {
    std::string secret(sizeof(ReceiptCodec::Secret), '\0');
    randombytes_buf(secret.data(), secret.size());
    return secret;
}

// What receipt handles are signed with: kept, so that handles outlive a restart.
ReceiptCodec::Secret receipt_secret(storage::Store& store) {
    const std::string stored = stored_value(store, "receipt_secret", draw_receipt_secret);
    ReceiptCodec::Secret secret;
    if (stored.size() != secret.size()) {
        fail_stop("the stored receipt secret is damaged");
    }
    std::memcpy(secret.data(), stored.data(), secret.size());
    return secret;
}

std::uint64_t stored_next_queue_id(const storage::Store& store) {
    const auto stored = store.get(Space::records, keys::meta("next_queue_id"));
    return stored.has_value() && stored->size() == 8
               ? boost::endian::load_big_u64(reinterpret_cast<const unsigned char*>(stored->data()))
               : 1;
}

std::vector<QueueInfo> stored_queues(const storage::Store& store) {
    std::vector<QueueInfo> queues;
    store.scan(Space::records, keys::queues_begin, keys::queues_end,
               [&](std::string_view, std::string_view record) {
                   queues.push_back(storage::decode_queue(record));
                   return true;
               });
    return queues;
}

using Gone = std::map<QueueId, std::vector<Sequence>>;

// Messages that went to another queue, and whose removal may not have followed before the end.
Gone stored_gone(const storage::Store& store) {
    Gone gone;
    store.scan(Space::records, keys::gone_begin, keys::gone_end,
               [&](std::string_view key, std::string_view) {
                   gone[keys::queue_of(key)].push_back(keys::sequence_of(key));
                   return true;
               });
    return gone;
}

// A message is counted exactly while its record is there.
std::size_t remove_gone(const storage::Store& store, QueueId id, const std::vector<Sequence>& gone,
                        engine::Queue& queue, storage::Batch& batch) {
    Changes changes;
    for (const Sequence sequence : gone) {
        if (store.get(Space::messages, keys::message(id, sequence)).has_value()) {
            changes.push_back(Removed{sequence, true});
            queue.apply(changes.back());
        }
    }
    journal::record(id, changes, batch);
    journal::record_counters(id, queue.counters(), batch);
    return changes.size();
}

std::map<QueueId, std::vector<StoredMoveTask>> stored_move_tasks(const storage::Store& store) {
    std::map<QueueId, std::vector<StoredMoveTask>> tasks;
    store.scan(Space::records, keys::move_tasks_begin, keys::move_tasks_end,
               [&](std::string_view key, std::string_view record) {
                   const auto number = static_cast<std::uint64_t>(keys::sequence_of(key));
                   tasks[keys::queue_of(key)].push_back(
                       {.number = number, .task = storage::decode_move_task(record)});
                   return true;
               });
    return tasks;
}

void restore(const storage::Store& store, QueueId id, engine::Queue& queue) {
    if (const auto counters = store.get(Space::records, keys::counters(id))) {
        queue.restore(storage::decode_counters(*counters));
    }
    constexpr Sequence last{~std::uint64_t{0}};
    store.scan(Space::records, keys::state(id, Sequence{}), keys::state(id, last),
               [&](std::string_view key, std::string_view record) {
                   queue.apply(StateChanged{keys::sequence_of(key), storage::decode_state(record)});
                   return true;
               });
    store.scan(Space::records, keys::deduplicated(id, Sequence{}), keys::deduplicated(id, last),
               [&](std::string_view key, std::string_view record) {
                   queue.apply(storage::decode_deduplicated(keys::sequence_of(key), record));
                   return true;
               });
}

}  // namespace

LocalBroker::LocalBroker(std::unique_ptr<storage::Store> store, Clock& clock,
                         const BrokerOptions& options)
    : store_(std::move(store)),
      clock_(clock),
      options_(options),
      receipts_(receipt_secret(*store_)),
      reader_(std::make_unique<Reader>(*store_)),
      committer_(std::make_unique<Committer>(*store_, options.durability)),
      registry_(*store_, *committer_),
      topics_(shared(), make_replay_render_, may_deliver_),
      tables_(shared()),
      admin_(shared(), registry_) {
    FOREBAY_ASSERT(options_.threads >= 1);
    for (std::size_t i = 0; i < options_.threads; ++i) {
        shards_.push_back(std::make_unique<Shard>(shared()));
    }
    recover();
}

void LocalBroker::recover() {
    next_queue_id_ = stored_next_queue_id(*store_);
    std::map<QueueId, QueueInfoPtr> outboxes;
    const Gone gone = stored_gone(*store_);
    auto move_tasks = stored_move_tasks(*store_);
    storage::Batch batch;
    for (QueueInfo& stored : stored_queues(*store_)) {
        const auto info = std::make_shared<const QueueInfo>(std::move(stored));
        has_been_used(static_cast<std::uint64_t>(info->id));
        Shard& shard = shard_of(info->id);
        auto queue = shard.make_queue(*info);
        restore(*store_, info->id, *queue);
        if (const auto of_queue = gone.find(info->id); of_queue != gone.end()) {
            const std::size_t removed =
                remove_gone(*store_, info->id, of_queue->second, *queue, batch);
            if (const auto tasks = move_tasks.find(info->id);
                tasks != move_tasks.end() && is_active(tasks->second.back().task)) {
                MoveTask& task = tasks->second.back().task;
                task.moved_count += removed;
                journal::record_move_task(info->id, tasks->second.back().number, task, batch);
            }
        }
        if (outbox_owner(info->key).has_value()) {
            outboxes.emplace(info->id, info);
        } else {
            directory_.replace(info);
        }
        shard.restore(info, std::move(queue));
        if (const auto tasks = move_tasks.find(info->id); tasks != move_tasks.end()) {
            shard.restore_move_tasks(info->id, std::move(tasks->second));
        }
    }
    recover_topics(std::move(outboxes));
    recover_tables();
    for (const auto& [id, sequences] : gone) {
        for (const Sequence sequence : sequences) {
            journal::forget_gone(id, sequence, batch);
        }
    }
    if (!batch.empty()) {
        store_->commit({&batch, 1}, storage::Durability::buffered);
    }
    recover_locked_names();
}

void LocalBroker::has_been_used(std::uint64_t id) {
    next_queue_id_ = std::max(next_queue_id_.load(), id + 1);
}

void LocalBroker::recover_locked_names() {
    store_->scan(Space::records, keys::removed_queues_begin, keys::removed_queues_end,
                 [&](std::string_view, std::string_view record) {
                     directory_.lock(storage::decode_removed_queue(record));
                     return true;
                 });
    storage::Batch batch;
    for (const QueueId unlocked : directory_.unlock(clock_.now(), options_.recreate_interval)) {
        journal::record_unlocked(unlocked, batch);
    }
    if (!batch.empty()) {
        store_->commit({&batch, 1}, storage::Durability::buffered);
    }
}

}  // namespace forebay::runtime
