#pragma once

#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/service/context.hpp>
#include <forebay/service/dynamodb/item_shapes.hpp>
#include <forebay/service/dynamodb/stream_shapes.hpp>

/// What each DynamoDB action means: DynamoDB specification 5 to 12. Inputs are as their constraints
/// demand (constraints.hpp). The context outlives the task.
namespace forebay::service::dynamodb {

// Tables.
Task<Result<TableDescriptionOutput>> create_table(Context& context, CreateTableInput input);
Task<Result<TableOutput>> describe_table(Context& context, TableNameInput input);
Task<Result<ListTablesOutput>> list_tables(Context& context, ListTablesInput input);
Task<Result<TableDescriptionOutput>> update_table(Context& context, UpdateTableInput input);
Task<Result<TableDescriptionOutput>> delete_table(Context& context, TableNameInput input);
Task<Result<DescribeTimeToLiveOutput>> describe_time_to_live(Context& context,
                                                             TableNameInput input);
Task<Result<UpdateTimeToLiveOutput>> update_time_to_live(Context& context,
                                                         UpdateTimeToLiveInput input);
Task<Result<Empty>> tag_resource(Context& context, TagResourceInput input);
Task<Result<Empty>> untag_resource(Context& context, UntagResourceInput input);
Task<Result<ListTagsOutput>> list_tags_of_resource(Context& context, ListTagsInput input);

// The service.
Task<Result<DescribeContinuousBackupsOutput>> describe_continuous_backups(
    Context& context, ContinuousBackupsInput input);
Task<Result<DescribeLimitsOutput>> describe_limits(Context& context, EmptyResult input);
Task<Result<DescribeEndpointsOutput>> describe_endpoints(Context& context, EmptyResult input);

// Items.
Task<Result<GetItemOutput>> get_item(Context& context, GetItemInput input);
Task<Result<WriteItemOutput>> put_item(Context& context, PutItemInput input);
Task<Result<WriteItemOutput>> delete_item(Context& context, DeleteItemInput input);
Task<Result<WriteItemOutput>> update_item(Context& context, UpdateItemInput input);
Task<Result<PageOutput>> query(Context& context, QueryInput input);
Task<Result<PageOutput>> scan(Context& context, ScanInput input);
Task<Result<BatchGetItemOutput>> batch_get_item(Context& context, BatchGetItemInput input);
Task<Result<BatchWriteItemOutput>> batch_write_item(Context& context, BatchWriteItemInput input);
Task<Result<TransactGetItemsOutput>> transact_get_items(Context& context,
                                                        TransactGetItemsInput input);
Task<Result<TransactWriteItemsOutput>> transact_write_items(Context& context,
                                                            TransactWriteItemsInput input);

// Streams.
Task<Result<ListStreamsOutput>> list_streams(Context& context, ListStreamsInput input);
Task<Result<DescribeStreamOutput>> describe_stream(Context& context, DescribeStreamInput input);
Task<Result<GetShardIteratorOutput>> get_shard_iterator(Context& context,
                                                        GetShardIteratorInput input);
Task<Result<GetRecordsOutput>> get_records(Context& context, GetRecordsInput input);

}  // namespace forebay::service::dynamodb
