#pragma once

#include "protocol/action.hpp"
#include "protocol/services/dynamodb_errors.hpp"
#include <forebay/service/dynamodb/actions.hpp>
#include <forebay/service/dynamodb/constraints.hpp>
#include <forebay/service/dynamodb/needs.hpp>
#include <forebay/service/dynamodb/wire_names.hpp>

#include <algorithm>

/// DynamoDB and its actions. DynamoDB specification 2, 5 to 12.
namespace forebay::protocol::dynamodb {

using namespace service::dynamodb;

inline constexpr Action actions[] = {
    action<batch_get_item>("BatchGetItem"),
    action<batch_write_item>("BatchWriteItem"),
    action<create_table>("CreateTable"),
    action<delete_item>("DeleteItem"),
    action<delete_table>("DeleteTable"),
    action<describe_continuous_backups>("DescribeContinuousBackups"),
    action<describe_endpoints>("DescribeEndpoints"),
    action<describe_limits>("DescribeLimits"),
    action<describe_table>("DescribeTable"),
    action<describe_time_to_live>("DescribeTimeToLive"),
    action<get_item>("GetItem"),
    action<list_tables>("ListTables"),
    action<list_tags_of_resource>("ListTagsOfResource"),
    action<put_item>("PutItem"),
    action<query>("Query"),
    action<scan>("Scan"),
    action<tag_resource>("TagResource"),
    action<transact_get_items>("TransactGetItems"),
    action<transact_write_items>("TransactWriteItems"),
    action<untag_resource>("UntagResource"),
    action<update_item>("UpdateItem"),
    action<update_table>("UpdateTable"),
    action<update_time_to_live>("UpdateTimeToLive"),
};
static_assert(std::ranges::is_sorted(actions, {}, &Action::name));

inline constexpr Action stream_actions[] = {
    action<describe_stream>("DescribeStream"),
    action<get_records>("GetRecords"),
    action<get_shard_iterator>("GetShardIterator"),
    action<list_streams>("ListStreams"),
};
static_assert(std::ranges::is_sorted(stream_actions, {}, &Action::name));

inline constexpr Service description{
    .name = "dynamodb",
    .json_target = "DynamoDB_20120810",
    .json_errors = "com.amazonaws.dynamodb.v20120810",
    .query_version = "2012-08-10",
    .xml_namespace = "http://dynamodb.amazonaws.com/doc/2012-08-10/",
    .xml_errors_have_detail = false,
    .unknown_action = "",
    .errors = errors,
    .actions = actions,
    .dialect = JsonDialect::dynamodb,
    .clock_difference_max = std::chrono::minutes(5)};

/// Clients sign for it as for DynamoDB itself.
inline constexpr Service streams_description{
    .name = "dynamodb",
    .json_target = "DynamoDBStreams_20120810",
    .json_errors = "com.amazonaws.dynamodb.v20120810",
    .query_version = "2012-08-10",
    .xml_namespace = "http://dynamodb.amazonaws.com/doc/2012-08-10/",
    .xml_errors_have_detail = false,
    .unknown_action = "",
    .errors = errors,
    .actions = stream_actions,
    .dialect = JsonDialect::dynamodb,
    .clock_difference_max = std::chrono::minutes(5)};

}  // namespace forebay::protocol::dynamodb
