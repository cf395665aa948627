#include "runtime/index_entries.hpp"

#include <forebay/base/assert.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/model/value_writer.hpp>
#include <forebay/storage/table_keys.hpp>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>
#include <vector>

namespace forebay::runtime {
namespace {

namespace keys = storage::keys;

bool is_key(const KeySchema& schema, std::string_view name) {
    return schema.partition.name == name || (schema.sort && schema.sort->name == name);
}

Item project(MapView item, const auto& is_wanted) {
    std::string bytes;
    ValueWriter writer(bytes);
    writer.begin_item();
    for (const auto& [name, value] : item.entries()) {
        if (is_wanted(name)) {
            writer.name(name);
            writer.value(value);
        }
    }
    writer.end();
    return Item(std::move(bytes));
}

Item project(const TableInfo& table, const IndexInfo& index, MapView item) {
    const std::vector<std::string>& included = index.projection.included;
    return project(item, [&](std::string_view name) {
        return is_key(table.schema, name) || is_key(index.schema, name) ||
               std::ranges::find(included, name) != included.end();
    });
}

}  // namespace

Result<std::optional<IndexEntry>> index_entry(const TableInfo& table, const IndexInfo& index,
                                              const ItemPtr& item, engine::ItemWrite write) {
    if (item == nullptr) {
        return std::optional<IndexEntry>();
    }
    const auto key = engine::index_key_of_item(index.name, index.schema, *item, write);
    if (!key) {
        return key.error();
    }
    if (!key->has_value()) {
        return std::optional<IndexEntry>();
    }
    IndexEntry entry;
    entry.key = keys::index_entry(table.id, index.id, **key,
                                  engine::key_of_item(table.schema, *item).value());
    entry.value = index.projection.kind == IndexProjection::Kind::all
                      ? item
                      : std::make_shared<const Item>(project(table, index, *item));
    entry.bytes = entry.value->size();
    return std::optional(std::move(entry));
}

Item key_attributes(const TableInfo& table, const IndexInfo* index, MapView item) {
    return project(item, [&](std::string_view name) {
        return is_key(table.schema, name) || (index != nullptr && is_key(index->schema, name));
    });
}

std::optional<std::uint64_t> expiry_second(const TimeToLive& time_to_live, const Item& item) {
    const auto value = item.find(time_to_live.attribute);
    if (!value.has_value() || !value->is(ValueType::number)) {
        return std::nullopt;
    }
    const std::string text = value->number().text();  // without an exponent
    std::uint64_t second = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), second);
    const bool is_time = read.ec == std::errc() && second <= limits::expiry_second_max;
    return is_time ? std::optional(second) : std::nullopt;
}

std::optional<IndexEntry> expiry_entry(const TableInfo& table, std::string_view key,
                                       const ItemPtr& item) {
    FOREBAY_ASSERT(table.time_to_live.has_value());
    const auto second = item == nullptr ? std::nullopt : expiry_second(*table.time_to_live, *item);
    if (!second.has_value()) {
        return std::nullopt;
    }
    return IndexEntry{.key = keys::expiry(table.id, table.time_to_live->index, *second, key),
                      .value = nullptr};
}

std::optional<IndexEntry> entry_of(const TableInfo& table, IndexId index, std::string_view key,
                                   const ItemPtr& item) {
    if (table.time_to_live.has_value() && table.time_to_live->index == index) {
        return expiry_entry(table, key, item);
    }
    const IndexInfo* info = table.find_index(index);
    FOREBAY_ASSERT(info != nullptr);
    auto entry = index_entry(table, *info, item, engine::ItemWrite::put);
    return entry ? *std::move(entry) : std::nullopt;
}

}  // namespace forebay::runtime
