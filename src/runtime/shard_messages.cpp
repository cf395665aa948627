// What a shard does with the messages of a queue.

#include "runtime/shard.hpp"
#include <forebay/base/assert.hpp>

#include <algorithm>
#include <functional>
#include <utility>

namespace forebay::runtime {
namespace {

// Free space is looked at again after so many bytes, or so much time, whichever comes first.
constexpr std::size_t disk_check_bytes = std::size_t{8} << 20U;
constexpr Duration disk_check_interval{1000};

Error not_found() {
    return {Errc::queue_not_found, "The specified queue does not exist."};
}

Error disk_full() {
    return {Errc::disk_full,
            "The disk is nearly full: messages can be received and deleted, but not sent, until "
            "space is freed."};
}

std::size_t bytes_of(const std::vector<SendRequest>& requests) {
    std::size_t bytes = 0;
    for (const SendRequest& request : requests) {
        bytes += request.message->body.size();
    }
    return bytes;
}

// Whether what changed last, behind the first `before` changes, is that this message was removed.
bool is_removed(Sequence sequence, const Changes& changes, std::size_t before) {
    const Removed* removed =
        changes.size() > before ? std::get_if<Removed>(&changes.back()) : nullptr;
    return removed != nullptr && removed->sequence == sequence;
}

// Whether the answer that there is nothing is not the last one.
bool is_waiting(const ReceiveRequest& request) {
    return request.wait.value_or(Duration::zero()) > Duration::zero();
}

bool is_any_moving(const engine::Queue& queue, const auto& named, auto receipt_of) {
    return std::ranges::any_of(
        named, [&](const Receipt& receipt) { return queue.is_moving(receipt.sequence); },
        receipt_of);
}

}  // namespace

bool Shard::is_disk_check_due(std::size_t bytes) {
    bytes_since_check_ += bytes;
    return disk_is_low_ || bytes_since_check_ > disk_check_bytes ||
           shared_.clock.now() > checked_at_ + disk_check_interval;
}

Task<Result<void>> Shard::check_room(std::size_t bytes) {
    if (is_disk_check_due(bytes)) {
        co_await check_disk();
    }
    if (disk_is_low_) {
        co_return disk_full();
    }
    co_return Result<void>{};
}

Task<void> Shard::check_disk() {
    bytes_since_check_ = 0;
    checked_at_ = shared_.clock.now();
    disk_is_low_ = !co_await shared_.reader.has_free(shared_.options.disk_free_bytes_min);
}

Task<Result<std::vector<Accepted>>> Shard::send(QueueId id, std::vector<SendRequest> requests) {
    FOREBAY_ASSERT(on_my_thread());
    if (is_disk_check_due(bytes_of(requests))) {
        co_await check_disk();
    }
    if (disk_is_low_) {
        co_return disk_full();
    }
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return not_found();
    }

    std::vector<Accepted> accepted;
    accepted.reserve(requests.size());
    Changes changes;
    changes.reserve(requests.size());
    for (SendRequest& request : requests) {
        const engine::Accepted sent = put(*slot, std::move(request), changes);
        accepted.push_back({sent.sequence, sent.message_id});
    }
    const Ticket sent = record_sent(*slot, changes);
    serve(*slot);
    co_await turns_.durable(sent);
    co_return accepted;
}

void Shard::deliver(QueueId id, SendRequest request) {
    FOREBAY_ASSERT(on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        return;
    }
    bytes_since_check_ += request.message->body.size();
    Changes changes;
    put(*slot, std::move(request), changes);
    record_sent(*slot, changes);
    serve(*slot);
}

engine::Accepted Shard::put(Slot& slot, SendRequest request, Changes& changes) {
    const Duration delay = request.delay.value_or(slot.info->settings.delay);
    const std::size_t bytes = request.message->body.size();
    const engine::Accepted sent =
        slot.queue->send(std::move(request.message), delay, shared_.clock.now(), changes);
    if (sent.is_duplicate) {
        ++slot.counted->deduplicated;
    } else {
        ++slot.counted->sent;
        slot.counted->sent_bytes += bytes;
    }
    return sent;
}

// The turn to wait for: of duplicates at least that of their originals.
Ticket Shard::record_sent(Slot& slot, const Changes& changes) {
    record(slot, changes);
    const Ticket sent = slot.changed_in;
    const Sequence latest = slot.queue->counters().last_sequence;
    if (slot.unsynced.empty() || slot.unsynced.back().first != sent) {
        while (!slot.unsynced.empty() && turns_.is_durable(slot.unsynced.front().first)) {
            slot.unsynced.pop_front();
        }
        slot.unsynced.emplace_back(sent, latest);
    } else {
        slot.unsynced.back().second = latest;
    }
    return sent;
}

// The turn in which was recorded what a receive tells: the latest of its messages, as far as that
// is not long durable; of a FIFO queue also that their groups are locked.
Ticket Shard::told_in(Slot& slot, const std::vector<Delivery>& deliveries) {
    if (slot.info->settings.fifo) {
        return slot.changed_in;
    }
    Sequence latest{};
    for (const Delivery& delivery : deliveries) {
        latest = std::max(latest, delivery.receipt.sequence);
    }
    for (auto at = slot.unsynced.rbegin(); at != slot.unsynced.rend(); ++at) {
        const auto before = std::next(at);
        if (before == slot.unsynced.rend() || before->second < latest) {
            return std::max(at->first, slot.taken_in);
        }
    }
    return slot.taken_in;
}

Result<std::vector<Delivery>> Shard::take(Slot& slot, const ReceiveRequest& request) {
    move_dead_letters(slot);
    Changes changes;
    const engine::ReceiveCall call{.messages_max = request.max_messages,
                                   .visibility_timeout = request.visibility_timeout.value_or(
                                       slot.info->settings.visibility_timeout),
                                   .attempt = request.attempt};
    auto taken = slot.queue->receive(call, shared_.clock.now(), changes);
    record(slot, changes);
    load_if_low(slot);
    if (!taken || taken->empty()) {
        slot.has_rung = false;
    }
    if (!taken) {
        return taken.error();
    }

    slot.counted->received += taken->size();
    std::vector<Delivery> deliveries;
    deliveries.reserve(taken->size());
    for (engine::Delivery& delivery : *taken) {
        deliveries.push_back({.receipt = {.queue = slot.info->id,
                                          .sequence = delivery.sequence,
                                          .receive_count = delivery.state.receive_count,
                                          .received_at = delivery.state.received_at},
                              .message = std::move(delivery.message),
                              .state = delivery.state});
    }
    return deliveries;
}

Task<Result<std::vector<Delivery>>> Shard::receive(QueueId id, ReceiveRequest request) {
    FOREBAY_ASSERT(on_my_thread());
    bool has_moved = false;
    while (Slot* slot = find(id)) {
        if (!has_moved && move_dead_letters(*slot)) {
            has_moved = true;
            co_await move_end(*slot);  // it lets their groups go on
            continue;
        }
        auto taken = take(*slot, request);
        if (!taken) {
            co_return taken;
        }
        if (!taken->empty()) {
            const Ticket told = told_in(*slot, *taken);
            co_await turns_.durable(told);
            co_return taken;
        }
        if (slot->is_moving) {
            co_await move_end(*slot);
            continue;
        }
        if (!slot->queue->is_starved()) {
            slot->counted->empty_receives += is_waiting(request) ? 0 : 1;
            co_return taken;
        }
        load_if_low(*slot);
        co_await load_end(*slot);
    }
    co_return not_found();
}

Task<Result<std::vector<Delivery>>> Shard::wait_and_receive(
    QueueId id, ReceiveRequest request, std::shared_ptr<const PollTicket> ticket,
    TimePoint deadline) {
    FOREBAY_ASSERT(on_my_thread());

    auto received = co_await receive(id, request);
    const bool is_over_limit = !received && received.error().code == Errc::over_limit;
    if (!is_over_limit && (!received || !received->empty())) {
        co_return received;
    }
    if (!is_waiting_allowed_ || ticket->is_called_off) {
        count_empty_receive(id);
        co_return std::vector<Delivery>{};
    }

    PollResult result =
        co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(PollResult)>(
            [&](auto handler) {
                polls_.add(ticket->id, {id, request, deadline, std::move(handler)});
                arm();
            },
            use_task);
    if (result.empty()) {
        count_empty_receive(id);
    } else if (Slot* slot = find(id)) {
        co_await turns_.durable(told_in(*slot, result));
    }
    co_return result;
}

void Shard::count_empty_receive(QueueId id) {
    if (Slot* slot = find(id)) {
        ++slot->counted->empty_receives;
    }
}

// Says once that messages of an outbox can be received.
void Shard::ring(Slot& slot) {
    if (slot.is_outbox && !slot.has_rung && slot.queue->counts().visible > 0) {
        slot.has_rung = true;
        shared_.outbox_bell(slot.info);
    }
}

void Shard::ring_all() {
    for (const auto& [id, slot] : slots_) {
        ring(*slot);
    }
}

// Hands visible messages to those who wait for them, first come, first served.
void Shard::serve(Slot& slot) {
    ring(slot);
    const QueueId id = slot.info->id;
    while (const Poll* poll = polls_.first(id)) {
        auto taken = take(slot, poll->request);
        if (!taken || taken->empty()) {
            return;  // if it is starved, a load is under way, and comes here when it ends
        }
        polls_.finish_first(id, std::move(*taken));
    }
}

Task<Result<std::vector<Result<void>>>> Shard::remove_messages(QueueId id,
                                                               std::vector<Receipt> receipts) {
    FOREBAY_ASSERT(on_my_thread());
    Slot* slot = nullptr;
    do {
        for (const Receipt& receipt : receipts) {
            slot = find(id);
            if (slot != nullptr && must_bring_in(*slot, receipt.sequence)) {
                co_await bring_in(id, receipt.sequence);
            }
        }
        slot = find(id);
    } while (slot != nullptr && is_any_moving(*slot->queue, receipts, std::identity{}));
    if (slot == nullptr) {
        co_return not_found();
    }

    std::vector<Result<void>> results;
    results.reserve(receipts.size());
    Changes changes;
    for (const Receipt& receipt : receipts) {
        const std::size_t before = changes.size();
        results.push_back(slot->queue->remove(receipt, shared_.clock.now(), changes));
        slot->counted->deleted += is_removed(receipt.sequence, changes, before) ? 1 : 0;
    }
    record(*slot, changes);
    const Ticket changed_in = slot->changed_in;
    serve(*slot);  // a delete may have unlocked a group
    co_await turns_.durable(changed_in);
    co_return results;
}

Task<Result<std::vector<Result<void>>>> Shard::change_visibility(
    QueueId id, std::vector<Broker::VisibilityChange> changes) {
    FOREBAY_ASSERT(on_my_thread());
    Slot* slot = nullptr;
    do {
        for (const Broker::VisibilityChange& change : changes) {
            slot = find(id);
            if (slot != nullptr && must_bring_in(*slot, change.receipt.sequence)) {
                co_await bring_in(id, change.receipt.sequence);
            }
        }
        slot = find(id);
    } while (slot != nullptr &&
             is_any_moving(*slot->queue, changes, &Broker::VisibilityChange::receipt));
    if (slot == nullptr) {
        co_return not_found();
    }

    std::vector<Result<void>> results;
    results.reserve(changes.size());
    Changes recorded;
    for (const Broker::VisibilityChange& change : changes) {
        results.push_back(slot->queue->change_visibility(change.receipt, change.timeout,
                                                         shared_.clock.now(), recorded));
    }
    record(*slot, recorded);
    const Ticket changed_in = slot->changed_in;
    serve(*slot);
    co_await turns_.durable(changed_in);
    co_return results;
}

}  // namespace forebay::runtime
