#pragma once

#include <forebay/storage/store.hpp>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace forebay::runtime {

/// The thread that writes. It gathers what the shards hand in while a write is under way, writes
/// it as one batch with one fsync, and then says so to each shard, in the order of their hand-ins.
/// Nobody else waits for the disk.
class Committer {
public:
    /// What is called on the committer's thread once a batch is durable.
    using Done = std::move_only_function<void()>;

    Committer(storage::Store& store, storage::Durability durability);

    /// Writes all that was handed in, and ends the thread.
    ~Committer();
    Committer(const Committer&) = delete;
    Committer& operator=(const Committer&) = delete;

    /// Has `batch` written behind all that were handed in before. From any thread.
    void submit(storage::Batch batch, Done done);

private:
    void run();
    bool wait_for_work(std::unique_lock<std::mutex>& lock);

    storage::Store& store_;
    const storage::Durability durability_;
    bool is_unsynced_ = false;  // buffered commits that the disk may not have yet; the thread's own

    std::mutex mutex_;
    std::condition_variable has_work_;
    std::vector<storage::Batch> batches_;  // handed in, not yet taken
    std::vector<Done> dones_;              // theirs, in the same order
    bool is_stopping_ = false;

    std::thread thread_;
};

}  // namespace forebay::runtime
