#pragma once

#include <forebay/model/attribute_value.hpp>
#include <forebay/service/dynamodb/table_shapes.hpp>

/// What goes into the actions on streams and what comes out: DynamoDB specification 12.
namespace forebay::service::dynamodb {

struct ListStreamsInput {
    OptionalText table_name;
    OptionalInteger limit;
    OptionalText exclusive_start_stream_arn;
};
BOOST_DESCRIBE_STRUCT(ListStreamsInput, (), (table_name, limit, exclusive_start_stream_arn))

struct StreamName {
    std::string stream_arn;
    std::string table_name;
    std::string stream_label;
};
BOOST_DESCRIBE_STRUCT(StreamName, (), (stream_arn, table_name, stream_label))

struct ListStreamsOutput {
    Required<std::vector<StreamName>> streams;
    OptionalText last_evaluated_stream_arn;
};
BOOST_DESCRIBE_STRUCT(ListStreamsOutput, (), (streams, last_evaluated_stream_arn))

struct DescribeStreamInput {
    OptionalText stream_arn;
    OptionalInteger limit;
    OptionalText exclusive_start_shard_id;
};
BOOST_DESCRIBE_STRUCT(DescribeStreamInput, (), (stream_arn, limit, exclusive_start_shard_id))

struct SequenceNumberRange {
    std::string starting_sequence_number;
    OptionalText ending_sequence_number;
};
BOOST_DESCRIBE_STRUCT(SequenceNumberRange, (), (starting_sequence_number, ending_sequence_number))

struct ShardDescription {
    std::string shard_id;
    SequenceNumberRange sequence_number_range;
};
BOOST_DESCRIBE_STRUCT(ShardDescription, (), (shard_id, sequence_number_range))

struct StreamDescription {
    std::string stream_arn;
    std::string stream_label;
    std::string stream_status;
    std::string stream_view_type;
    double creation_request_date_time = 0;
    std::string table_name;
    Required<std::vector<KeySchemaElement>> key_schema;
    Required<std::vector<ShardDescription>> shards;
};
BOOST_DESCRIBE_STRUCT(StreamDescription, (),
                      (stream_arn, stream_label, stream_status, stream_view_type,
                       creation_request_date_time, table_name, key_schema, shards))

struct DescribeStreamOutput {
    StreamDescription stream_description;
};
BOOST_DESCRIBE_STRUCT(DescribeStreamOutput, (), (stream_description))

struct GetShardIteratorInput {
    OptionalText stream_arn;
    OptionalText shard_id;
    OptionalText shard_iterator_type;
    OptionalText sequence_number;
};
BOOST_DESCRIBE_STRUCT(GetShardIteratorInput, (),
                      (stream_arn, shard_id, shard_iterator_type, sequence_number))

struct GetShardIteratorOutput {
    std::string shard_iterator;
};
BOOST_DESCRIBE_STRUCT(GetShardIteratorOutput, (), (shard_iterator))

struct GetRecordsInput {
    OptionalText shard_iterator;
    OptionalInteger limit;
};
BOOST_DESCRIBE_STRUCT(GetRecordsInput, (), (shard_iterator, limit))

/// What a record tells of the change.
struct StreamChange {
    double approximate_creation_date_time = 0;
    Item keys;
    std::optional<Item> new_image;
    std::optional<Item> old_image;
    std::string sequence_number;
    std::int64_t size_bytes = 0;
    std::string stream_view_type;
};
BOOST_DESCRIBE_STRUCT(StreamChange, (),
                      (approximate_creation_date_time, keys, new_image, old_image, sequence_number,
                       size_bytes, stream_view_type))

/// Who removed an item, when it was the service.
struct UserIdentity {
    std::string principal_id;
    std::string type;
};
BOOST_DESCRIBE_STRUCT(UserIdentity, (), (principal_id, type))

struct StreamRecord {
    std::string event_id;
    std::string event_name;
    std::string event_version;
    std::string event_source;
    std::string aws_region;
    StreamChange change;
    std::optional<UserIdentity> user_identity;
};
BOOST_DESCRIBE_STRUCT(StreamRecord, (),
                      (event_id, event_name, event_version, event_source, aws_region, change,
                       user_identity))

struct GetRecordsOutput {
    Required<std::vector<StreamRecord>> records;
    OptionalText next_shard_iterator;
};
BOOST_DESCRIBE_STRUCT(GetRecordsOutput, (), (records, next_shard_iterator))

}  // namespace forebay::service::dynamodb
