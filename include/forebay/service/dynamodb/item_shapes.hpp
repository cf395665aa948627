#pragma once

#include <forebay/model/attribute_value.hpp>
#include <forebay/service/dynamodb/table_shapes.hpp>

/// What goes into the actions on items and what comes out: DynamoDB specification 6 to 11.
namespace forebay::service::dynamodb {

using Names = std::map<std::string, std::string>;

/// What an action took of the provisioned throughput; nothing is ever limited.
struct Capacity {
    double capacity_units = 0;
};
BOOST_DESCRIBE_STRUCT(Capacity, (), (capacity_units))

struct ConsumedCapacity {
    std::string table_name;
    double capacity_units = 0;
    std::optional<double> read_capacity_units = {};   ///< of transactions
    std::optional<double> write_capacity_units = {};  ///< of transactions
    std::optional<Capacity> table = {};
    std::map<std::string, Capacity> local_secondary_indexes = {};
    std::map<std::string, Capacity> global_secondary_indexes = {};
};
BOOST_DESCRIBE_STRUCT(ConsumedCapacity, (),
                      (table_name, capacity_units, read_capacity_units, write_capacity_units, table,
                       local_secondary_indexes, global_secondary_indexes))

struct ItemCollectionMetrics {
    Item item_collection_key;
    std::vector<double> size_estimate_range_gb;
};
BOOST_DESCRIBE_STRUCT(ItemCollectionMetrics, (), (item_collection_key, size_estimate_range_gb))

// What requests said before there were expressions: section 11.

/// An entry of KeyConditions, QueryFilter or ScanFilter.
struct LegacyCondition {
    std::optional<std::vector<GivenValue>> attribute_value_list;
    OptionalText comparison_operator;
};
BOOST_DESCRIBE_STRUCT(LegacyCondition, (), (attribute_value_list, comparison_operator))

struct ExpectedAttributeValue {
    std::optional<std::vector<GivenValue>> attribute_value_list;
    OptionalText comparison_operator;
    OptionalFlag exists;
    std::optional<GivenValue> value;
};
BOOST_DESCRIBE_STRUCT(ExpectedAttributeValue, (),
                      (attribute_value_list, comparison_operator, exists, value))

struct AttributeValueUpdate {
    OptionalText action;
    std::optional<GivenValue> value;
};
BOOST_DESCRIBE_STRUCT(AttributeValueUpdate, (), (action, value))

using LegacyConditions = std::map<std::string, LegacyCondition>;
using ExpectedAttributes = std::map<std::string, ExpectedAttributeValue>;
using AttributeUpdates = std::map<std::string, AttributeValueUpdate>;

// One item.

struct GetItemInput {
    OptionalText return_consumed_capacity;
    std::optional<std::vector<std::string>> attributes_to_get;
    OptionalText table_name;
    std::optional<GivenItem> key;
    OptionalFlag consistent_read;
    OptionalText projection_expression;
    std::optional<Names> expression_attribute_names;
};
BOOST_DESCRIBE_STRUCT(GetItemInput, (),
                      (return_consumed_capacity, attributes_to_get, table_name, key,
                       consistent_read, projection_expression, expression_attribute_names))

struct GetItemOutput {
    std::optional<Item> item;
    std::optional<ConsumedCapacity> consumed_capacity;
};
BOOST_DESCRIBE_STRUCT(GetItemOutput, (), (item, consumed_capacity))

struct PutItemInput {
    OptionalText return_consumed_capacity;
    OptionalText table_name;
    std::optional<GivenItem> item;
    OptionalText conditional_operator;
    std::optional<ExpectedAttributes> expected;
    OptionalText return_values;
    OptionalText return_item_collection_metrics;
    OptionalText condition_expression;
    std::optional<GivenItem> expression_attribute_values;
    std::optional<Names> expression_attribute_names;
    OptionalText return_values_on_condition_check_failure;
};
BOOST_DESCRIBE_STRUCT(PutItemInput, (),
                      (return_consumed_capacity, table_name, item, conditional_operator, expected,
                       return_values, return_item_collection_metrics, condition_expression,
                       expression_attribute_values, expression_attribute_names,
                       return_values_on_condition_check_failure))

struct DeleteItemInput {
    OptionalText return_consumed_capacity;
    OptionalText table_name;
    std::optional<GivenItem> key;
    OptionalText conditional_operator;
    std::optional<ExpectedAttributes> expected;
    OptionalText return_values;
    OptionalText return_item_collection_metrics;
    OptionalText condition_expression;
    std::optional<GivenItem> expression_attribute_values;
    std::optional<Names> expression_attribute_names;
    OptionalText return_values_on_condition_check_failure;
};
BOOST_DESCRIBE_STRUCT(DeleteItemInput, (),
                      (return_consumed_capacity, table_name, key, conditional_operator, expected,
                       return_values, return_item_collection_metrics, condition_expression,
                       expression_attribute_values, expression_attribute_names,
                       return_values_on_condition_check_failure))

struct UpdateItemInput {
    OptionalText return_consumed_capacity;
    OptionalText table_name;
    OptionalText return_item_collection_metrics;
    OptionalText return_values;
    std::optional<GivenItem> key;
    OptionalText conditional_operator;
    std::optional<ExpectedAttributes> expected;
    std::optional<AttributeUpdates> attribute_updates;
    OptionalText condition_expression;
    OptionalText update_expression;
    std::optional<GivenItem> expression_attribute_values;
    std::optional<Names> expression_attribute_names;
    OptionalText return_values_on_condition_check_failure;
};
BOOST_DESCRIBE_STRUCT(UpdateItemInput, (),
                      (return_consumed_capacity, table_name, return_item_collection_metrics,
                       return_values, key, conditional_operator, expected, attribute_updates,
                       condition_expression, update_expression, expression_attribute_values,
                       expression_attribute_names, return_values_on_condition_check_failure))

/// PutItem, DeleteItem, UpdateItem.
struct WriteItemOutput {
    std::optional<Item> attributes;
    std::optional<ConsumedCapacity> consumed_capacity;
    std::optional<ItemCollectionMetrics> item_collection_metrics;
};
BOOST_DESCRIBE_STRUCT(WriteItemOutput, (), (attributes, consumed_capacity, item_collection_metrics))

// Many items.

struct QueryInput {
    OptionalText select;
    OptionalText index_name;
    OptionalText return_consumed_capacity;
    std::optional<LegacyConditions> query_filter;
    OptionalText table_name;
    OptionalText conditional_operator;
    std::optional<std::vector<std::string>> attributes_to_get;
    OptionalInteger limit;
    std::optional<LegacyConditions> key_conditions;
    std::optional<GivenItem> exclusive_start_key;
    OptionalFlag consistent_read;
    OptionalFlag scan_index_forward;
    OptionalText key_condition_expression;
    OptionalText filter_expression;
    OptionalText projection_expression;
    std::optional<GivenItem> expression_attribute_values;
    std::optional<Names> expression_attribute_names;
};
BOOST_DESCRIBE_STRUCT(QueryInput, (),
                      (select, index_name, return_consumed_capacity, query_filter, table_name,
                       conditional_operator, attributes_to_get, limit, key_conditions,
                       exclusive_start_key, consistent_read, scan_index_forward,
                       key_condition_expression, filter_expression, projection_expression,
                       expression_attribute_values, expression_attribute_names))

struct ScanInput {
    OptionalText select;
    OptionalText index_name;
    OptionalInteger total_segments;
    OptionalText return_consumed_capacity;
    OptionalText table_name;
    OptionalText conditional_operator;
    std::optional<LegacyConditions> scan_filter;
    OptionalInteger segment;
    OptionalInteger limit;
    std::optional<std::vector<std::string>> attributes_to_get;
    std::optional<GivenItem> exclusive_start_key;
    OptionalFlag consistent_read;
    OptionalText filter_expression;
    OptionalText projection_expression;
    std::optional<GivenItem> expression_attribute_values;
    std::optional<Names> expression_attribute_names;
};
BOOST_DESCRIBE_STRUCT(ScanInput, (),
                      (select, index_name, total_segments, return_consumed_capacity, table_name,
                       conditional_operator, scan_filter, segment, limit, attributes_to_get,
                       exclusive_start_key, consistent_read, filter_expression,
                       projection_expression, expression_attribute_values,
                       expression_attribute_names))

/// Query, Scan.
struct PageOutput {
    std::optional<std::vector<Item>> items;
    std::int64_t count = 0;
    std::int64_t scanned_count = 0;
    std::optional<Item> last_evaluated_key;
    std::optional<ConsumedCapacity> consumed_capacity;
};
BOOST_DESCRIBE_STRUCT(PageOutput, (),
                      (items, count, scanned_count, last_evaluated_key, consumed_capacity))

// Batches.

struct KeysAndAttributes {
    std::optional<std::vector<GivenItem>> keys;
    std::optional<std::vector<std::string>> attributes_to_get;
    OptionalFlag consistent_read;
    OptionalText projection_expression;
    std::optional<Names> expression_attribute_names;
};
BOOST_DESCRIBE_STRUCT(KeysAndAttributes, (),
                      (keys, attributes_to_get, consistent_read, projection_expression,
                       expression_attribute_names))

using KeysByTable = std::map<std::string, KeysAndAttributes>;
using ItemsByTable = std::map<std::string, std::vector<Item>>;

struct BatchGetItemInput {
    OptionalText return_consumed_capacity;
    std::optional<KeysByTable> request_items;
};
BOOST_DESCRIBE_STRUCT(BatchGetItemInput, (), (return_consumed_capacity, request_items))

struct BatchGetItemOutput {
    Required<ItemsByTable> responses;
    Required<KeysByTable> unprocessed_keys;
    std::vector<ConsumedCapacity> consumed_capacity;
};
BOOST_DESCRIBE_STRUCT(BatchGetItemOutput, (), (responses, unprocessed_keys, consumed_capacity))

struct DeleteRequest {
    std::optional<GivenItem> key;
};
BOOST_DESCRIBE_STRUCT(DeleteRequest, (), (key))

struct PutRequest {
    std::optional<GivenItem> item;
};
BOOST_DESCRIBE_STRUCT(PutRequest, (), (item))

struct WriteRequest {
    std::optional<DeleteRequest> delete_request;
    std::optional<PutRequest> put_request;
};
BOOST_DESCRIBE_STRUCT(WriteRequest, (), (delete_request, put_request))

using WritesByTable = std::map<std::string, std::vector<WriteRequest>>;

struct BatchWriteItemInput {
    OptionalText return_consumed_capacity;
    OptionalText return_item_collection_metrics;
    std::optional<WritesByTable> request_items;
};
BOOST_DESCRIBE_STRUCT(BatchWriteItemInput, (),
                      (return_consumed_capacity, return_item_collection_metrics, request_items))

using MetricsByTable = std::map<std::string, std::vector<ItemCollectionMetrics>>;

struct BatchWriteItemOutput {
    Required<WritesByTable> unprocessed_items;
    std::vector<ConsumedCapacity> consumed_capacity;
    MetricsByTable item_collection_metrics;
};
BOOST_DESCRIBE_STRUCT(BatchWriteItemOutput, (),
                      (unprocessed_items, consumed_capacity, item_collection_metrics))

// Transactions.

/// Put, Update, Delete or ConditionCheck: each has some of these.
struct TransactedWrite {
    OptionalText table_name;
    std::optional<GivenItem> item;
    std::optional<GivenItem> key;
    OptionalText update_expression;
    OptionalText condition_expression;
    std::optional<Names> expression_attribute_names;
    std::optional<GivenItem> expression_attribute_values;
    OptionalText return_values_on_condition_check_failure;
};
BOOST_DESCRIBE_STRUCT(TransactedWrite, (),
                      (table_name, item, key, update_expression, condition_expression,
                       expression_attribute_names, expression_attribute_values,
                       return_values_on_condition_check_failure))

struct TransactWriteItem {
    std::optional<TransactedWrite> condition_check;
    std::optional<TransactedWrite> put;
    std::optional<TransactedWrite> remove;
    std::optional<TransactedWrite> update;
};
BOOST_DESCRIBE_STRUCT(TransactWriteItem, (), (condition_check, put, remove, update))

struct TransactWriteItemsInput {
    std::optional<std::vector<TransactWriteItem>> transact_items;
    OptionalText return_consumed_capacity;
    OptionalText return_item_collection_metrics;
    OptionalText client_request_token;
};
BOOST_DESCRIBE_STRUCT(TransactWriteItemsInput, (),
                      (transact_items, return_consumed_capacity, return_item_collection_metrics,
                       client_request_token))

struct TransactWriteItemsOutput {
    std::vector<ConsumedCapacity> consumed_capacity;
    MetricsByTable item_collection_metrics;
};
BOOST_DESCRIBE_STRUCT(TransactWriteItemsOutput, (), (consumed_capacity, item_collection_metrics))

struct TransactedGet {
    std::optional<GivenItem> key;
    OptionalText table_name;
    OptionalText projection_expression;
    std::optional<Names> expression_attribute_names;
};
BOOST_DESCRIBE_STRUCT(TransactedGet, (),
                      (key, table_name, projection_expression, expression_attribute_names))

struct TransactGetItem {
    std::optional<TransactedGet> get;
};
BOOST_DESCRIBE_STRUCT(TransactGetItem, (), (get))

struct TransactGetItemsInput {
    std::optional<std::vector<TransactGetItem>> transact_items;
    OptionalText return_consumed_capacity;
};
BOOST_DESCRIBE_STRUCT(TransactGetItemsInput, (), (transact_items, return_consumed_capacity))

struct ItemResponse {
    std::optional<Item> item;
};
BOOST_DESCRIBE_STRUCT(ItemResponse, (), (item))

struct TransactGetItemsOutput {
    Required<std::vector<ItemResponse>> responses;
    std::vector<ConsumedCapacity> consumed_capacity;
};
BOOST_DESCRIBE_STRUCT(TransactGetItemsOutput, (), (responses, consumed_capacity))

}  // namespace forebay::service::dynamodb
