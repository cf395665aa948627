#pragma once

#include <forebay/service/values.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What goes into the actions on tables and what comes out: DynamoDB specification 5. Names are
/// ours; the codec derives the wire's, and wire_names.hpp has the exceptions. Members are in the
/// order in which the service looks at them (constraints.hpp), and inputs are optional throughout.
namespace forebay::service::dynamodb {

using service::Empty;
using service::EmptyResult;
using service::Required;

using OptionalText = std::optional<std::string>;
using OptionalInteger = std::optional<std::int64_t>;
using OptionalFlag = std::optional<bool>;
using OptionalSeconds = std::optional<double>;  // since 1970

struct Tag {
    OptionalText key;
    OptionalText value;
};
BOOST_DESCRIBE_STRUCT(Tag, (), (key, value))

struct AttributeDefinition {
    OptionalText attribute_name;
    OptionalText attribute_type;
};
BOOST_DESCRIBE_STRUCT(AttributeDefinition, (), (attribute_name, attribute_type))

struct KeySchemaElement {
    OptionalText attribute_name;
    OptionalText key_type;
};
BOOST_DESCRIBE_STRUCT(KeySchemaElement, (), (attribute_name, key_type))

struct ProvisionedThroughput {
    OptionalInteger write_capacity_units;
    OptionalInteger read_capacity_units;
};
BOOST_DESCRIBE_STRUCT(ProvisionedThroughput, (), (write_capacity_units, read_capacity_units))

struct OnDemandThroughput {
    OptionalInteger max_read_request_units;
    OptionalInteger max_write_request_units;
};
BOOST_DESCRIBE_STRUCT(OnDemandThroughput, (), (max_read_request_units, max_write_request_units))

struct Projection {
    OptionalText projection_type;
    std::optional<std::vector<std::string>> non_key_attributes;
};
BOOST_DESCRIBE_STRUCT(Projection, (), (projection_type, non_key_attributes))

/// A local index has no throughput.
struct SecondaryIndex {
    OptionalText index_name;
    std::optional<std::vector<KeySchemaElement>> key_schema;
    std::optional<Projection> projection;
    std::optional<ProvisionedThroughput> provisioned_throughput;
};
BOOST_DESCRIBE_STRUCT(SecondaryIndex, (),
                      (index_name, key_schema, projection, provisioned_throughput))

struct StreamSpecification {
    OptionalFlag stream_enabled;
    OptionalText stream_view_type;
};
BOOST_DESCRIBE_STRUCT(StreamSpecification, (), (stream_enabled, stream_view_type))

struct SseSpecification {
    OptionalFlag enabled;
    OptionalText sse_type;
    OptionalText kms_master_key_id;
};
BOOST_DESCRIBE_STRUCT(SseSpecification, (), (enabled, sse_type, kms_master_key_id))

struct CreateTableInput {
    std::optional<std::vector<AttributeDefinition>> attribute_definitions;
    OptionalText table_name;
    OptionalText billing_mode;
    std::optional<ProvisionedThroughput> provisioned_throughput;
    std::optional<std::vector<KeySchemaElement>> key_schema;
    std::optional<std::vector<SecondaryIndex>> local_secondary_indexes;
    std::optional<std::vector<SecondaryIndex>> global_secondary_indexes;
    std::optional<StreamSpecification> stream_specification;
    std::optional<SseSpecification> sse_specification;
    std::vector<Tag> tags;
    OptionalText table_class;
    OptionalFlag deletion_protection_enabled;
    std::optional<OnDemandThroughput> on_demand_throughput;
};
BOOST_DESCRIBE_STRUCT(CreateTableInput, (),
                      (attribute_definitions, table_name, billing_mode, provisioned_throughput,
                       key_schema, local_secondary_indexes, global_secondary_indexes,
                       stream_specification, sse_specification, tags, table_class,
                       deletion_protection_enabled, on_demand_throughput))

struct UpdateIndexAction {
    OptionalText index_name;
    std::optional<ProvisionedThroughput> provisioned_throughput;
};
BOOST_DESCRIBE_STRUCT(UpdateIndexAction, (), (index_name, provisioned_throughput))

struct DeleteIndexAction {
    OptionalText index_name;
};
BOOST_DESCRIBE_STRUCT(DeleteIndexAction, (), (index_name))

struct IndexUpdate {
    std::optional<UpdateIndexAction> update;
    std::optional<SecondaryIndex> create;
    std::optional<DeleteIndexAction> remove;
};
BOOST_DESCRIBE_STRUCT(IndexUpdate, (), (update, create, remove))

struct UpdateTableInput {
    OptionalText table_name;
    std::optional<ProvisionedThroughput> provisioned_throughput;
    OptionalText billing_mode;
    std::optional<std::vector<IndexUpdate>> global_secondary_index_updates;
    std::optional<std::vector<AttributeDefinition>> attribute_definitions;
    std::optional<StreamSpecification> stream_specification;
    std::optional<SseSpecification> sse_specification;
    OptionalText table_class;
    OptionalFlag deletion_protection_enabled;
    std::optional<OnDemandThroughput> on_demand_throughput;
};
BOOST_DESCRIBE_STRUCT(UpdateTableInput, (),
                      (table_name, provisioned_throughput, billing_mode,
                       global_secondary_index_updates, attribute_definitions, stream_specification,
                       sse_specification, table_class, deletion_protection_enabled,
                       on_demand_throughput))

/// DescribeTable, DeleteTable, DescribeTimeToLive.
struct TableNameInput {
    OptionalText table_name;
};
BOOST_DESCRIBE_STRUCT(TableNameInput, (), (table_name))

struct ListTablesInput {
    OptionalInteger limit;
    OptionalText exclusive_start_table_name;
};
BOOST_DESCRIBE_STRUCT(ListTablesInput, (), (limit, exclusive_start_table_name))

struct ListTablesOutput {
    Required<std::vector<std::string>> table_names;
    OptionalText last_evaluated_table_name;
};
BOOST_DESCRIBE_STRUCT(ListTablesOutput, (), (table_names, last_evaluated_table_name))

struct ThroughputDescription {
    std::int64_t number_of_decreases_today = 0;
    std::int64_t read_capacity_units = 0;
    std::int64_t write_capacity_units = 0;
};
BOOST_DESCRIBE_STRUCT(ThroughputDescription, (),
                      (number_of_decreases_today, read_capacity_units, write_capacity_units))

struct WarmThroughput {
    std::int64_t read_units_per_second = 0;
    std::int64_t write_units_per_second = 0;
    std::string status;
};
BOOST_DESCRIBE_STRUCT(WarmThroughput, (), (read_units_per_second, write_units_per_second, status))

struct BillingModeSummary {
    std::string billing_mode;
    OptionalSeconds last_update_to_pay_per_request_date_time;
};
BOOST_DESCRIBE_STRUCT(BillingModeSummary, (),
                      (billing_mode, last_update_to_pay_per_request_date_time))

struct IndexDescription {
    std::string index_name;
    Required<std::vector<KeySchemaElement>> key_schema;
    Projection projection;
    OptionalText index_status;
    OptionalFlag backfilling;
    std::optional<ThroughputDescription> provisioned_throughput;
    std::int64_t index_size_bytes = 0;
    std::int64_t item_count = 0;
    std::string index_arn;
    std::optional<WarmThroughput> warm_throughput;
};
BOOST_DESCRIBE_STRUCT(IndexDescription, (),
                      (index_name, key_schema, projection, index_status, backfilling,
                       provisioned_throughput, index_size_bytes, item_count, index_arn,
                       warm_throughput))

struct SseDescription {
    std::string status;
    OptionalText sse_type;
    OptionalText kms_master_key_arn;
};
BOOST_DESCRIBE_STRUCT(SseDescription, (), (status, sse_type, kms_master_key_arn))

struct TableClassSummary {
    std::string table_class;
};
BOOST_DESCRIBE_STRUCT(TableClassSummary, (), (table_class))

struct TableDescription {
    std::vector<AttributeDefinition> attribute_definitions;
    std::string table_name;
    std::vector<KeySchemaElement> key_schema;
    std::string table_status;
    OptionalSeconds creation_date_time;
    ThroughputDescription provisioned_throughput;
    std::int64_t table_size_bytes = 0;
    std::int64_t item_count = 0;
    std::string table_arn;
    std::string table_id;
    std::optional<BillingModeSummary> billing_mode_summary;
    std::vector<IndexDescription> local_secondary_indexes;
    std::vector<IndexDescription> global_secondary_indexes;
    std::optional<StreamSpecification> stream_specification;
    OptionalText latest_stream_label;
    OptionalText latest_stream_arn;
    std::optional<SseDescription> sse_description;
    std::optional<TableClassSummary> table_class_summary;
    bool deletion_protection_enabled = false;
    std::optional<OnDemandThroughput> on_demand_throughput;
    std::optional<WarmThroughput> warm_throughput;
};
BOOST_DESCRIBE_STRUCT(TableDescription, (),
                      (attribute_definitions, table_name, key_schema, table_status,
                       creation_date_time, provisioned_throughput, table_size_bytes, item_count,
                       table_arn, table_id, billing_mode_summary, local_secondary_indexes,
                       global_secondary_indexes, stream_specification, latest_stream_label,
                       latest_stream_arn, sse_description, table_class_summary,
                       deletion_protection_enabled, on_demand_throughput, warm_throughput))

struct TableOutput {
    TableDescription table;
};
BOOST_DESCRIBE_STRUCT(TableOutput, (), (table))

/// CreateTable, UpdateTable, DeleteTable.
struct TableDescriptionOutput {
    TableDescription table_description;
};
BOOST_DESCRIBE_STRUCT(TableDescriptionOutput, (), (table_description))

// Times to live.

struct TimeToLiveSpecification {
    OptionalFlag enabled;
    OptionalText attribute_name;
};
BOOST_DESCRIBE_STRUCT(TimeToLiveSpecification, (), (enabled, attribute_name))

struct UpdateTimeToLiveInput {
    OptionalText table_name;
    std::optional<TimeToLiveSpecification> time_to_live_specification;
};
BOOST_DESCRIBE_STRUCT(UpdateTimeToLiveInput, (), (table_name, time_to_live_specification))

struct UpdateTimeToLiveOutput {
    TimeToLiveSpecification time_to_live_specification;
};
BOOST_DESCRIBE_STRUCT(UpdateTimeToLiveOutput, (), (time_to_live_specification))

struct TimeToLiveDescription {
    std::string time_to_live_status;
    OptionalText attribute_name;
};
BOOST_DESCRIBE_STRUCT(TimeToLiveDescription, (), (time_to_live_status, attribute_name))

struct DescribeTimeToLiveOutput {
    TimeToLiveDescription time_to_live_description;
};
BOOST_DESCRIBE_STRUCT(DescribeTimeToLiveOutput, (), (time_to_live_description))

// Tags.

struct TagResourceInput {
    OptionalText resource_arn;
    std::optional<std::vector<Tag>> tags;
};
BOOST_DESCRIBE_STRUCT(TagResourceInput, (), (resource_arn, tags))

struct UntagResourceInput {
    OptionalText resource_arn;
    std::optional<std::vector<std::string>> tag_keys;
};
BOOST_DESCRIBE_STRUCT(UntagResourceInput, (), (resource_arn, tag_keys))

struct ListTagsInput {
    OptionalText resource_arn;
    OptionalText next_token;
};
BOOST_DESCRIBE_STRUCT(ListTagsInput, (), (resource_arn, next_token))

struct ListTagsOutput {
    Required<std::vector<Tag>> tags;
    OptionalText next_token;
};
BOOST_DESCRIBE_STRUCT(ListTagsOutput, (), (tags, next_token))

// What clients ask about the account and the service.

struct ContinuousBackupsInput {
    OptionalText table_name;
};
BOOST_DESCRIBE_STRUCT(ContinuousBackupsInput, (), (table_name))

struct PointInTimeRecoveryDescription {
    std::string point_in_time_recovery_status;
};
BOOST_DESCRIBE_STRUCT(PointInTimeRecoveryDescription, (), (point_in_time_recovery_status))

struct ContinuousBackupsDescription {
    std::string continuous_backups_status;
    PointInTimeRecoveryDescription point_in_time_recovery_description;
};
BOOST_DESCRIBE_STRUCT(ContinuousBackupsDescription, (),
                      (continuous_backups_status, point_in_time_recovery_description))

struct DescribeContinuousBackupsOutput {
    ContinuousBackupsDescription continuous_backups_description;
};
BOOST_DESCRIBE_STRUCT(DescribeContinuousBackupsOutput, (), (continuous_backups_description))

struct DescribeLimitsOutput {
    std::int64_t account_max_read_capacity_units = 0;
    std::int64_t account_max_write_capacity_units = 0;
    std::int64_t table_max_read_capacity_units = 0;
    std::int64_t table_max_write_capacity_units = 0;
};
BOOST_DESCRIBE_STRUCT(DescribeLimitsOutput, (),
                      (account_max_read_capacity_units, account_max_write_capacity_units,
                       table_max_read_capacity_units, table_max_write_capacity_units))

struct Endpoint {
    std::string address;
    std::int64_t cache_period_in_minutes = 0;
};
BOOST_DESCRIBE_STRUCT(Endpoint, (), (address, cache_period_in_minutes))

struct DescribeEndpointsOutput {
    Required<std::vector<Endpoint>> endpoints;
};
BOOST_DESCRIBE_STRUCT(DescribeEndpointsOutput, (), (endpoints))

}  // namespace forebay::service::dynamodb
