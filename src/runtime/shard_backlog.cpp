// How a shard brings in what its queues have on disk alone: one load at a time for each queue.

#include "runtime/shard.hpp"
#include <forebay/base/assert.hpp>

#include <boost/asio/co_spawn.hpp>

#include <utility>

namespace forebay::runtime {

void Shard::load_if_low(Slot& slot) {
    if (slot.is_loading) {
        return;
    }
    if (auto request = slot.queue->next_load()) {
        start_load(slot, std::move(*request));
    }
}

void Shard::start_load(Slot& slot, engine::LoadRequest request) {
    slot.is_loading = true;
    asio::co_spawn(context_, load(slot.info->id, slot.changed_in, std::move(request)),
                   must_not_throw);
}

// `seen` is the turn of the queue's latest change: the reader must see all that the queue knows.
Task<void> Shard::load(QueueId id, Ticket seen, engine::LoadRequest request) {
    co_await turns_.durable(seen);
    const bool looks_ahead = request.is_ahead;
    engine::Loaded loaded = co_await shared_.reader.load(id, std::move(request));

    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return;
    }
    Changes changes;
    slot->queue->loaded(std::move(loaded), shared_.clock.now(), changes);
    finish_load(*slot, changes);
    if (looks_ahead) {
        load_if_low(*slot);  // a look goes on whether somebody receives or not
    }
}

Task<void> Shard::expire(QueueId id, Ticket seen, engine::ExpiredRange range) {
    co_await turns_.durable(seen);
    const Reader::Count count = co_await shared_.reader.count(id, range);

    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return;
    }
    Changes changes;
    slot->queue->remove_expired(count.range, count.count, count.next, shared_.clock.now(), changes);
    finish_load(*slot, changes);
}

void Shard::finish_load(Slot& slot, const Changes& changes) {
    slot.is_loading = false;
    record(slot, changes);
    for (auto& resume : std::exchange(slot.load_waiters, {})) {
        asio::post(context_, std::move(resume));
    }
    serve(slot);
}

// Ends when the load that is under way has ended.
Task<void> Shard::load_end(Slot& slot) {
    FOREBAY_ASSERT(slot.is_loading);
    return asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(
        [&slot](auto handler) { slot.load_waiters.emplace_back(std::move(handler)); }, use_task);
}

bool Shard::must_bring_in(const Slot& slot, Sequence sequence) {
    return slot.queue->is_moving(sequence) || slot.queue->must_load(sequence);
}

// Makes the queue know the message, if it is there at all: whether one that may leave for another
// queue does so is waited for.
Task<void> Shard::bring_in(QueueId id, Sequence sequence) {
    Slot* slot = find(id);
    while (slot != nullptr && slot->queue->is_moving(sequence)) {
        co_await move_end(*slot);
        slot = find(id);
    }
    while (slot != nullptr && slot->is_loading) {
        co_await load_end(*slot);
        slot = find(id);
    }
    if (slot != nullptr && slot->queue->must_load(sequence)) {
        start_load(*slot, slot->queue->load_of(sequence));
        co_await load_end(*slot);
    }
}

}  // namespace forebay::runtime
