#pragma once

#include <forebay/storage/store.hpp>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace forebay::runtime {

/// A store in memory that outlives its broker, and whose commits can be held up, or lost.
class WatchedStore {
public:
    void hold();                           ///< commits and checkpoints wait from now on
    void release();                        ///< they go on
    void drop_after(std::size_t commits);  ///< later ones are acknowledged, and lost
    void keep();                           ///< they are written again

    /// Remembers what is there after so many more commits, while everything goes on.
    void remember_after(std::size_t commits);

    /// There is again what was remembered: nothing has happened since.
    void go_back();

    /// Commits leave out the operations that `is_left_out` names: a fault, planted on purpose.
    void leave_out(std::function<bool(const storage::Batch::Operation&)> is_left_out);
    /// Whether nothing is in memory, so that each read waits for the disk.
    void set_on_disk(bool is_on_disk) { is_on_disk_ = is_on_disk; }

    void set_free_bytes(std::uint64_t bytes) { free_bytes_ = bytes; }

    storage::Store& store() { return *store_; }

    /// What a broker is given: it may close it.
    static std::unique_ptr<storage::Store> handle(std::shared_ptr<WatchedStore> store);

private:
    class Handle;

    static constexpr std::size_t never = ~std::size_t{0};

    storage::Batch without_left_out(const storage::Batch& batch) const;
    void remember();

    std::unique_ptr<storage::Store> store_ = storage::make_memory_store();
    std::function<bool(const storage::Batch::Operation&)> is_left_out_;  // null: nothing
    std::mutex mutex_;
    std::condition_variable released_;
    bool is_held_ = false;
    std::size_t commits_until_drop_ = never;
    std::optional<std::size_t> commits_to_remember_;  // nullopt: nothing is to be remembered
    std::unique_ptr<storage::Store> remembered_;      // null: nothing
    std::atomic<bool> is_on_disk_ = false;
    std::atomic<std::uint64_t> free_bytes_ = std::uint64_t{1} << 40U;
};

}  // namespace forebay::runtime
