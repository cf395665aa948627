#pragma once

#include <forebay/model/queue.hpp>
#include <forebay/model/topic.hpp>
#include <forebay/service/access/policy.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <shared_mutex>
#include <string_view>
#include <unordered_map>

namespace forebay::service::access {

/// The policies of queues and topics, each read once: beside the snapshot that it stands in, and
/// for as long as that lives. Thread-safe.
class Policies {
public:
    /// Null: there is none.
    PolicyPtr of(const QueueInfoPtr& queue);
    PolicyPtr of(const TopicPtr& topic);

    /// What is remembered, also of snapshots that have gone.
    std::size_t size() const;

private:
    struct Entry {
        std::weak_ptr<const void> owner;
        PolicyPtr policy;
    };

    PolicyPtr find(const std::shared_ptr<const void>& owner, std::string_view text);

    mutable std::shared_mutex mutex_;
    std::unordered_map<const void*, Entry> entries_;  // by the owner's address
    std::size_t sweep_at_ = 1024;                     // the size at which the dead are removed
};

}  // namespace forebay::service::access
