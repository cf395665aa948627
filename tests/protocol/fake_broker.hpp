#pragma once

#include <forebay/base/assert.hpp>
#include <forebay/runtime/broker.hpp>

namespace forebay::protocol {

/// A broker for fake actions, which do not call it: it has no queues. It tells the time of AWS's
/// examples.
class FakeBroker final : public runtime::Broker {
public:
    void start() override { fail_stop("not called"); }
    void stop_waiting() override { fail_stop("not called"); }
    void stop() override { fail_stop("not called"); }
    std::vector<Executor> executors() override { fail_stop("not called"); }
    Task<void> aside(std::function<void()>) override { fail_stop("not called"); }
    Clock& clock() override { return clock_; }
    const ReceiptCodec& receipts() const override { fail_stop("not called"); }
    runtime::Topics& topics() override { fail_stop("not called"); }
    runtime::Tables& tables() override { fail_stop("not called"); }
    runtime::Registry& registry() override { fail_stop("not called"); }
    runtime::Admin& admin() override { fail_stop("not called"); }
    Result<QueueInfoPtr> find(std::string_view, std::string_view, std::string_view) const override {
        return Error{Errc::queue_not_found, {}};
    }
    std::vector<QueueInfoPtr> list(std::string_view, std::string_view, std::string_view,
                                   std::string_view, std::size_t) const override {
        fail_stop("not called");
    }
    std::vector<QueueInfoPtr> dead_letter_sources(const QueueKey&, std::string_view,
                                                  std::size_t) const override {
        fail_stop("not called");
    }
    Task<Result<Creation>> create(QueueInfo) override { fail_stop("not called"); }
    Task<Result<void>> remove(QueueInfoPtr) override { fail_stop("not called"); }
    Task<Result<void>> update(QueueInfoPtr, std::function<Result<void>(QueueInfo&)>) override {
        fail_stop("not called");
    }
    Task<Result<QueueCounts>> counts(QueueInfoPtr) override { fail_stop("not called"); }
    Task<Result<void>> purge(QueueInfoPtr) override { fail_stop("not called"); }
    Task<Result<std::vector<runtime::Accepted>>> send(QueueInfoPtr,
                                                      std::vector<runtime::SendRequest>) override {
        fail_stop("not called");
    }
    Task<Result<std::vector<runtime::Delivery>>> receive(QueueInfoPtr, runtime::ReceiveRequest,
                                                         Presence*) override {
        fail_stop("not called");
    }
    Task<Result<std::vector<Result<void>>>> remove_messages(QueueInfoPtr,
                                                            std::vector<Receipt>) override {
        fail_stop("not called");
    }
    Task<Result<std::vector<Result<void>>>> change_visibility(
        QueueInfoPtr, std::vector<VisibilityChange>) override {
        fail_stop("not called");
    }
    Task<Result<Uuid>> start_move_task(QueueInfoPtr, MoveTask) override { fail_stop("not called"); }
    Task<Result<std::uint64_t>> cancel_move_task(QueueInfoPtr, Uuid) override {
        fail_stop("not called");
    }
    Task<Result<std::vector<MoveTask>>> move_tasks(QueueInfoPtr, std::size_t) override {
        fail_stop("not called");
    }

private:
    ManualClock clock_{TimePoint(Duration(1'440'938'160'000))};  // 2015-08-30T12:36:00Z
};

}  // namespace forebay::protocol
