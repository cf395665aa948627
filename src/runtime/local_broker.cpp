#include "runtime/local_broker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <future>
#include <utility>

namespace forebay::runtime {
std::unique_ptr<Broker> Broker::recover(std::unique_ptr<storage::Store> store, Clock& clock,
                                        const BrokerOptions& options) {
    return std::make_unique<LocalBroker>(std::move(store), clock, options);
}

Shard& LocalBroker::shard_of(QueueId queue) {
    return *shards_[static_cast<std::uint64_t>(queue) % shards_.size()];
}

Shared LocalBroker::shared() {
    return {.clock = clock_,
            .options = options_,
            .directory = directory_,
            .topics = topic_directory_,
            .tables = table_directory_,
            .store = *store_,
            .reader = *reader_,
            .committer = *committer_,
            .next_queue_id = next_queue_id_,
            .next_poll_id = next_poll_id_,
            .shards = shards_,
            .outbox_bell = outbox_bell_,
            .make_replay_render = make_replay_render_,
            .may_deliver = may_deliver_,
            .places = places_};
}

void LocalBroker::start() {
    begin_counting();
    for (auto& shard : shards_) {
        shard->start();
    }
}

void LocalBroker::stop_waiting() {
    for (auto& shard : shards_) {
        asio::post(shard->executor(), [&shard] { shard->stop_waiting(); });
    }
}

void LocalBroker::clock_moved() {
    for (auto& shard : shards_) {
        asio::post(shard->executor(), [&shard] { shard->clock_moved(); });
    }
}

std::vector<Executor> LocalBroker::executors() {
    std::vector<Executor> executors;
    for (auto& shard : shards_) {
        executors.push_back(shard->executor());
    }
    return executors;
}

Result<QueueInfoPtr> LocalBroker::find(std::string_view account, std::string_view region,
                                       std::string_view name) const {
    QueueInfoPtr info = directory_.find(account, region, name);
    if (info == nullptr) {
        return Error{Errc::queue_not_found, "The specified queue does not exist."};
    }
    return info;
}

std::vector<QueueInfoPtr> LocalBroker::list(std::string_view account, std::string_view region,
                                            std::string_view prefix, std::string_view after,
                                            std::size_t max) const {
    return directory_.list(account, region, prefix, after, max);
}

std::vector<QueueInfoPtr> LocalBroker::dead_letter_sources(const QueueKey& target,
                                                           std::string_view after,
                                                           std::size_t max) const {
    return directory_.sources(target, after, max);
}

Task<Result<Broker::Creation>> LocalBroker::create(QueueInfo wanted) {
    if (QueueInfoPtr info =
            directory_.find(wanted.key.account, wanted.key.region, wanted.key.name)) {
        co_return Creation{.info = std::move(info), .created = false};
    }
    wanted.id = QueueId(next_queue_id_++);
    Shard& shard = shard_of(wanted.id);
    co_return co_await on(shard, shard.create(std::move(wanted)));
}

Task<Result<void>> LocalBroker::remove(QueueInfoPtr queue) {
    Shard& shard = shard_of(queue->id);
    return on(shard, shard.remove(queue->id));
}

Task<Result<void>> LocalBroker::update(QueueInfoPtr queue,
                                       std::function<Result<void>(QueueInfo&)> change) {
    Shard& shard = shard_of(queue->id);
    return on(shard, shard.update(queue->id, std::move(change)));
}

Task<Result<QueueCounts>> LocalBroker::counts(QueueInfoPtr queue) {
    Shard& shard = shard_of(queue->id);
    return on(shard, shard.counts(queue->id));
}

Task<Result<void>> LocalBroker::purge(QueueInfoPtr queue) {
    Shard& shard = shard_of(queue->id);
    return on(shard, shard.purge(queue->id));
}

Task<Result<std::vector<Accepted>>> LocalBroker::send(QueueInfoPtr queue,
                                                      std::vector<SendRequest> requests) {
    Shard& shard = shard_of(queue->id);
    return on(shard, shard.send(queue->id, std::move(requests)));
}

Task<Result<std::vector<Delivery>>> LocalBroker::receive(QueueInfoPtr queue, ReceiveRequest request,
                                                         Presence* client) {
    Shard& shard = shard_of(queue->id);
    const TimePoint asked_at = clock_.now();
    const Duration wait = request.wait.value_or(queue->settings.receive_wait);
    request.wait = wait;
    auto there = co_await on(shard, shard.receive(queue->id, request));
    const bool may_wait = there ? there->empty() : there.error().code == Errc::over_limit;
    if (wait == Duration::zero() || !may_wait) {
        co_return there;
    }

    const auto ticket = std::make_shared<PollTicket>(PollId(next_poll_id_++));
    if (client != nullptr) {
        client->watch([&shard, ticket] {
            asio::post(shard.executor(), [&shard, ticket] { shard.call_off(*ticket); });
        });
    }
    auto received =
        co_await on(shard, shard.wait_and_receive(queue->id, request, ticket, asked_at + wait));
    if (client != nullptr) {
        client->unwatch();
    }
    co_return received;
}

Task<Result<std::vector<Result<void>>>> LocalBroker::remove_messages(
    QueueInfoPtr queue, std::vector<Receipt> receipts) {
    Shard& shard = shard_of(queue->id);
    return on(shard, shard.remove_messages(queue->id, std::move(receipts)));
}

Task<Result<std::vector<Result<void>>>> LocalBroker::change_visibility(
    QueueInfoPtr queue, std::vector<VisibilityChange> changes) {
    Shard& shard = shard_of(queue->id);
    return on(shard, shard.change_visibility(queue->id, std::move(changes)));
}

Task<Result<Uuid>> LocalBroker::start_move_task(QueueInfoPtr source, MoveTask wanted) {
    Shard& shard = shard_of(source->id);
    return on(shard, shard.start_move_task(source->id, std::move(wanted)));
}

Task<Result<std::uint64_t>> LocalBroker::cancel_move_task(QueueInfoPtr source, Uuid task) {
    Shard& shard = shard_of(source->id);
    return on(shard, shard.cancel_move_task(source->id, task));
}

Task<Result<std::vector<MoveTask>>> LocalBroker::move_tasks(QueueInfoPtr source, std::size_t max) {
    Shard& shard = shard_of(source->id);
    return on(shard, shard.move_tasks(source->id, max));
}

void LocalBroker::stop() {
    if (committer_ == nullptr) {
        return;
    }
    std::vector<std::future<void>> settled;
    for (auto& shard : shards_) {
        settled.push_back(asio::co_spawn(shard->executor(), shard->settle(), asio::use_future));
    }
    for (auto& future : settled) {
        future.get();
    }
    for (auto& shard : shards_) {
        shard->stop();
    }
    committer_.reset();
    reader_.reset();
    store_.reset();
}

LocalBroker::~LocalBroker() {
    for (auto& shard : shards_) {
        shard->stop();
    }
    committer_.reset();
    reader_.reset();
}

}  // namespace forebay::runtime
