#include <forebay/service/access/policies.hpp>

#include <algorithm>
#include <mutex>
#include <utility>

namespace forebay::service::access {
namespace {

// Whether `entry` is of this owner, and not of one that lived at the same address before.
bool is_of(const std::weak_ptr<const void>& entry, const std::shared_ptr<const void>& owner) {
    return !entry.owner_before(owner) && !owner.owner_before(entry);
}

}  // namespace

PolicyPtr Policies::of(const QueueInfoPtr& queue) {
    return queue == nullptr || queue->settings.policy.empty() ? nullptr
                                                              : find(queue, queue->settings.policy);
}

PolicyPtr Policies::of(const TopicPtr& topic) {
    if (topic == nullptr) {
        return nullptr;
    }
    const auto policy = topic->attributes.find("Policy");
    return policy == topic->attributes.end() ? nullptr : find(topic, policy->second);
}

PolicyPtr Policies::find(const std::shared_ptr<const void>& owner, std::string_view text) {
    {
        const std::shared_lock lock(mutex_);
        const auto found = entries_.find(owner.get());
        if (found != entries_.end() && is_of(found->second.owner, owner)) {
            return found->second.policy;
        }
    }
    auto policy = std::make_shared<const Policy>(text, PolicyKind::resource);
    const std::scoped_lock lock(mutex_);
    if (entries_.size() >= sweep_at_) {
        std::erase_if(entries_, [](const auto& entry) { return entry.second.owner.expired(); });
        sweep_at_ = std::max<std::size_t>(1024, 2 * entries_.size());
    }
    entries_.insert_or_assign(owner.get(), Entry{owner, policy});
    return policy;
}

std::size_t Policies::size() const {
    const std::shared_lock lock(mutex_);
    return entries_.size();
}

}  // namespace forebay::service::access
