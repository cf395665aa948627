#pragma once

#include "runtime/committer.hpp"
#include "runtime/directory.hpp"
#include "runtime/local_admin.hpp"
#include "runtime/local_registry.hpp"
#include "runtime/local_tables.hpp"
#include "runtime/local_topics.hpp"
#include "runtime/reader.hpp"
#include "runtime/shard.hpp"
#include "runtime/topic_directory.hpp"
#include <forebay/runtime/broker.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace forebay::runtime {

/// A broker whose shards are threads of this process, over one store.
class LocalBroker final : public Broker {
public:
    LocalBroker(std::unique_ptr<storage::Store> store, Clock& clock, const BrokerOptions& options);
    ~LocalBroker() override;

    void on_outbox_ready(OutboxBell ring) override { outbox_bell_ = std::move(ring); }
    void start() override;
    void stop_waiting() override;
    void clock_moved() override;
    void stop() override;
    std::vector<Executor> executors() override;
    Task<void> aside(std::function<void()> work) override { return reader_->run(std::move(work)); }
    Clock& clock() override { return clock_; }
    const ReceiptCodec& receipts() const override { return receipts_; }
    Topics& topics() override { return topics_; }
    Tables& tables() override { return tables_; }
    Registry& registry() override { return registry_; }
    Admin& admin() override { return admin_; }
    Task<Measurements> measure();
    void count(TopicId topic, SubscriptionProtocol protocol, Attempt attempt);
    MeasuredPlaces& places() { return places_; }

    Result<QueueInfoPtr> find(std::string_view account, std::string_view region,
                              std::string_view name) const override;
    std::vector<QueueInfoPtr> list(std::string_view account, std::string_view region,
                                   std::string_view prefix, std::string_view after,
                                   std::size_t max) const override;
    std::vector<QueueInfoPtr> dead_letter_sources(const QueueKey& target, std::string_view after,
                                                  std::size_t max) const override;
    Task<Result<Creation>> create(QueueInfo wanted) override;
    Task<Result<void>> remove(QueueInfoPtr queue) override;
    Task<Result<void>> update(QueueInfoPtr queue,
                              std::function<Result<void>(QueueInfo&)> change) override;
    Task<Result<QueueCounts>> counts(QueueInfoPtr queue) override;
    Task<Result<void>> purge(QueueInfoPtr queue) override;

    Task<Result<std::vector<Accepted>>> send(QueueInfoPtr queue,
                                             std::vector<SendRequest> requests) override;
    Task<Result<std::vector<Delivery>>> receive(QueueInfoPtr queue, ReceiveRequest request,
                                                Presence* client) override;
    Task<Result<std::vector<Result<void>>>> remove_messages(QueueInfoPtr queue,
                                                            std::vector<Receipt> receipts) override;
    Task<Result<std::vector<Result<void>>>> change_visibility(
        QueueInfoPtr queue, std::vector<VisibilityChange> changes) override;
    Task<Result<Uuid>> start_move_task(QueueInfoPtr source, MoveTask wanted) override;
    Task<Result<std::uint64_t>> cancel_move_task(QueueInfoPtr source, Uuid task) override;
    Task<Result<std::vector<MoveTask>>> move_tasks(QueueInfoPtr source, std::size_t max) override;

private:
    void recover();
    void recover_locked_names();
    void recover_topics(std::map<QueueId, QueueInfoPtr> outboxes);
    void recover_tables();
    void begin_counting();
    void has_been_used(std::uint64_t id);
    Shared shared();
    Shard& shard_of(QueueId queue);

    std::unique_ptr<storage::Store> store_;
    Clock& clock_;
    const BrokerOptions options_;
    MeasuredPlaces places_;
    ReceiptCodec receipts_;
    Directory directory_;
    TopicDirectory topic_directory_;
    TableDirectory table_directory_;
    OutboxBell outbox_bell_ = [](const QueueInfoPtr&) {};
    Topics::MakeRender make_replay_render_;
    Topics::MayDeliver may_deliver_ = [](const TopicKey&, const QueueInfoPtr&) { return true; };
    std::atomic<std::uint64_t> next_queue_id_ = 1;
    std::atomic<std::uint64_t> next_poll_id_ = 1;
    std::unique_ptr<Reader> reader_;
    std::unique_ptr<Committer> committer_;
    LocalRegistry registry_;
    std::vector<std::unique_ptr<Shard>> shards_;
    LocalTopics topics_;
    LocalTables tables_;
    LocalAdmin admin_;
};

}  // namespace forebay::runtime
