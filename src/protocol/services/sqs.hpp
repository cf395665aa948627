#pragma once

#include "protocol/action.hpp"
#include "protocol/services/sqs_errors.hpp"
#include <forebay/service/sqs/actions.hpp>
#include <forebay/service/sqs/wire_names.hpp>

#include <algorithm>

/// SQS and its actions. spec/sqs.md 2.
namespace forebay::protocol::sqs {

using namespace service::sqs;

inline constexpr Action actions[] = {
    action<add_permission>("AddPermission"),
    action<cancel_message_move_task>("CancelMessageMoveTask"),
    action<change_message_visibility>("ChangeMessageVisibility"),
    action<change_message_visibility_batch>("ChangeMessageVisibilityBatch"),
    account_action<create_queue>("CreateQueue"),
    action<delete_message>("DeleteMessage"),
    action<delete_message_batch>("DeleteMessageBatch"),
    action<delete_queue>("DeleteQueue"),
    action<get_queue_attributes>("GetQueueAttributes"),
    action<get_queue_url>("GetQueueUrl"),
    action<list_dead_letter_source_queues>("ListDeadLetterSourceQueues"),
    action<list_message_move_tasks>("ListMessageMoveTasks"),
    action<list_queue_tags>("ListQueueTags"),
    account_action<list_queues>("ListQueues"),
    action<purge_queue>("PurgeQueue"),
    action<receive_message>("ReceiveMessage"),
    action<remove_permission>("RemovePermission"),
    action<send_message>("SendMessage"),
    action<send_message_batch>("SendMessageBatch"),
    action<set_queue_attributes>("SetQueueAttributes"),
    action<start_message_move_task>("StartMessageMoveTask"),
    action<tag_queue>("TagQueue"),
    action<untag_queue>("UntagQueue"),
};
static_assert(std::ranges::is_sorted(actions, {}, &Action::name));

inline constexpr Service description{
    .name = "sqs",
    .json_target = "AmazonSQS",
    .json_errors = "com.amazonaws.sqs",
    .query_version = "2012-11-05",
    .xml_namespace = "http://queue.amazonaws.com/doc/2012-11-05/",
    .xml_errors_have_detail = true,
    .unknown_action = "The action {} is not valid for this endpoint.",
    .errors = errors,
    .actions = actions};

}  // namespace forebay::protocol::sqs
