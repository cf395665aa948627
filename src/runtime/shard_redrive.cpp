// How messages go from one queue to another, which may be another shard's.
//
// The queue that they leave sets them apart, so that nobody else touches them. The other shard
// takes them in and records in the same batch that they have gone: the move is that one commit.
// Their removal follows, by the first shard, or at a restart. So no message is ever in both queues
// or in none, and neither shard waits for the other's commits.

#include "runtime/journal.hpp"
#include "runtime/shard.hpp"
#include <forebay/base/assert.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace forebay::runtime {
namespace {

// Their bodies are in memory together.
constexpr std::size_t moved_at_once_max = 32;

}  // namespace

// Without a target messages stay, and are received however often.
void Shard::look_up_redrive_target(Slot& slot) {
    const QueueSettings& settings = slot.info->settings;
    slot.redrive_known_for = shared_.directory.version();
    slot.redrive_target = nullptr;
    if (settings.redrive.has_value()) {
        if (const auto key = parse_arn(settings.redrive->target_arn)) {
            QueueInfoPtr target = shared_.directory.find(key->account, key->region, key->name);
            if (target != nullptr && target->settings.fifo == settings.fifo) {
                slot.redrive_target = std::move(target);
            }
        }
    }
    slot.queue->redrive_after(slot.redrive_target != nullptr ? settings.redrive->receive_count_max
                                                             : 0);
}

// Whether some are on their way now that were not before.
bool Shard::move_dead_letters(Slot& slot) {
    if (slot.info->settings.redrive.has_value() &&
        slot.redrive_known_for != shared_.directory.version()) {
        look_up_redrive_target(slot);
    }
    if (slot.redrive_target == nullptr || slot.is_moving || !is_moving_allowed_) {
        return false;
    }
    Changes changes;
    auto letters = slot.queue->take_dead_letters(moved_at_once_max, shared_.clock.now(), changes);
    record(slot, changes);
    if (letters.empty()) {
        return false;
    }
    begin_move(slot);
    asio::co_spawn(
        context_,
        move_to_target(slot.info, slot.redrive_target, slot.changed_in, std::move(letters)),
        must_not_throw);
    return true;
}

// `seen` is the turn of the source's latest change: the reader must see all that the queue knows.
Task<void> Shard::move_to_target(QueueInfoPtr source, QueueInfoPtr target, Ticket seen,
                                 std::vector<engine::Delivery> letters) {
    std::vector<Sequence> sequences;
    for (const engine::Delivery& letter : letters) {
        sequences.push_back(letter.sequence);
    }
    co_await turns_.durable(seen);
    auto messages = co_await shared_.reader.messages(source->id, sequences);

    std::vector<Departure> departures;
    std::vector<Sequence> gone;
    std::vector<Sequence> staying;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        if (messages[i] == nullptr) {  // purged or expired meanwhile
            staying.push_back(sequences[i]);
            continue;
        }
        messages[i]->receive_count = letters[i].state.receive_count;
        messages[i]->first_received_at = letters[i].state.first_received_at;
        messages[i]->dead_letter_source_arn = arn(source->key);
        departures.push_back({.sequence = sequences[i], .message = std::move(messages[i])});
        gone.push_back(sequences[i]);
    }
    Shard& there = shared_.shard_of(target->id);
    const bool is_taken = co_await on(
        there, there.take_in(target->id, source->id, std::move(departures), Arrival::as_it_is));
    if (!is_taken) {
        staying.insert(staying.end(), gone.begin(), gone.end());
        gone.clear();
    }
    if (Slot* slot = find(source->id)) {
        slot->counted->dead_lettered += gone.size();
    }
    end_move(source->id, gone, staying);
}

Task<bool> Shard::take_in(QueueId id, QueueId source, std::vector<Departure> departures,
                          Arrival arrival) {
    FOREBAY_ASSERT(on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return false;
    }

    Changes changes;
    slot->counted->moved_in += departures.size();
    for (Departure& departure : departures) {
        if (arrival == Arrival::anew) {
            slot->queue->send(std::move(departure.message), slot->info->settings.delay,
                              shared_.clock.now(), changes);
        } else {
            slot->queue->take_in(std::move(departure.message), shared_.clock.now(), changes);
        }
        journal::record_gone(source, departure.sequence, turns_.batch());
    }
    record(*slot, changes);
    const Ticket taken_in = slot->changed_in;
    slot->taken_in = taken_in;
    serve(*slot);
    co_await turns_.durable(taken_in);
    co_return true;
}

void Shard::begin_move(Slot& slot) {
    slot.is_moving = true;
    ++moving_count_;
}

void Shard::end_move(QueueId id, const std::vector<Sequence>& gone,
                     const std::vector<Sequence>& staying) {
    for (const Sequence sequence : gone) {
        journal::forget_gone(id, sequence, turns_.batch());
    }
    if (Slot* slot = find(id)) {
        Changes changes;
        for (const Sequence sequence : gone) {
            slot->queue->moved_away(sequence, changes);
        }
        for (const Sequence sequence : staying) {
            slot->queue->stay(sequence);
        }
        slot->is_moving = false;
        record(*slot, changes);
        for (auto& resume : std::exchange(slot->move_waiters, {})) {
            asio::post(context_, std::move(resume));
        }
        serve(*slot);
    }
    if (--moving_count_ == 0) {
        for (auto& resume : std::exchange(rest_waiters_, {})) {
            asio::post(context_, std::move(resume));
        }
    }
}

// Ends when the move that is under way has ended.
Task<void> Shard::move_end(Slot& slot) {
    FOREBAY_ASSERT(slot.is_moving);
    return asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(
        [&slot](auto handler) { slot.move_waiters.emplace_back(std::move(handler)); }, use_task);
}

}  // namespace forebay::runtime
