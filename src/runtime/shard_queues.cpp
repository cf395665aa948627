// What a shard does with whole queues.

#include "runtime/journal.hpp"
#include "runtime/shard.hpp"
#include "runtime/table_journal.hpp"
#include <forebay/base/assert.hpp>

#include <fmt/format.h>

#include <utility>

namespace forebay::runtime {
namespace {

Error not_found() {
    return {Errc::queue_not_found, "The specified queue does not exist."};
}

}  // namespace

Task<Result<Broker::Creation>> Shard::create(QueueInfo wanted) {
    FOREBAY_ASSERT(on_my_thread());

    const TimePoint now = shared_.clock.now();
    wanted.created_at = now;
    wanted.modified_at = now;
    wanted.deduplication_scope_at_creation = wanted.settings.deduplication_scope;
    const auto info = std::make_shared<const QueueInfo>(std::move(wanted));
    auto named = shared_.directory.insert(info, now, shared_.options.recreate_interval);
    if (!named) {
        co_return named.error();
    }
    if (*named != info) {
        co_return Broker::Creation{.info = *named, .created = false};
    }

    Slot& slot = insert(info, make_queue(*info));
    slot.counted.begin(shared_.places.queues, others_);
    journal::record_queue(*info, turns_.batch());
    record_next_id();
    mark_dirty(slot);
    co_await turns_.durable(slot.changed_in);
    co_return Broker::Creation{.info = info, .created = true};
}

Task<Result<void>> Shard::remove(QueueId id) {
    FOREBAY_ASSERT(on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return not_found();
    }

    shared_.directory.remove(slot->info->key);
    lock_name(*slot->info);
    drop(*slot);
    const Ticket removed_in = turns_.ticket();
    co_await turns_.durable(removed_in);
    co_return Result<void>{};
}

Task<void> Shard::remove_all(std::vector<QueueId> ids, std::string account) {
    FOREBAY_ASSERT(on_my_thread());
    for (const QueueId id : ids) {
        if (Slot* slot = find(id)) {
            shared_.directory.remove(slot->info->key);
            drop(*slot);
        }
    }
    for (const QueueId unlocked : shared_.directory.unlock_all(account)) {
        journal::record_unlocked(unlocked, turns_.batch());
    }
    journal::trim_transactions(~std::uint64_t{0}, turns_.batch());
    co_await turns_.durable(turns_.ticket());
}

void Shard::drop(Slot& slot) {
    const QueueId id = slot.info->id;
    journal::record_removal(id, turns_.batch());
    record_next_id();
    polls_.call_off_all(id);
    for (auto* waiters : {&slot.load_waiters, &slot.move_waiters}) {
        for (auto& resume : *waiters) {
            asio::post(context_, std::move(resume));
        }
    }
    forget_residence(slot);
    if (slot.deadline.has_value()) {
        deadlines_.erase({*slot.deadline, id});
    }
    slots_.erase(id);
}

void Shard::add_outbox(QueueInfoPtr info) {
    FOREBAY_ASSERT(on_my_thread());
    Slot& slot = insert(info, make_queue(*info));
    journal::record_queue(*info, turns_.batch());
    record_next_id();
    mark_dirty(slot);
}

void Shard::remove_outbox(QueueId id) {
    FOREBAY_ASSERT(on_my_thread());
    if (Slot* slot = find(id)) {
        drop(*slot);
    }
}

void Shard::do_together(std::map<Shard*, Part> parts) {
    FOREBAY_ASSERT(on_my_thread());
    if (auto own = parts.extract(this)) {
        own.mapped()(*this);
    }
    if (parts.empty()) {
        return;
    }
    const auto bond = std::make_shared<Bond>(parts.size() + 1);
    turns_.bind(bond);
    for (auto& entry : parts) {
        Shard* there = entry.first;
        asio::post(there->executor(), [there, bond, part = std::move(entry.second)]() mutable {
            there->turns_.bind(bond);
            part(*there);
        });
    }
}

void Shard::lock_name(const QueueInfo& info) {
    const Duration interval = shared_.options.recreate_interval;
    const RemovedQueue removed{.id = info.id, .key = info.key, .removed_at = shared_.clock.now()};
    for (const QueueId unlocked : shared_.directory.unlock(removed.removed_at, interval)) {
        journal::record_unlocked(unlocked, turns_.batch());
    }
    if (interval > Duration::zero()) {
        shared_.directory.lock(removed);
        journal::record_locked(removed, turns_.batch());
    }
}

Task<Result<void>> Shard::update(QueueId id, std::function<Result<void>(QueueInfo&)> change) {
    FOREBAY_ASSERT(on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return not_found();
    }

    QueueInfo changed = *slot->info;
    if (auto done = change(changed); !done) {
        co_return done.error();
    }
    slot->queue->configure(changed.settings, shared_.clock.now());
    replace_info(*slot, std::move(changed));
    look_up_redrive_target(*slot);
    const Ticket changed_in = turns_.ticket();
    tick(*slot);  // a shorter retention may have made messages expire
    co_await turns_.durable(changed_in);
    co_return Result<void>{};
}

void Shard::replace_info(Slot& slot, QueueInfo info) {
    slot.info = std::make_shared<const QueueInfo>(std::move(info));
    mark_dirty(slot);  // its counters go with its settings
    shared_.directory.replace(slot.info);
    journal::record_queue(*slot.info, turns_.batch());
}

Task<Result<QueueCounts>> Shard::counts(QueueId id) {
    FOREBAY_ASSERT(on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return not_found();
    }

    Changes changes;
    slot->queue->tick(shared_.clock.now(), changes);
    record(*slot, changes);
    const QueueCounts counts = slot->queue->counts();
    co_await turns_.durable(slot->changed_in);
    co_return counts;
}

Task<Result<void>> Shard::purge(QueueId id) {
    FOREBAY_ASSERT(on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return not_found();
    }
    const TimePoint now = shared_.clock.now();
    const auto purged_at = slot->info->purged_at;
    if (purged_at.has_value() && is_within(limits::purge_interval, *purged_at, now)) {
        co_return Error{
            Errc::purge_in_progress,
            fmt::format("Only one PurgeQueue operation on {} is allowed every 60 seconds.",
                        slot->info->key.name)};
    }

    QueueInfo purged = *slot->info;
    purged.purged_at = now;
    replace_info(*slot, std::move(purged));
    Changes changes;
    slot->queue->purge(changes);
    record(*slot, changes);
    co_await turns_.durable(slot->changed_in);
    co_return Result<void>{};
}

}  // namespace forebay::runtime
