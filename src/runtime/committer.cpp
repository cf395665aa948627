#include "runtime/committer.hpp"

#include "runtime/thread.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace forebay::runtime {
namespace {

// With buffered durability the disk is at most so far behind.
constexpr std::chrono::milliseconds sync_interval{100};

// With so many batches waiting for others, no more bonds are begun.
constexpr std::size_t waiting_max = 64;

}  // namespace

Committer::Committer(storage::Store& store, storage::Durability durability)
    : store_(store),
      durability_(durability),
      thread_(start_thread("committer", Eagerness::patient, [this] { run(); })) {}

Committer::~Committer() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    has_work_.notify_one();
    thread_.join();
}

void Committer::submit(HandIn hand_in) {
    bool was_idle = false;
    {
        const std::lock_guard lock(mutex_);
        was_idle = arrived_.empty();
        arrived_.push_back(std::move(hand_in));
    }
    if (was_idle) {
        has_work_.notify_one();
    }
}

// False when there is none and there will be none.
bool Committer::wait_for_work(std::unique_lock<std::mutex>& lock) {
    const auto is_awaited = [this] { return !arrived_.empty() || is_stopping_; };
    if (is_unsynced_ && !has_work_.wait_for(lock, sync_interval, is_awaited)) {
        lock.unlock();
        sync();
        is_unsynced_ = false;
        lock.lock();
    }
    has_work_.wait(lock, is_awaited);
    return !arrived_.empty();
}

void Committer::run() {
    std::vector<HandIn> arrived;
    std::unique_lock lock(mutex_);
    while (wait_for_work(lock)) {
        std::swap(arrived, arrived_);
        lock.unlock();
        take_in(arrived);
        write();
        lock.lock();
    }
    lock.unlock();
    if (is_unsynced_) {
        sync();
    }
}

// Takes in what has arrived, and moves all that can be written now to batches_ and dones_. That is
// the most of each shard, from its first on, in which no bond lacks a part: begin with everything,
// and take away what waits until nothing changes.
void Committer::take_in(std::vector<HandIn>& arrived) {
    for (const HandIn& hand_in : arrived) {
        for (const BondPtr& bond : hand_in.bonds) {
            ++bond->ready_;
        }
    }
    waiting_.insert(waiting_.end(), std::make_move_iterator(arrived.begin()),
                    std::make_move_iterator(arrived.end()));
    arrived.clear();
    for (HandIn& hand_in : waiting_) {
        if (std::exchange(hand_in.must_wait, false)) {
            for (const BondPtr& bond : hand_in.bonds) {
                ++bond->ready_;
            }
        }
    }

    const auto lacks_a_part = [](const BondPtr& bond) { return bond->ready_ < bond->parts_; };
    std::vector<const void*> waiting_shards;
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        waiting_shards.clear();
        for (HandIn& hand_in : waiting_) {
            const bool is_behind =
                std::ranges::find(waiting_shards, hand_in.shard) != waiting_shards.end();
            if (!is_behind && std::ranges::none_of(hand_in.bonds, lacks_a_part)) {
                continue;
            }
            if (!is_behind) {
                waiting_shards.push_back(hand_in.shard);
            }
            if (!std::exchange(hand_in.must_wait, true)) {
                has_changed = true;
                for (const BondPtr& bond : hand_in.bonds) {
                    --bond->ready_;
                }
            }
        }
    }

    std::erase_if(waiting_, [this](HandIn& hand_in) {
        if (hand_in.must_wait) {
            return false;
        }
        batches_.push_back(std::move(hand_in.batch));
        dones_.push_back(std::move(hand_in.done));
        return true;
    });
    is_backed_up_.store(waiting_.size() > waiting_max, std::memory_order_relaxed);
}

void Committer::sync() {
    const auto began = std::chrono::steady_clock::now();
    store_.sync();
    syncs_ns_.add(nanoseconds_since(began));
}

CommitMeasurement Committer::measure() {
    std::size_t waiting = 0;
    {
        const std::lock_guard lock(mutex_);
        waiting = arrived_.size();
    }
    return {.commits_ns = commits_ns_.counts(),
            .syncs_ns = syncs_ns_.counts(),
            .operations = operations_.counts(),
            .batches = batches_total_.count(),
            .bytes = bytes_total_.count(),
            .waiting = waiting};
}

void Committer::write() {
    if (batches_.empty()) {
        return;
    }
    std::size_t operations = 0;
    for (const storage::Batch& batch : batches_) {
        operations += batch.size();
        bytes_total_.add(batch.bytes());
    }
    operations_.add(operations);
    batches_total_.add(batches_.size());
    const auto began = std::chrono::steady_clock::now();
    store_.commit(batches_, durability_);
    commits_ns_.add(nanoseconds_since(began));
    if (durability_ == storage::Durability::buffered) {
        const auto now = std::chrono::steady_clock::now();
        is_unsynced_ = now < synced_at_ + sync_interval;
        if (!is_unsynced_) {
            sync();
            synced_at_ = now;
        }
    }
    for (Done& done : dones_) {
        done();
    }
    batches_.clear();
    dones_.clear();
}

}  // namespace forebay::runtime
