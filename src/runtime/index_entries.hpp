#pragma once

#include <forebay/base/result.hpp>
#include <forebay/engine/table_key.hpp>
#include <forebay/model/item_change.hpp>
#include <forebay/model/table_info.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What is stored of an item beside itself: its entries in indexes, and the one by which it is
/// found when it expires.
namespace forebay::runtime {

struct IndexEntry {
    std::string key;
    ItemPtr value;          ///< null: of an expiry; nothing
    std::size_t bytes = 0;  ///< that it counts

    bool is_same(const IndexEntry& other) const {
        return key == other.key &&
               (value == other.value || (value != nullptr && *value == *other.value));
    }
};

/// The entry of `item` (null: there is none) in `index`; nullopt: it has none. Errors:
/// validation_failed, when a key of the index has another type.
Result<std::optional<IndexEntry>> index_entry(const TableInfo& table, const IndexInfo& index,
                                              const ItemPtr& item, engine::ItemWrite write);

/// The key attributes of `item`: those of the table, and of `index` if it is not null.
Item key_attributes(const TableInfo& table, const IndexInfo* index, MapView item);

/// When `item` expires, in seconds since 1970; nullopt: never.
std::optional<std::uint64_t> expiry_second(const TimeToLive& time_to_live, const Item& item);

/// The entry by which `item` (null: there is none), stored under `key`, is found when it expires;
/// nullopt: it has none.
std::optional<IndexEntry> expiry_entry(const TableInfo& table, std::string_view key,
                                       const ItemPtr& item);

/// The entry of `item`, stored under `key`, in an index or for the time to live; nullopt: it has
/// none, also when a key of the index has another type.
std::optional<IndexEntry> entry_of(const TableInfo& table, IndexId index, std::string_view key,
                                   const ItemPtr& item);

}  // namespace forebay::runtime
