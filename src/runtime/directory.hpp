#pragma once

#include "runtime/key_view.hpp"
#include <forebay/base/clock.hpp>
#include <forebay/base/result.hpp>
#include <forebay/model/queue.hpp>
#include <forebay/runtime/admin.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace forebay::runtime {

/// Which queues there are, for all threads. A queue is put in and taken out by the shard that owns
/// it, in step with the shard's own books.
class Directory {
public:
    QueueInfoPtr find(std::string_view account, std::string_view region,
                      std::string_view name) const;

    /// See Broker::list.
    std::vector<QueueInfoPtr> list(std::string_view account, std::string_view region,
                                   std::string_view prefix, std::string_view after,
                                   std::size_t max) const;

    /// See Admin.
    std::vector<QueueInfoPtr> list(const Listing& listing) const;

    /// The queue that has this name now: `info`, if there was none. Errors: queue_deleted_recently,
    /// when one was removed less than `recreate_interval` before `now`.
    Result<QueueInfoPtr> insert(QueueInfoPtr info, TimePoint now, Duration recreate_interval);

    /// Up to `max` queues whose dead letters go to `target`, by name, after the name `after`.
    std::vector<QueueInfoPtr> sources(const QueueKey& target, std::string_view after,
                                      std::size_t max) const;

    /// Changes whenever a queue is put in or taken out.
    std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

    void replace(QueueInfoPtr info);
    void remove(const QueueKey& key);

    /// Locks the name of a queue that was removed.
    void lock(const RemovedQueue& removed);

    /// Forgets the locks that have ended at `now`: of these queues.
    std::vector<QueueId> unlock(TimePoint now, Duration recreate_interval);

    /// Forgets the locks of an account, or all if it is empty: of these queues.
    std::vector<QueueId> unlock_all(std::string_view account);

private:
    using SourceLink = std::pair<QueueKey, std::string>;  // a target, and the name of a source
    static std::optional<SourceLink> link_of(const QueueInfo& info);
    void put(QueueInfoPtr info);

    mutable std::shared_mutex mutex_;
    std::atomic<std::uint64_t> version_ = 1;
    std::set<SourceLink> sources_;
    std::map<QueueKey, QueueInfoPtr, KeyLess> queues_;
    std::map<QueueKey, TimePoint, KeyLess> removed_at_;  // the names that are still locked, or were
    std::map<std::pair<TimePoint, QueueId>, QueueKey> removed_;  // the same, the oldest first
};

}  // namespace forebay::runtime
