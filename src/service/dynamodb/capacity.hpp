#pragma once

#include <forebay/model/table_info.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/item_shapes.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

/// Capacity units: counted as the service does, never a limit. DynamoDB specification 6.
namespace forebay::service::dynamodb {

/// What a client wants to hear of them.
enum class CapacityReport : std::uint8_t { none, total, indexes };
CapacityReport capacity_report(const OptionalText& return_consumed_capacity);

/// What was taken of a table and its indexes.
struct Usage {
    double table = 0;
    std::map<IndexId, double> indexes = {};

    void add(const Usage& other, double times = 1);
};

/// Of items of so many bytes together; reading nothing counts like a little.
double read_units(std::size_t bytes, bool is_consistent);
Usage write_usage(const runtime::WriteOutcome& outcome);

/// Absent when nothing is wanted.
std::optional<ConsumedCapacity> describe(CapacityReport report, const TableInfo& table,
                                         const Usage& usage);

/// How much there is under the partition key of an item that was written: for tables with local
/// indexes only.
std::optional<ItemCollectionMetrics> collection_metrics(
    const OptionalText& return_item_collection_metrics, const TableInfo& table, MapView key);

}  // namespace forebay::service::dynamodb
