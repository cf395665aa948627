#include "runtime/committer.hpp"

#include <pthread.h>

#include <chrono>
#include <utility>

namespace forebay::runtime {
namespace {

// With buffered durability the disk is at most so far behind.
constexpr std::chrono::milliseconds sync_interval{100};

}  // namespace

Committer::Committer(storage::Store& store, storage::Durability durability)
    : store_(store), durability_(durability), thread_([this] { run(); }) {
    pthread_setname_np(thread_.native_handle(), "committer");
}

Committer::~Committer() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    has_work_.notify_one();
    thread_.join();
}

void Committer::submit(storage::Batch batch, Done done) {
    bool was_idle = false;
    {
        const std::lock_guard lock(mutex_);
        was_idle = batches_.empty();
        batches_.push_back(std::move(batch));
        dones_.push_back(std::move(done));
    }
    if (was_idle) {
        has_work_.notify_one();
    }
}

// False when there is none and there will be none.
bool Committer::wait_for_work(std::unique_lock<std::mutex>& lock) {
    const auto is_awaited = [this] { return !batches_.empty() || is_stopping_; };
    if (is_unsynced_ && !has_work_.wait_for(lock, sync_interval, is_awaited)) {
        lock.unlock();
        store_.sync();
        is_unsynced_ = false;
        lock.lock();
    }
    has_work_.wait(lock, is_awaited);
    return !batches_.empty();
}

void Committer::run() {
    std::vector<storage::Batch> batches;
    std::vector<Done> dones;
    auto synced_at = std::chrono::steady_clock::now();
    std::unique_lock lock(mutex_);
    while (wait_for_work(lock)) {
        std::swap(batches, batches_);
        std::swap(dones, dones_);
        lock.unlock();

        store_.commit(batches, durability_);
        if (durability_ == storage::Durability::buffered) {
            const auto now = std::chrono::steady_clock::now();
            is_unsynced_ = now < synced_at + sync_interval;
            if (!is_unsynced_) {
                store_.sync();
                synced_at = now;
            }
        }
        for (Done& done : dones) {
            done();
        }
        batches.clear();
        dones.clear();
        lock.lock();
    }
    lock.unlock();
    if (is_unsynced_) {
        store_.sync();
    }
}

}  // namespace forebay::runtime
