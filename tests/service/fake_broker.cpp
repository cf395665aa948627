#include "tests/service/fake_broker.hpp"

#include <algorithm>

namespace forebay::service {

using namespace runtime;

QueueInfoPtr FakeBroker::put(QueueInfo info) {
    info.id = QueueId(++last_id_);
    info.created_at = info.modified_at = clock_.now();
    auto shared = std::make_shared<const QueueInfo>(std::move(info));
    queues_[shared->key].info = shared;
    return shared;
}

Result<QueueInfoPtr> FakeBroker::find(std::string_view account, std::string_view region,
                                      std::string_view name) const {
    const auto queue = queues_.find({.account = std::string(account),
                                     .region = std::string(region),
                                     .name = std::string(name)});
    if (queue == queues_.end()) {
        return Error{Errc::queue_not_found, "a text that no client reads"};
    }
    return queue->second.info;
}

std::vector<QueueInfoPtr> FakeBroker::list(std::string_view account, std::string_view region,
                                           std::string_view prefix, std::string_view after,
                                           std::size_t max) const {
    std::vector<QueueInfoPtr> found;
    for (const auto& [key, queue] : queues_) {
        if (key.account == account && key.region == region && key.name.starts_with(prefix) &&
            key.name > after && found.size() < max) {
            found.push_back(queue.info);
        }
    }
    return found;
}

std::vector<QueueInfoPtr> FakeBroker::dead_letter_sources(const QueueKey& target,
                                                          std::string_view after,
                                                          std::size_t max) const {
    std::vector<QueueInfoPtr> found;
    for (const auto& [key, queue] : queues_) {
        const auto& redrive = queue.info->settings.redrive;
        if (redrive && parse_arn(redrive->target_arn) == target && key.name > after &&
            found.size() < max) {
            found.push_back(queue.info);
        }
    }
    return found;
}

Task<Result<Broker::Creation>> FakeBroker::create(QueueInfo wanted) {
    if (create_error) {
        co_return *create_error;
    }
    if (const auto queue = queues_.find(wanted.key); queue != queues_.end()) {
        co_return Creation{.info = queue->second.info, .created = false};
    }
    co_return Creation{.info = put(std::move(wanted)), .created = true};
}

Task<Result<void>> FakeBroker::remove(QueueInfoPtr queue) {
    if (live(queue) == nullptr) {
        co_return Error{Errc::queue_not_found, "gone"};
    }
    queues_.erase(queue->key);
    co_return Result<void>();
}

Task<Result<void>> FakeBroker::update(QueueInfoPtr queue,
                                      std::function<Result<void>(QueueInfo&)> change) {
    Queue* found = live(queue);
    if (found == nullptr) {
        co_return Error{Errc::queue_not_found, "gone"};
    }
    QueueInfo changed = *found->info;
    auto result = change(changed);
    if (result) {
        found->info = std::make_shared<const QueueInfo>(std::move(changed));
    }
    co_return result;
}

Task<Result<QueueCounts>> FakeBroker::counts(QueueInfoPtr queue) {
    Queue* found = live(queue);
    if (found == nullptr) {
        co_return Error{Errc::queue_not_found, "gone"};
    }
    co_return count(*found);
}

Task<Result<void>> FakeBroker::purge(QueueInfoPtr queue) {
    Queue* found = live(queue);
    if (found == nullptr) {
        co_return Error{Errc::queue_not_found, "gone"};
    }
    if (found->purged_at && clock_.now() < *found->purged_at + limits::purge_interval) {
        co_return Error{Errc::purge_in_progress, "too soon"};
    }
    found->purged_at = clock_.now();
    found->entries.clear();
    co_return Result<void>();
}

Task<Result<std::vector<Accepted>>> FakeBroker::send(QueueInfoPtr queue,
                                                     std::vector<SendRequest> requests) {
    if (send_error) {
        co_return *send_error;
    }
    Queue* found = live(queue);
    if (found == nullptr) {
        co_return Error{Errc::queue_not_found, "gone"};
    }
    std::vector<Accepted> accepted;
    for (SendRequest& request : requests) {
        const Sequence sequence{++last_sequence_};
        request.message->sent_at = clock_.now();
        MessageState state;
        state.visible_at = clock_.now() + request.delay.value_or(found->info->settings.delay);
        accepted.push_back({.sequence = sequence, .message_id = request.message->id});
        found->entries[sequence] = {.message = std::move(request.message), .state = state};
    }
    co_return accepted;
}

Task<Result<std::vector<Delivery>>> FakeBroker::receive(QueueInfoPtr queue, ReceiveRequest request,
                                                        Presence* client) {
    received.push_back(request);
    latest_client = client;
    Queue* found = live(queue);
    if (found == nullptr) {
        co_return Error{Errc::queue_not_found, "gone"};
    }
    if (count(*found).in_flight >= in_flight_max) {
        co_return Error{Errc::over_limit, "too many"};
    }
    const TimePoint now = clock_.now();
    std::vector<Delivery> deliveries;
    for (auto& [sequence, entry] : found->entries) {
        MessageState& state = entry.state;
        if (deliveries.size() == request.max_messages || state.visible_at > now) {
            continue;
        }
        state.visible_at =
            now + request.visibility_timeout.value_or(found->info->settings.visibility_timeout);
        state.received_at = now;
        state.receive_count_here = ++state.receive_count;
        if (state.receive_count == 1) {
            state.first_received_at = now;
        }
        deliveries.push_back({.receipt = {.queue = found->info->id,
                                          .sequence = sequence,
                                          .receive_count = state.receive_count,
                                          .received_at = now},
                              .message = entry.message,
                              .state = state});
    }
    co_return deliveries;
}

Task<Result<std::vector<Result<void>>>> FakeBroker::remove_messages(QueueInfoPtr queue,
                                                                    std::vector<Receipt> receipts) {
    Queue* found = live(queue);
    if (found == nullptr) {
        co_return Error{Errc::queue_not_found, "gone"};
    }
    for (const Receipt& receipt : receipts) {
        found->entries.erase(receipt.sequence);
    }
    co_return std::vector<Result<void>>(receipts.size());
}

Task<Result<std::vector<Result<void>>>> FakeBroker::change_visibility(
    QueueInfoPtr queue, std::vector<VisibilityChange> changes) {
    Queue* found = live(queue);
    if (found == nullptr) {
        co_return Error{Errc::queue_not_found, "gone"};
    }
    std::vector<Result<void>> results;
    for (const VisibilityChange& change : changes) {
        const auto entry = found->entries.find(change.receipt.sequence);
        const TimePoint until = clock_.now() + change.timeout;
        if (entry == found->entries.end()) {
            results.emplace_back(Error{Errc::message_not_in_flight, "gone"});
        } else if (until > change.receipt.received_at + limits::visibility_timeout_max) {
            results.emplace_back(Error{Errc::over_limit, "too long"});
        } else {
            entry->second.state.visible_at = until;
            results.emplace_back();
        }
    }
    co_return results;
}

Task<Result<Uuid>> FakeBroker::start_move_task(QueueInfoPtr, MoveTask wanted) {
    if (!tasks.empty() && is_active(tasks.front())) {
        co_return Error{Errc::invalid_parameter, "one is running"};
    }
    wanted.id = random_uuid();
    wanted.started_at = clock_.now();
    tasks.insert(tasks.begin(), wanted);
    co_return wanted.id;
}

Task<Result<std::uint64_t>> FakeBroker::cancel_move_task(QueueInfoPtr, Uuid task) {
    for (MoveTask& one : tasks) {
        if (one.id == task) {
            one.status = MoveTaskStatus::cancelled;
            co_return one.moved_count;
        }
    }
    co_return Error{Errc::resource_not_found, "Task does not exist."};
}

Task<Result<std::vector<MoveTask>>> FakeBroker::move_tasks(QueueInfoPtr, std::size_t max) {
    co_return std::vector<MoveTask>(
        tasks.begin(), tasks.begin() + static_cast<std::ptrdiff_t>(std::min(max, tasks.size())));
}

FakeBroker::Queue* FakeBroker::live(const QueueInfoPtr& queue) {
    const auto found = queues_.find(queue->key);
    return found == queues_.end() || found->second.info->id != queue->id ? nullptr : &found->second;
}

QueueCounts FakeBroker::count(const Queue& queue) const {
    QueueCounts counts;
    for (const auto& [sequence, entry] : queue.entries) {
        const bool is_hidden = entry.state.visible_at > clock_.now();
        const bool is_delayed = is_hidden && entry.state.receive_count == 0;
        ++(is_delayed ? counts.delayed : is_hidden ? counts.in_flight : counts.visible);
    }
    return counts;
}

}  // namespace forebay::service
