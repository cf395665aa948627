#pragma once

#include "runtime/key_view.hpp"
#include <forebay/model/table_info.hpp>
#include <forebay/runtime/admin.hpp>

#include <cstddef>
#include <map>
#include <shared_mutex>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace forebay::runtime {

/// Which tables there are, for all threads. A table is put in and taken out by the shard that owns
/// it, in step with the shard's own books. See Tables.
class TableDirectory {
public:
    TableInfoPtr find(const TableKey& key) const;

    /// Whether it is there, by whatever name.
    bool contains(TableId table) const;
    std::vector<TableInfoPtr> list(std::string_view account, std::string_view region,
                                   std::string_view after, std::size_t max) const;

    /// See Admin.
    std::vector<TableInfoPtr> list(const Listing& listing) const;

    /// The table that has this name now: `table`, if there was none.
    TableInfoPtr insert(TableInfoPtr table);
    void replace(TableInfoPtr table);
    void remove(const TableKey& key);

private:
    mutable std::shared_mutex mutex_;
    std::map<TableKey, TableInfoPtr, KeyLess> tables_;
    std::unordered_set<TableId> ids_;
};

}  // namespace forebay::runtime
