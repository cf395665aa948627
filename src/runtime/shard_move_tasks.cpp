// Message move tasks: SQS specification 10.4. A task goes in steps, each a bounded batch that is
// moved as dead letters are (shard_redrive.cpp), with whatever else the shard has to do between
// them. What has been moved is written with the removal of the messages, so a task that a restart
// interrupts goes on where it was.

#include "runtime/journal.hpp"
#include "runtime/shard.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/base/uuid.hpp>
#include <forebay/model/limits.hpp>

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <utility>

namespace forebay::runtime {
namespace {

constexpr std::size_t moved_at_once_max = 32;  // their bodies are copied

Error not_found() {
    return {Errc::queue_not_found, "The specified queue does not exist."};
}

// What is left of a message when it is sent anew.
std::shared_ptr<Message> renewed(const Message& old) {
    auto message = std::make_shared<Message>(old);
    message->id = random_uuid();
    message->dead_letter_source_arn.clear();
    message->receive_count = 0;
    message->first_received_at = {};
    return message;
}

}  // namespace

StoredMoveTask* Shard::active_task(Slot& slot) {
    return slot.move_tasks.empty() || !is_active(slot.move_tasks.back().task)
               ? nullptr
               : &slot.move_tasks.back();
}

Task<Result<Uuid>> Shard::start_move_task(QueueId id, MoveTask wanted) {
    FOREBAY_ASSERT(on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return not_found();
    }
    if (active_task(*slot) != nullptr) {
        co_return Error{Errc::invalid_parameter,
                        "There is already a task running. Only one active task is allowed for a "
                        "source queue arn at a given time."};
    }

    const TimePoint now = shared_.clock.now();
    Changes changes;
    slot->queue->tick(now, changes);
    record(*slot, changes);
    wanted.id = random_uuid();
    wanted.status = MoveTaskStatus::running;
    wanted.started_at = now;
    wanted.to_move_count = slot->queue->counts().visible;
    const std::uint64_t number = slot->move_tasks.empty() ? 1 : slot->move_tasks.back().number + 1;
    slot->move_tasks.push_back({.number = number, .task = std::move(wanted)});
    if (slot->move_tasks.size() > limits::move_tasks_max) {
        journal::remove_move_task(id, slot->move_tasks.front().number, turns_.batch());
        slot->move_tasks.erase(slot->move_tasks.begin());
    }
    const Uuid task_id = slot->move_tasks.back().task.id;
    record_task(*slot);
    begin_steps(*slot);
    const Ticket started_in = turns_.ticket();
    co_await turns_.durable(started_in);
    co_return task_id;
}

Task<Result<std::uint64_t>> Shard::cancel_move_task(QueueId id, Uuid task_id) {
    FOREBAY_ASSERT(on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return not_found();
    }
    const auto stored = std::ranges::find(slot->move_tasks, task_id,
                                          [](const StoredMoveTask& one) { return one.task.id; });
    if (stored == slot->move_tasks.end()) {
        co_return Error{Errc::resource_not_found, "Task does not exist."};
    }
    if (!is_active(stored->task)) {
        co_return Error{Errc::unsupported_operation, "Only a running task can be cancelled."};
    }
    stored->task.status =
        slot->is_task_moving ? MoveTaskStatus::cancelling : MoveTaskStatus::cancelled;
    const std::uint64_t moved_count = stored->task.moved_count;
    record_task(*slot);
    const Ticket cancelled_in = turns_.ticket();
    co_await turns_.durable(cancelled_in);
    co_return moved_count;
}

Task<Result<std::vector<MoveTask>>> Shard::move_tasks(QueueId id, std::size_t max) {
    FOREBAY_ASSERT(on_my_thread());
    Slot* slot = find(id);
    if (slot == nullptr) {
        co_return not_found();
    }
    std::vector<MoveTask> tasks;
    for (auto at = slot->move_tasks.rbegin(); at != slot->move_tasks.rend() && tasks.size() < max;
         ++at) {
        tasks.push_back(at->task);
    }
    co_return tasks;
}

void Shard::restore_move_tasks(QueueId id, std::vector<StoredMoveTask> tasks) {
    Slot& slot = *find(id);
    slot.move_tasks = std::move(tasks);
    if (StoredMoveTask* stored = active_task(slot)) {
        if (stored->task.status == MoveTaskStatus::cancelling) {
            stored->task.status = MoveTaskStatus::cancelled;
        } else {
            begin_steps(slot);
        }
    }
}

// The latest task: the only one that changes.
void Shard::record_task(Slot& slot) {
    const StoredMoveTask& latest = slot.move_tasks.back();
    journal::record_move_task(slot.info->id, latest.number, latest.task, turns_.batch());
}

void Shard::begin_steps(Slot& slot) {
    const TimePoint now = shared_.clock.now();
    slot.pace = Pace(slot.move_tasks.back().task.messages_per_second, now);
    schedule_step(slot, now);
}

void Shard::schedule_step(Slot& slot, TimePoint at) {
    steps_.emplace(at, slot.info->id);
    arm();
}

void Shard::run_due_steps(TimePoint now) {
    while (!steps_.empty() && steps_.begin()->first <= now) {
        const QueueId id = steps_.begin()->second;
        steps_.erase(steps_.begin());
        Slot* slot = find(id);
        if (slot != nullptr && active_task(*slot) != nullptr && is_moving_allowed_) {
            asio::co_spawn(context_, step(id, active_task(*slot)->number), must_not_throw);
        }
    }
}

// `number` names the task: another one may run when this comes back from a wait.
Task<void> Shard::step(QueueId id, std::uint64_t number) {
    const auto find_task = [&](Slot* slot) -> StoredMoveTask* {
        StoredMoveTask* active = slot != nullptr ? active_task(*slot) : nullptr;
        return active != nullptr && active->number == number ? active : nullptr;
    };
    Slot* slot = find(id);
    while (find_task(slot) != nullptr && slot->is_moving) {
        co_await move_end(*slot);
        slot = find(id);
    }
    StoredMoveTask* stored = find_task(slot);
    if (stored == nullptr || !is_moving_allowed_) {
        co_return;
    }

    const TimePoint now = shared_.clock.now();
    if (now >= stored->task.started_at + limits::move_task_time_max) {
        end_task(*slot, MoveTaskStatus::failed, "The task has run for too long.");
        co_return;
    }
    const std::uint64_t max = slot->pace.allowed(moved_at_once_max, now);
    if (max == 0) {
        schedule_step(*slot, slot->pace.next());
        co_return;
    }
    Changes changes;
    auto taken = slot->queue->take_waiting(max, now, changes);
    record(*slot, changes);
    load_if_low(*slot);
    if (taken.empty()) {
        if (!slot->queue->is_starved()) {
            end_task(*slot, MoveTaskStatus::completed);
            co_return;
        }
        co_await load_end(*slot);
        if (slot = find(id); find_task(slot) != nullptr) {
            schedule_step(*slot, shared_.clock.now());
        }
        co_return;
    }

    begin_move(*slot);
    slot->is_task_moving = true;
    Moved moved = co_await move_anew(id, stored->task.destination_arn, std::move(taken));
    if (slot = find(id); slot != nullptr) {
        slot->is_task_moving = false;
    }
    if (stored = find_task(slot); stored != nullptr) {
        stored->task.moved_count += moved.gone.size();
        slot->pace.add(moved.gone.size());
    }
    end_move(id, moved.gone, moved.staying);
    slot = find(id);
    stored = find_task(slot);
    if (stored == nullptr) {
        co_return;
    }
    if (stored->task.status == MoveTaskStatus::cancelling) {
        end_task(*slot, MoveTaskStatus::cancelled);
    } else if (!moved.failure_reason.empty()) {
        end_task(*slot, MoveTaskStatus::failed, std::move(moved.failure_reason));
    } else if (slot->queue->counts().visible == 0) {
        end_task(*slot, MoveTaskStatus::completed);
    } else {
        record_task(*slot);
        schedule_step(*slot, std::max(slot->pace.next(), shared_.clock.now()));
    }
}

void Shard::end_task(Slot& slot, MoveTaskStatus status, std::string failure_reason) {
    MoveTask& task = slot.move_tasks.back().task;
    task.status = status;
    task.failure_reason = std::move(failure_reason);
    record_task(slot);
}

// Sends messages anew that were set apart, to each destination those that go there together. Those
// that have none stay.
Task<Shard::Moved> Shard::move_anew(QueueId source, std::string destination_arn,
                                    std::vector<engine::Delivery> taken) {
    struct Load {
        QueueInfoPtr destination;
        std::vector<Departure> departures;
    };
    Moved moved;
    std::map<std::string, Load> loads;
    for (engine::Delivery& delivery : taken) {
        const std::string& arn =
            destination_arn.empty() ? delivery.message->dead_letter_source_arn : destination_arn;
        const auto [load, is_new] = loads.try_emplace(arn);
        if (is_new) {
            if (const auto key = parse_arn(arn)) {
                load->second.destination =
                    shared_.directory.find(key->account, key->region, key->name);
            }
        }
        if (load->second.destination == nullptr) {
            moved.failure_reason = arn.empty() ? "CouldNotDetermineMessageSource"
                                               : "AWS.SimpleQueueService.NonExistentQueue";
            moved.staying.push_back(delivery.sequence);
            continue;
        }
        load->second.departures.push_back({delivery.sequence, renewed(*delivery.message)});
    }
    taken.clear();

    for (auto& [arn, load] : loads) {
        if (load.destination == nullptr) {
            continue;
        }
        std::vector<Sequence> sequences;
        for (const Departure& departure : load.departures) {
            sequences.push_back(departure.sequence);
        }
        Shard& there = shared_.shard_of(load.destination->id);
        const bool is_taken = co_await on(
            there,
            there.take_in(load.destination->id, source, std::move(load.departures), Arrival::anew));
        if (!is_taken) {
            moved.failure_reason = "AWS.SimpleQueueService.NonExistentQueue";
        }
        auto& where = is_taken ? moved.gone : moved.staying;
        where.insert(where.end(), sequences.begin(), sequences.end());
    }
    co_return moved;
}

}  // namespace forebay::runtime
