#pragma once

#include "server/deadlines.hpp"
#include <forebay/base/task.hpp>

#include <atomic>
#include <cstddef>
#include <list>

namespace forebay::server {

/// How many bytes of bodies the sessions of one thread hold, and may hold.
///
/// A session takes what it is about to fill, piece by piece, so a client that announces much and
/// sends nothing takes nothing. When all is taken, sessions wait until others give back. So that
/// not all wait for each other, one session at a time may go on beyond the bound: the bytes held
/// are at most `bytes_max` and one body.
class BodyBudget {
public:
    /// What one session holds.
    struct Share {
        std::size_t bytes = 0;
    };

    explicit BodyBudget(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    /// Makes the share at least `bytes`. False: not now.
    bool take(Share& share, std::size_t bytes);

    /// Gives back all that the share holds, and wakes who waits for it.
    void give_back(Share& share);

    /// Waits until something was given back, or until `wake_all`.
    Task<void> wait(Executor executor);
    void wake_all();

    std::size_t bytes_total() const { return bytes_total_; }  ///< from any thread
    std::size_t bytes_max() const { return bytes_max_; }      ///< the same

private:
    void set_total(std::size_t bytes) { bytes_total_.store(bytes, std::memory_order_relaxed); }

    const std::size_t bytes_max_;
    std::atomic<std::size_t> bytes_total_ = 0;  // others only read it
    const Share* beyond_ = nullptr;             // who may go beyond the bound
    std::list<SteadyTimer*> waiting_;           // an alarm that never rings, cancelled to wake
};

}  // namespace forebay::server
