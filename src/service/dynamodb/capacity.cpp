#include "service/dynamodb/capacity.hpp"

#include <forebay/model/value_writer.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace forebay::service::dynamodb {
namespace {

constexpr std::size_t read_unit_bytes = 4096;
constexpr std::size_t write_unit_bytes = 1024;

double units(std::size_t bytes, std::size_t unit_bytes) {
    return static_cast<double>(std::max<std::size_t>((bytes + unit_bytes - 1) / unit_bytes, 1));
}

std::size_t size_of(const ItemPtr& item) {
    return item == nullptr ? 0 : item->size();
}

}  // namespace

CapacityReport capacity_report(const OptionalText& return_consumed_capacity) {
    return return_consumed_capacity == "INDEXES" ? CapacityReport::indexes
           : return_consumed_capacity == "TOTAL" ? CapacityReport::total
                                                 : CapacityReport::none;
}

void Usage::add(const Usage& other, double times) {
    table += other.table * times;
    for (const auto& [index, units] : other.indexes) {
        indexes[index] += units * times;
    }
}

double read_units(std::size_t bytes, bool is_consistent) {
    return units(bytes, read_unit_bytes) * (is_consistent ? 1.0 : 0.5);
}

Usage write_usage(const runtime::WriteOutcome& outcome) {
    Usage usage{.table = units(std::max(size_of(outcome.before), size_of(outcome.after)),
                               write_unit_bytes)};
    for (const runtime::IndexUnits& index : outcome.index_units) {
        usage.indexes[index.index] += index.units;
    }
    return usage;
}

std::optional<ConsumedCapacity> describe(CapacityReport report, const TableInfo& table,
                                         const Usage& usage) {
    if (report == CapacityReport::none) {
        return std::nullopt;
    }
    ConsumedCapacity consumed{.table_name = table.key.name, .capacity_units = usage.table};
    if (report == CapacityReport::indexes) {
        consumed.table = Capacity{usage.table};
    }
    for (const auto& [id, units] : usage.indexes) {
        consumed.capacity_units += units;
        const IndexInfo* const index = table.find_index(id);
        if (report == CapacityReport::indexes && index != nullptr) {
            auto& indexes = index->kind == IndexInfo::Kind::local
                                ? consumed.local_secondary_indexes
                                : consumed.global_secondary_indexes;
            indexes.insert_or_assign(index->name, Capacity{units});
        }
    }
    return consumed;
}

std::optional<ItemCollectionMetrics> collection_metrics(
    const OptionalText& return_item_collection_metrics, const TableInfo& table, MapView key) {
    const bool has_local_index = std::ranges::any_of(
        table.indexes, [](const IndexInfo& index) { return index.kind == IndexInfo::Kind::local; });
    const auto partition = key.find(table.schema.partition.name);
    if (return_item_collection_metrics != "SIZE" || !has_local_index || !partition) {
        return std::nullopt;
    }
    std::string bytes;
    ValueWriter writer(bytes);
    writer.begin_item();
    writer.name(table.schema.partition.name);
    writer.value(*partition);
    writer.end();
    return ItemCollectionMetrics{.item_collection_key = Item(std::move(bytes)),
                                 .size_estimate_range_gb = {0, 1}};
}

}  // namespace forebay::service::dynamodb
