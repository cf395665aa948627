#include "runtime/table_directory.hpp"

#include "runtime/key_filter.hpp"

#include <mutex>
#include <utility>

namespace forebay::runtime {

TableInfoPtr TableDirectory::find(const TableKey& key) const {
    const std::shared_lock lock(mutex_);
    const auto at = tables_.find(key);
    return at == tables_.end() ? nullptr : at->second;
}

bool TableDirectory::contains(TableId table) const {
    const std::shared_lock lock(mutex_);
    return ids_.contains(table);
}

std::vector<TableInfoPtr> TableDirectory::list(std::string_view account, std::string_view region,
                                               std::string_view after, std::size_t max) const {
    const std::shared_lock lock(mutex_);
    std::vector<TableInfoPtr> found;
    for (auto at = tables_.upper_bound(KeyView{account, region, after});
         at != tables_.end() && found.size() < max; ++at) {
        if (at->first.account != account || at->first.region != region) {
            break;
        }
        found.push_back(at->second);
    }
    return found;
}

std::vector<TableInfoPtr> TableDirectory::list(const Listing& listing) const {
    const std::shared_lock lock(mutex_);
    std::vector<TableInfoPtr> found;
    for_listed(tables_, listing, [&found](const TableInfoPtr& table) { found.push_back(table); });
    return found;
}

TableInfoPtr TableDirectory::insert(TableInfoPtr table) {
    const std::unique_lock lock(mutex_);
    const auto [at, is_new] = tables_.try_emplace(table->key, table);
    if (is_new) {
        ids_.insert(table->id);
    }
    return at->second;
}

void TableDirectory::replace(TableInfoPtr table) {
    const std::unique_lock lock(mutex_);
    TableInfoPtr& there = tables_[table->key];
    if (there != nullptr) {
        ids_.erase(there->id);
    }
    ids_.insert(table->id);
    there = std::move(table);
}

void TableDirectory::remove(const TableKey& key) {
    const std::unique_lock lock(mutex_);
    if (const auto at = tables_.find(key); at != tables_.end()) {
        ids_.erase(at->second->id);
        tables_.erase(at);
    }
}

}  // namespace forebay::runtime
