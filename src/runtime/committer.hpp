#pragma once

#include <forebay/base/tally.hpp>
#include <forebay/model/measurements.hpp>
#include <forebay/storage/store.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace forebay::runtime {

/// Ties batches of several shards to each other: they are written together, or none of them is.
class Bond {
public:
    explicit Bond(std::size_t parts) : parts_(parts) {}

private:
    friend class Committer;

    const std::size_t parts_;  // batches that carry it
    std::size_t ready_ = 0;    // those of them that nothing keeps from being written
};
using BondPtr = std::shared_ptr<Bond>;

/// The thread that writes. It gathers what the shards hand in while a write is under way, writes
/// it as one batch with one fsync, and then says so to each shard, in the order of its hand-ins.
/// Nobody else waits for the disk.
///
/// A batch waits for those that it is bound to, and for the earlier ones of its shard. Those that a
/// bond still lacks are handed in by shards that do not wait for the disk, so it always comes to an
/// end; what lacks some when the committer ends is not written.
class Committer {
public:
    /// What is called on the committer's thread once a batch is durable.
    using Done = std::move_only_function<void()>;

    /// A batch, and the shard that it is of.
    struct HandIn {
        const void* shard;
        storage::Batch batch;
        std::vector<BondPtr> bonds;
        Done done;
        bool must_wait = false;  ///< the committer's own
    };

    Committer(storage::Store& store, storage::Durability durability);

    /// Writes all that was handed in, and ends the thread.
    ~Committer();
    Committer(const Committer&) = delete;
    Committer& operator=(const Committer&) = delete;

    /// Has the batch written behind all that its shard handed in before. From any thread.
    void submit(HandIn hand_in);

    /// Whether many batches wait for others: better not to begin more bonds until they are written.
    /// From any thread.
    bool is_backed_up() const { return is_backed_up_.load(std::memory_order_relaxed); }

    /// From any thread.
    CommitMeasurement measure();

private:
    void run();
    bool wait_for_work(std::unique_lock<std::mutex>& lock);
    void take_in(std::vector<HandIn>& arrived);
    void write();
    void sync();

    storage::Store& store_;
    const storage::Durability durability_;

    // The thread's own.
    std::vector<HandIn> waiting_;          // handed in, not yet written, in order
    std::vector<storage::Batch> batches_;  // those that are being written,
    std::vector<Done> dones_;              // and whom to tell
    bool is_unsynced_ = false;             // buffered commits that the disk may not have yet
    std::chrono::steady_clock::time_point synced_at_ = std::chrono::steady_clock::now();

    std::atomic<bool> is_backed_up_ = false;

    static constexpr std::array<std::uint64_t, 8> operations_bounds = {1,   4,    16,   64,
                                                                       256, 1024, 4096, 16384};
    Histogram commits_ns_{duration_bounds_ns};
    Histogram syncs_ns_{duration_bounds_ns};
    Histogram operations_{operations_bounds};  // of each commit
    Tally batches_total_;
    Tally bytes_total_;

    std::mutex mutex_;
    std::condition_variable has_work_;
    std::vector<HandIn> arrived_;  // not yet taken in
    bool is_stopping_ = false;

    std::thread thread_;
};

}  // namespace forebay::runtime
