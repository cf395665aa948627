#include "runtime/shard.hpp"

#include "runtime/journal.hpp"
#include "runtime/thread.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/model/outgoing.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace forebay::runtime {

Shard::Shard(Shared shared)
    : shared_(shared),
      turns_(context_, shared.committer, [this](storage::Batch& batch) { record_counters(batch); }),
      polls_(context_),
      topics_(*this, shared_, turns_),
      tables_(*this, shared_, turns_),
      timer_(context_) {}

Shard::~Shard() {
    stop();
}

void Shard::start() {
    asio::post(context_, [this] {
        tables_.start();
        topics_.start();
        clock_moved();
        ring_all();
    });
    thread_ = start_thread("shard", Eagerness::at_once, [this] { context_.run(); });
}

void Shard::stop() {
    work_.reset();
    context_.stop();
    if (thread_.joinable()) {
        thread_.join();
    }
}

Task<void> Shard::settle() {
    FOREBAY_ASSERT(on_my_thread());
    is_moving_allowed_ = false;
    topics_.stop_replays();
    while (moving_count_ > 0) {
        co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(
            [this](auto handler) { rest_waiters_.emplace_back(std::move(handler)); }, use_task);
    }
    for (const auto& [id, slot] : slots_) {
        Changes changes;
        slot->queue->settle(changes);
        record(*slot, changes);
    }
    const Ticket last = turns_.ticket();
    turns_.batch();  // so that there is a turn to end
    co_await turns_.durable(last);
}

// Books.

std::unique_ptr<engine::Queue> Shard::make_queue(const QueueInfo& info) const {
    engine::WindowLimits limits;
    const std::size_t budget = shared_.options.window_bytes_total / shared_.options.threads;
    limits.bytes_max = std::min(limits.bytes_max, budget / 2);
    return engine::make_queue(info, limits);
}

void Shard::restore(QueueInfoPtr info, std::unique_ptr<engine::Queue> queue) {
    schedule(insert(std::move(info), std::move(queue)));
}

Shard::Slot* Shard::find(QueueId id) {
    const auto at = slots_.find(id);
    return at == slots_.end() ? nullptr : at->second.get();
}

Shard::Slot& Shard::insert(QueueInfoPtr info, std::unique_ptr<engine::Queue> queue) {
    auto slot = std::make_unique<Slot>();
    slot->info = std::move(info);
    slot->queue = std::move(queue);
    slot->is_outbox = outbox_owner(slot->info->key).has_value();
    return *(slots_[slot->info->id] = std::move(slot));
}

void Shard::record(Slot& slot, const Changes& changes) {
    if (!changes.empty()) {
        journal::record(slot.info->id, changes, turns_.batch());
        mark_dirty(slot);
    }
    const std::uint64_t expired = slot.queue->expired_count();
    slot.counted->expired += expired - std::exchange(slot.expired_before, expired);
    account(slot);
    schedule(slot);
}

void Shard::mark_dirty(Slot& slot) {
    slot.changed_in = turns_.ticket();
    if (!slot.is_dirty) {
        slot.is_dirty = true;
        dirty_.push_back(slot.info->id);
    }
}

void Shard::record_counters(storage::Batch& batch) {
    for (const QueueId id : dirty_) {
        if (Slot* slot = find(id)) {
            journal::record_counters(id, slot->queue->counters(), batch);
            slot->is_dirty = false;
        }
    }
    dirty_.clear();
    tables_.record_counters(batch);
}

void Shard::record_next_id() {
    journal::record_next_id(shared_.next_queue_id.load(), turns_.batch());
}

// Bodies in memory stay within the budget: the queues that were not used for longest give theirs
// up.
void Shard::account(Slot& slot) {
    const std::size_t bytes = slot.queue->resident_bytes();
    if (bytes == 0) {
        forget_residence(slot);
        return;
    }
    if (slot.resident_bytes == 0) {
        recency_.push_front(&slot);
        slot.recency = recency_.begin();
    } else {
        recency_.splice(recency_.begin(), recency_, slot.recency);
    }
    resident_bytes_ += bytes - slot.resident_bytes;
    slot.resident_bytes = bytes;

    const std::size_t budget = shared_.options.window_bytes_total / shared_.options.threads;
    while (resident_bytes_ > budget && recency_.back() != &slot) {
        Slot& oldest = *recency_.back();
        oldest.queue->release();
        forget_residence(oldest);
        schedule(oldest);
    }
}

void Shard::forget_residence(Slot& slot) {
    if (slot.resident_bytes > 0) {
        recency_.erase(slot.recency);
        resident_bytes_ -= slot.resident_bytes;
        slot.resident_bytes = 0;
    }
}

// Time.

// Only ever moves a deadline forward in time: one that has become later is found to be so when it
// comes, which costs less than keeping it exact.
void Shard::schedule(Slot& slot) {
    const std::optional<TimePoint> wanted = slot.queue->next_deadline();
    if (!wanted.has_value() || (slot.deadline.has_value() && *slot.deadline <= *wanted)) {
        return;
    }
    if (slot.deadline.has_value()) {
        deadlines_.erase({*slot.deadline, slot.info->id});
    }
    slot.deadline = wanted;
    deadlines_.emplace(*wanted, slot.info->id);
    arm();
}

void Shard::arm() {
    std::optional<TimePoint> earliest = polls_.next_deadline();
    const auto consider = [&earliest](TimePoint deadline) {
        earliest = std::min(earliest.value_or(deadline), deadline);
    };
    if (!deadlines_.empty()) {
        consider(deadlines_.begin()->first);
    }
    if (const auto deadline = topics_.next_deadline()) {
        consider(*deadline);
    }
    if (const auto deadline = tables_.next_deadline()) {
        consider(*deadline);
    }
    if (!steps_.empty()) {
        consider(steps_.begin()->first);
    }
    if (!earliest.has_value() || (armed_for_.has_value() && *armed_for_ <= *earliest)) {
        return;
    }
    armed_for_ = earliest;
    timer_.expires_after(std::max(Duration(0), *earliest - shared_.clock.now()));
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error) {
            on_timer();
        }
    });
}

void Shard::on_timer() {
    armed_for_.reset();
    const TimePoint now = shared_.clock.now();
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
        const QueueId id = deadlines_.begin()->second;
        deadlines_.erase(deadlines_.begin());
        if (Slot* slot = find(id)) {
            slot->deadline.reset();
            tick(*slot);
        }
    }
    topics_.tick(now);
    tables_.tick(now);
    run_due_steps(now);
    polls_.tick(now);
    arm();
}

void Shard::clock_moved() {
    on_timer();
}

Task<void> Shard::catch_up() {
    FOREBAY_ASSERT(on_my_thread());
    on_timer();
    std::vector<QueueId> loading;
    for (const auto& [id, slot] : slots_) {
        if (slot->is_loading) {
            loading.push_back(id);
        }
    }
    for (const QueueId id : loading) {
        // The first wait may be for a load that was under way, which kept retention from its turn.
        for (int waits = 0; waits < 2; ++waits) {
            Slot* slot = find(id);
            if (slot == nullptr || !slot->is_loading) {
                break;
            }
            co_await load_end(*slot);
            if (Slot* there = find(id)) {
                tick(*there);
            }
        }
    }
}

void Shard::tick(Slot& slot) {
    const TimePoint now = shared_.clock.now();
    Changes changes;
    slot.queue->tick(now, changes);
    if (!slot.is_loading) {
        if (const auto range = slot.queue->next_expired_range(now)) {
            slot.is_loading = true;
            const Ticket seen = changes.empty() ? slot.changed_in : turns_.ticket();
            asio::co_spawn(context_, expire(slot.info->id, seen, *range), must_not_throw);
        }
    }
    record(slot, changes);
    serve(slot);
}

void Shard::stop_waiting() {
    is_waiting_allowed_ = false;
    polls_.call_off_all();
}

Task<void> Shard::wait(QueueId number, std::shared_ptr<const PollTicket> ticket,
                       TimePoint deadline) {
    FOREBAY_ASSERT(on_my_thread());
    if (!is_waiting_allowed_ || ticket->is_called_off) {
        co_return;
    }
    (void)co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(PollResult)>(
        [&](auto handler) {
            polls_.add(ticket->id, {number, {}, deadline, std::move(handler)});
            arm();
        },
        use_task);
}

void Shard::call_off(PollTicket& ticket) {
    ticket.is_called_off = true;
    polls_.call_off(ticket.id);
}

}  // namespace forebay::runtime
