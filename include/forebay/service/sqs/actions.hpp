#pragma once

#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/service/context.hpp>
#include <forebay/service/sqs/shapes.hpp>

/// What each SQS action means: SQS specification 6. The context outlives the task.
namespace forebay::service::sqs {

Task<Result<QueueUrlOutput>> create_queue(Context& context, CreateQueueInput input);
Task<Result<QueueUrlOutput>> get_queue_url(Context& context, GetQueueUrlInput input);
Task<Result<ListQueuesOutput>> list_queues(Context& context, ListQueuesInput input);
Task<Result<ListDeadLetterSourceQueuesOutput>> list_dead_letter_source_queues(
    Context& context, ListDeadLetterSourceQueuesInput input);
Task<Result<Empty>> delete_queue(Context& context, QueueUrlInput input);
Task<Result<Empty>> purge_queue(Context& context, QueueUrlInput input);

Task<Result<GetQueueAttributesOutput>> get_queue_attributes(Context& context,
                                                            GetQueueAttributesInput input);
Task<Result<Empty>> set_queue_attributes(Context& context, SetQueueAttributesInput input);

Task<Result<Empty>> tag_queue(Context& context, TagQueueInput input);
Task<Result<Empty>> untag_queue(Context& context, UntagQueueInput input);
Task<Result<ListQueueTagsOutput>> list_queue_tags(Context& context, QueueUrlInput input);

Task<Result<Empty>> add_permission(Context& context, AddPermissionInput input);
Task<Result<Empty>> remove_permission(Context& context, RemovePermissionInput input);

Task<Result<StartMessageMoveTaskOutput>> start_message_move_task(Context& context,
                                                                 StartMessageMoveTaskInput input);
Task<Result<CancelMessageMoveTaskOutput>> cancel_message_move_task(
    Context& context, CancelMessageMoveTaskInput input);
Task<Result<ListMessageMoveTasksOutput>> list_message_move_tasks(Context& context,
                                                                 ListMessageMoveTasksInput input);

Task<Result<SendMessageOutput>> send_message(Context& context, SendMessageInput input);
Task<Result<SendMessageBatchOutput>> send_message_batch(Context& context,
                                                        SendMessageBatchInput input);
Task<Result<ReceiveMessageOutput>> receive_message(Context& context, ReceiveMessageInput input);
Task<Result<Empty>> delete_message(Context& context, DeleteMessageInput input);
Task<Result<DeleteMessageBatchOutput>> delete_message_batch(Context& context,
                                                            DeleteMessageBatchInput input);
Task<Result<Empty>> change_message_visibility(Context& context, ChangeMessageVisibilityInput input);
Task<Result<ChangeMessageVisibilityBatchOutput>> change_message_visibility_batch(
    Context& context, ChangeMessageVisibilityBatchInput input);

}  // namespace forebay::service::sqs
