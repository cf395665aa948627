#pragma once

#include "tests/runtime/watched_store.hpp"
#include <forebay/runtime/broker.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace forebay::runtime {

/// A client that leaves when it is told to.
class Leaver final : public Presence {
public:
    void watch(std::function<void()> on_leave) override;
    void unwatch() override {}

    void wait_until_watched() { watched_.get_future().wait(); }
    void leave() { on_leave_(); }  ///< on the thread that watches

private:
    std::function<void()> on_leave_;
    std::promise<void> watched_;
};

inline ReceiveRequest asking(std::uint32_t most, std::optional<Duration> wait = std::nullopt) {
    return {.max_messages = most, .visibility_timeout = std::nullopt, .wait = wait};
}

template <class T>
bool is_ready(const std::future<T>& future) {
    return future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

/// A broker of two shards on a store in memory, under a clock that is moved by hand.
class Harness {
public:
    using BeforeStart = std::function<void(Broker&)>;

    /// `before_start` gets each broker, that of a restart too.
    explicit Harness(BrokerOptions options = {}, BeforeStart before_start = {});
    ~Harness();

    Broker& broker() { return *broker_; }

    /// Starts the task on the first shard's thread; most queues belong to the other.
    template <class T>
    std::future<T> start(Task<T> task) {
        return asio::co_spawn(broker_->executors()[0], std::move(task), asio::use_future);
    }
    template <class T>
    T run(Task<T> task) {
        return start(std::move(task)).get();
    }
    void call(std::function<void()> what);  ///< on the first shard's thread
    void pass_a_moment();  ///< until all that was started has gone as far as it can
    void until(const std::function<bool()>& holds);      ///< as time goes by
    void until_now(const std::function<bool()>& holds);  ///< without any
    void advance(Duration by);
    /// Without an orderly stop of what was not written; `downtime` passes meanwhile.
    void restart(Duration downtime = Duration::zero());

    Result<Broker::Creation> try_create(const std::string& name);
    Broker::Creation create(const std::string& name) { return try_create(name).value(); }
    std::vector<SendRequest> requests(const std::vector<std::string>& bodies, Duration delay = {});
    void send(const QueueInfoPtr& queue, const std::vector<std::string>& bodies,
              Duration delay = {});
    Result<std::vector<Accepted>> try_send(const QueueInfoPtr& queue, const std::string& body);
    std::vector<Delivery> receive_all(const QueueInfoPtr& queue, std::uint32_t most);
    std::vector<std::string> receive(const QueueInfoPtr& queue, std::uint32_t most = 10);

    void hold_commits() { store_->hold(); }
    void release_commits() { store_->release(); }
    void drop_commits() { store_->drop_after(0); }
    void drop_commits_after(std::size_t commits) { store_->drop_after(commits); }
    void crash_after(std::size_t commits) { store_->remember_after(commits); }  ///< `restart` then
    void set_on_disk(bool is_on_disk) { store_->set_on_disk(is_on_disk); }  ///< see WatchedStore
    void set_free_bytes(std::uint64_t bytes) { store_->set_free_bytes(bytes); }
    std::size_t stored_messages();
    std::size_t stored_queues();
    std::size_t stored_deduplications();
    std::size_t stored_locks();
    void leave_out(std::function<bool(const storage::Batch::Operation&)> is_left_out) {
        store_->leave_out(std::move(is_left_out));
    }
    storage::Store& store() { return store_->store(); }

private:
    void begin();

    BrokerOptions options_;
    BeforeStart before_start_;
    ManualClock clock_{TimePoint(Duration(1'700'000'000'000))};
    std::shared_ptr<WatchedStore> store_;
    std::unique_ptr<Broker> broker_;
};

}  // namespace forebay::runtime
