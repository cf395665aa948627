#pragma once

#include <forebay/model/table_info.hpp>
#include <forebay/service/dynamodb/table_shapes.hpp>

#include <string>
#include <string_view>
#include <vector>

/// What clients are told of a table: DynamoDB specification 5.
namespace forebay::service::dynamodb {

/// Seconds since 1970, with milliseconds.
double seconds(TimePoint at);

std::vector<KeySchemaElement> describe_schema(const KeySchema& schema);

/// `status` is the table's: `ACTIVE` …; of indexes that are being built it is CREATING.
TableDescription describe(const TableInfo& table, const TableCounts& counts,
                          std::string_view status);

/// What remains to be told of a table that is deleted.
TableDescription describe_deleted(const TableInfo& table);

/// What DescribeTable alone tells.
void add_warm_throughput(const TableInfo& table, TableDescription& description);

/// The view as the wire calls it: `NEW_IMAGE` ….
std::string_view view_name(StreamView view);

/// `2026-01-31T12:34:56.789`: also a stream's label.
std::string iso_time(TimePoint at);

/// The ARN of the latest stream of a table that has one.
std::string stream_arn(const TableInfo& table);

/// Names of what TableInfo::settings keeps.
namespace settings {
inline constexpr const char* table_class = "TableClass";
inline constexpr const char* sse_type = "SSEType";
inline constexpr const char* kms_key = "KMSMasterKeyId";
inline constexpr const char* read_units_max = "MaxReadRequestUnits";
inline constexpr const char* write_units_max = "MaxWriteRequestUnits";
}  // namespace settings

}  // namespace forebay::service::dynamodb
