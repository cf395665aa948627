#include "runtime/directory.hpp"

#include "runtime/key_filter.hpp"

#include <mutex>
#include <string>
#include <utility>

namespace forebay::runtime {

QueueInfoPtr Directory::find(std::string_view account, std::string_view region,
                             std::string_view name) const {
    const std::shared_lock lock(mutex_);
    const auto at = queues_.find(KeyView{account, region, name});
    return at == queues_.end() ? nullptr : at->second;
}

std::vector<QueueInfoPtr> Directory::list(std::string_view account, std::string_view region,
                                          std::string_view prefix, std::string_view after,
                                          std::size_t max) const {
    const std::shared_lock lock(mutex_);
    std::vector<QueueInfoPtr> found;
    auto at = after < prefix ? queues_.lower_bound(KeyView{account, region, prefix})
                             : queues_.upper_bound(KeyView{account, region, after});
    for (; at != queues_.end() && found.size() < max; ++at) {
        const QueueKey& key = at->first;
        if (key.account != account || key.region != region || !key.name.starts_with(prefix)) {
            break;
        }
        found.push_back(at->second);
    }
    return found;
}

std::vector<QueueInfoPtr> Directory::list(const Listing& listing) const {
    const std::shared_lock lock(mutex_);
    std::vector<QueueInfoPtr> found;
    for_listed(queues_, listing, [&found](const QueueInfoPtr& info) { found.push_back(info); });
    return found;
}

Result<QueueInfoPtr> Directory::insert(QueueInfoPtr info, TimePoint now,
                                       Duration recreate_interval) {
    const std::unique_lock lock(mutex_);
    const auto removed_at = removed_at_.find(info->key);
    if (removed_at != removed_at_.end() && is_within(recreate_interval, removed_at->second, now)) {
        return Error{Errc::queue_deleted_recently,
                     "You must wait 60 seconds after deleting a queue before you can create "
                     "another with the same name."};
    }
    if (const auto there = queues_.find(info->key); there != queues_.end()) {
        return there->second;
    }
    put(info);
    ++version_;
    return info;
}

void Directory::replace(QueueInfoPtr info) {
    const std::unique_lock lock(mutex_);
    put(std::move(info));
}

void Directory::put(QueueInfoPtr info) {
    QueueInfoPtr& there = queues_[info->key];
    const auto old_link = there != nullptr ? link_of(*there) : std::nullopt;
    const auto new_link = link_of(*info);
    if (old_link != new_link) {
        if (old_link.has_value()) {
            sources_.erase(*old_link);
        }
        if (new_link.has_value()) {
            sources_.insert(*new_link);
        }
    }
    there = std::move(info);
}

// A source and its target are in one account and region.
std::optional<Directory::SourceLink> Directory::link_of(const QueueInfo& info) {
    if (!info.settings.redrive.has_value()) {
        return std::nullopt;
    }
    auto target = parse_arn(info.settings.redrive->target_arn);
    if (!target.has_value()) {
        return std::nullopt;
    }
    return SourceLink{*std::move(target), info.key.name};
}

std::vector<QueueInfoPtr> Directory::sources(const QueueKey& target, std::string_view after,
                                             std::size_t max) const {
    const std::shared_lock lock(mutex_);
    std::vector<QueueInfoPtr> found;
    for (auto at = sources_.upper_bound({target, std::string(after)});
         at != sources_.end() && at->first == target && found.size() < max; ++at) {
        const auto source = queues_.find(KeyView{target.account, target.region, at->second});
        if (source != queues_.end()) {
            found.push_back(source->second);
        }
    }
    return found;
}

void Directory::remove(const QueueKey& key) {
    const std::unique_lock lock(mutex_);
    const auto at = queues_.find(key);
    if (at == queues_.end()) {
        return;
    }
    if (const auto link = link_of(*at->second)) {
        sources_.erase(*link);
    }
    queues_.erase(at);
    ++version_;
}

void Directory::lock(const RemovedQueue& removed) {
    const std::unique_lock lock(mutex_);
    removed_at_.insert_or_assign(removed.key, removed.removed_at);
    removed_.emplace(std::pair(removed.removed_at, removed.id), removed.key);
}

std::vector<QueueId> Directory::unlock(TimePoint now, Duration recreate_interval) {
    const std::unique_lock lock(mutex_);
    std::vector<QueueId> unlocked;
    while (!removed_.empty() && !is_within(recreate_interval, removed_.begin()->first.first, now)) {
        const auto& [removed_at, id] = removed_.begin()->first;
        const auto at = removed_at_.find(removed_.begin()->second);
        if (at != removed_at_.end() && at->second == removed_at) {
            removed_at_.erase(at);
        }
        unlocked.push_back(id);
        removed_.erase(removed_.begin());
    }
    return unlocked;
}

std::vector<QueueId> Directory::unlock_all(std::string_view account) {
    const std::unique_lock lock(mutex_);
    std::vector<QueueId> unlocked;
    const auto is_meant = [account](const QueueKey& key) {
        return account.empty() || key.account == account;
    };
    std::erase_if(removed_at_, [&](const auto& name) { return is_meant(name.first); });
    std::erase_if(removed_, [&](const auto& removed) {
        const bool is_unlocked = is_meant(removed.second);
        if (is_unlocked) {
            unlocked.push_back(removed.first.second);
        }
        return is_unlocked;
    });
    return unlocked;
}

}  // namespace forebay::runtime
