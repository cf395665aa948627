#pragma once

#include <forebay/service/constraint.hpp>
#include <forebay/service/dynamodb/item_shapes.hpp>
#include <forebay/service/dynamodb/stream_shapes.hpp>

#include <concepts>
#include <span>

/// What members have to be like before an action looks at them: DynamoDB specification 2.
namespace forebay::service::dynamodb {

namespace demands {

inline constexpr auto name = Constraint::Pattern::name;
inline constexpr auto name_or_arn = Constraint::Pattern::name_or_arn;

inline constexpr Constraint table_name{.member = "table_name",
                                       .is_required = true,
                                       .pattern = name_or_arn,
                                       .length_min = 3,
                                       .length_max = 255};
inline constexpr Constraint index_name{.member = "index_name",
                                       .is_required = true,
                                       .pattern = name,
                                       .length_min = 3,
                                       .length_max = 255};
inline constexpr Constraint key_schema{
    .member = "key_schema", .is_required = true, .length_min = 1, .length_max = 2};
inline constexpr Constraint limit{.member = "limit", .value_min = 1};

inline constexpr std::string_view capacity_values = "INDEXES, TOTAL, NONE";
inline constexpr std::string_view metrics_values = "SIZE, NONE";
inline constexpr std::string_view comparison_values =
    "IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS";

// Members that mean the same wherever they are.
inline constexpr Constraint items[] = {
    table_name,
    {.member = "key", .is_required = true},
    {.member = "item", .is_required = true},
    {.member = "return_consumed_capacity", .values = capacity_values},
    {.member = "return_item_collection_metrics", .values = metrics_values},
    {.member = "return_values", .values = "ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW"},
    {.member = "return_values_on_condition_check_failure", .values = "ALL_OLD, NONE"},
    {.member = "conditional_operator", .values = "OR, AND"},
    {.member = "comparison_operator", .values = comparison_values},
    {.member = "attributes_to_get", .length_min = 1, .length_max = 255},
    {.member = "select",
     .values = "SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES"},
    {.member = "index_name", .pattern = name, .length_min = 3, .length_max = 255},
    {.member = "total_segments", .value_min = 1, .value_max = 1'000'000},
    {.member = "segment", .value_min = 0, .value_max = 999'999},
    limit,
    {.member = "keys", .is_required = true, .length_min = 1, .length_max = 100},
    {.member = "transact_items", .is_required = true, .length_min = 1, .length_max = 100},
    {.member = "client_request_token", .length_min = 1, .length_max = 36},
    {.member = "get", .is_required = true},
};

inline constexpr Constraint legacy_condition[] = {
    {.member = "comparison_operator", .is_required = true, .values = comparison_values},
};

inline constexpr Constraint attribute_update[] = {
    {.member = "action", .values = "DELETE, PUT, ADD"},
};

inline constexpr Constraint batch_get[] = {
    {.member = "return_consumed_capacity", .values = capacity_values},
    {.member = "request_items", .is_required = true, .length_min = 1, .keys_are_names = true},
};

inline constexpr Constraint batch_write[] = {
    {.member = "return_consumed_capacity", .values = capacity_values},
    {.member = "return_item_collection_metrics", .values = metrics_values},
    {.member = "request_items",
     .is_required = true,
     .length_min = 1,
     .keys_are_names = true,
     .item_length_max = 25},
};

// Which of its members it has is the action's business.
inline constexpr Constraint transacted_write[] = {
    table_name,
    {.member = "return_values_on_condition_check_failure", .values = "ALL_OLD, NONE"},
};

inline constexpr Constraint tables[] = {
    {.member = "table_name",
     .is_required = true,
     .pattern = name_or_arn,
     .length_min = 3,
     .length_max = 255,
     .comes_first = true},
    {.member = "attribute_definitions", .is_required = true},
    {.member = "billing_mode", .values = "PROVISIONED, PAY_PER_REQUEST"},
    key_schema,
    {.member = "table_class", .values = "STANDARD, STANDARD_INFREQUENT_ACCESS"},
    {.member = "time_to_live_specification", .is_required = true},
};

inline constexpr Constraint changed_table[] = {
    tables[0],
    tables[2],
    tables[4],
};

inline constexpr Constraint parts_of_tables[] = {
    index_name,
    key_schema,
    {.member = "attribute_name", .is_required = true, .length_min = 1, .length_max = 255},
    {.member = "attribute_type", .is_required = true, .values = "B, N, S"},
    {.member = "key_type", .is_required = true, .values = "HASH, RANGE"},
    {.member = "projection", .is_required = true},
    {.member = "projection_type", .values = "ALL, INCLUDE, KEYS_ONLY"},
    {.member = "non_key_attributes", .length_min = 1, .length_max = 20},
    {.member = "read_capacity_units", .is_required = true, .value_min = 1},
    {.member = "write_capacity_units", .is_required = true, .value_min = 1},
    {.member = "stream_view_type", .values = "KEYS_ONLY, NEW_AND_OLD_IMAGES, OLD_IMAGE, NEW_IMAGE"},
    {.member = "stream_enabled", .is_required = true},
    {.member = "enabled", .is_required = true},
};

inline constexpr Constraint index_update[] = {
    index_name,
    {.member = "provisioned_throughput", .is_required = true},
};

inline constexpr Constraint server_side_encryption[] = {
    {.member = "sse_type", .values = "AES256, KMS"},
};

inline constexpr Constraint listed_tables[] = {
    {.member = "limit", .value_min = 1, .value_max = 100},
    {.member = "exclusive_start_table_name", .pattern = name, .length_min = 3, .length_max = 255},
};

inline constexpr Constraint backups[] = {table_name};

inline constexpr Constraint tag[] = {
    {.member = "key", .is_required = true, .length_min = 1, .length_max = 128},
    {.member = "value", .is_required = true, .length_max = 256},
};

inline constexpr Constraint streams[] = {
    {.member = "stream_arn", .is_required = true, .length_min = 37, .length_max = 1024},
    {.member = "limit", .value_min = 1, .value_max = 100},
    {.member = "shard_id", .is_required = true, .length_min = 28, .length_max = 65},
    {.member = "shard_iterator_type",
     .is_required = true,
     .values = "AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON"},
    {.member = "sequence_number", .length_min = 21, .length_max = 40},
};

inline constexpr Constraint listed_streams[] = {
    {.member = "table_name", .pattern = name_or_arn, .length_min = 3, .length_max = 255},
    {.member = "limit", .value_min = 1, .value_max = 100},
};

inline constexpr Constraint records[] = {
    {.member = "shard_iterator", .is_required = true, .length_min = 1, .length_max = 2048},
    {.member = "limit", .value_min = 1, .value_max = 1000},
};

}  // namespace demands

template <class Shape, class... Others>
inline constexpr bool is_one_of = (std::same_as<Shape, Others> || ...);

template <class Shape>
constexpr std::span<const Constraint> constraints(Shape*) {
    if constexpr (is_one_of<Shape, CreateTableInput, TableNameInput, UpdateTimeToLiveInput>) {
        return demands::tables;
    } else if constexpr (is_one_of<Shape, UpdateTableInput>) {
        return demands::changed_table;
    } else if constexpr (is_one_of<Shape, ContinuousBackupsInput>) {
        return demands::backups;
    } else if constexpr (is_one_of<Shape, ListTablesInput>) {
        return demands::listed_tables;
    } else if constexpr (is_one_of<Shape, Tag>) {
        return demands::tag;
    } else if constexpr (is_one_of<Shape, UpdateIndexAction>) {
        return demands::index_update;
    } else if constexpr (is_one_of<Shape, SseSpecification>) {
        return demands::server_side_encryption;
    } else if constexpr (is_one_of<Shape, AttributeDefinition, KeySchemaElement, Projection,
                                   SecondaryIndex, ProvisionedThroughput, StreamSpecification,
                                   TimeToLiveSpecification, DeleteIndexAction>) {
        return demands::parts_of_tables;
    } else if constexpr (is_one_of<Shape, LegacyCondition>) {
        return demands::legacy_condition;
    } else if constexpr (is_one_of<Shape, AttributeValueUpdate>) {
        return demands::attribute_update;
    } else if constexpr (is_one_of<Shape, BatchGetItemInput>) {
        return demands::batch_get;
    } else if constexpr (is_one_of<Shape, BatchWriteItemInput>) {
        return demands::batch_write;
    } else if constexpr (is_one_of<Shape, TransactedWrite>) {
        return demands::transacted_write;
    } else if constexpr (is_one_of<Shape, GetItemInput, PutItemInput, DeleteItemInput,
                                   UpdateItemInput, ExpectedAttributeValue, QueryInput, ScanInput,
                                   KeysAndAttributes, PutRequest, DeleteRequest,
                                   TransactWriteItemsInput, TransactGetItemsInput, TransactGetItem,
                                   TransactedGet>) {
        return demands::items;
    } else if constexpr (is_one_of<Shape, DescribeStreamInput, GetShardIteratorInput>) {
        return demands::streams;
    } else if constexpr (is_one_of<Shape, ListStreamsInput>) {
        return demands::listed_streams;
    } else if constexpr (is_one_of<Shape, GetRecordsInput>) {
        return demands::records;
    } else {
        return {};
    }
}

}  // namespace forebay::service::dynamodb
