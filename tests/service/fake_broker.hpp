#pragma once

#include "tests/service/fake_topics.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/runtime/broker.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace forebay::service {

/// A broker that keeps everything in a few maps, on the caller's thread: what the service's tests
/// talk to. Messages have delays and visibility, and nobody waits.
class FakeBroker final : public runtime::Broker {
public:
    explicit FakeBroker(ManualClock& clock) : clock_(clock) {}

    // What a test sets.
    std::size_t in_flight_max = 3;
    std::optional<Error> send_error;                ///< what the next sends are refused with
    std::optional<Error> create_error;              ///< what the next creations are refused with
    std::vector<runtime::ReceiveRequest> received;  ///< what was asked for, in order
    Presence* latest_client = nullptr;              ///< of the latest receive

    std::vector<MoveTask> tasks;  ///< of every queue, the newest first

    /// Puts a queue there that the service would not make.
    QueueInfoPtr put(QueueInfo info);

    void start() override {}
    void stop_waiting() override {}
    void stop() override {}
    std::vector<Executor> executors() override { return {}; }
    Task<void> aside(std::function<void()> work) override {
        work();
        co_return;
    }
    Clock& clock() override { return clock_; }
    const ReceiptCodec& receipts() const override { return receipts_; }
    FakeTopics& topics() override { return topics_; }
    runtime::Tables& tables() override { fail_stop("not called"); }
    FakeRegistry& registry() override { return registry_; }
    runtime::Admin& admin() override { fail_stop("not called"); }

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
    Task<Result<std::vector<runtime::Accepted>>> send(
        QueueInfoPtr queue, std::vector<runtime::SendRequest> requests) override;
    Task<Result<std::vector<runtime::Delivery>>> receive(QueueInfoPtr queue,
                                                         runtime::ReceiveRequest request,
                                                         Presence* client) override;
    Task<Result<std::vector<Result<void>>>> remove_messages(QueueInfoPtr queue,
                                                            std::vector<Receipt> receipts) override;
    Task<Result<std::vector<Result<void>>>> change_visibility(
        QueueInfoPtr queue, std::vector<VisibilityChange> changes) override;
    Task<Result<Uuid>> start_move_task(QueueInfoPtr source, MoveTask wanted) override;
    Task<Result<std::uint64_t>> cancel_move_task(QueueInfoPtr source, Uuid task) override;
    Task<Result<std::vector<MoveTask>>> move_tasks(QueueInfoPtr source, std::size_t max) override;

private:
    struct Entry {
        MessagePtr message;
        MessageState state;
    };
    struct Queue {
        QueueInfoPtr info;
        std::map<Sequence, Entry> entries;
        std::optional<TimePoint> purged_at;
    };

    Queue* live(const QueueInfoPtr& queue);
    QueueCounts count(const Queue& queue) const;

    ManualClock& clock_;
    ReceiptCodec receipts_{ReceiptCodec::Secret{1, 2, 3}};
    FakeTopics topics_{*this, clock_};
    FakeRegistry registry_;
    std::map<QueueKey, Queue> queues_;
    std::uint64_t last_id_ = 0;
    std::uint64_t last_sequence_ = 0;
};

}  // namespace forebay::service
