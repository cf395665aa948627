#pragma once

#include "protocol/action.hpp"
#include "protocol/services/sqs_errors.hpp"
#include <forebay/service/sqs/actions.hpp>
#include <forebay/service/sqs/needs.hpp>
#include <forebay/service/sqs/wire_names.hpp>

#include <algorithm>

/// SQS and its actions. SQS specification 2.
namespace forebay::protocol::sqs {

using namespace service::sqs;

inline constexpr Action actions[] = {
    owner_action<add_permission>("AddPermission"),
    owner_action<cancel_message_move_task>("CancelMessageMoveTask"),
    action<change_message_visibility>("ChangeMessageVisibility"),
    action_as<change_message_visibility_batch>("ChangeMessageVisibilityBatch",
                                               "ChangeMessageVisibility"),
    account_action<create_queue>("CreateQueue"),
    action<delete_message>("DeleteMessage"),
    action_as<delete_message_batch>("DeleteMessageBatch", "DeleteMessage"),
    owner_action<delete_queue>("DeleteQueue"),
    action<get_queue_attributes>("GetQueueAttributes"),
    action<get_queue_url>("GetQueueUrl"),
    action<list_dead_letter_source_queues>("ListDeadLetterSourceQueues"),
    owner_action<list_message_move_tasks>("ListMessageMoveTasks"),
    owner_action<list_queue_tags>("ListQueueTags"),
    account_action<list_queues>("ListQueues"),
    action<purge_queue>("PurgeQueue"),
    action<receive_message>("ReceiveMessage"),
    owner_action<remove_permission>("RemovePermission"),
    action<send_message>("SendMessage"),
    action_as<send_message_batch>("SendMessageBatch", "SendMessage"),
    owner_action<set_queue_attributes>("SetQueueAttributes"),
    owner_action<start_message_move_task>("StartMessageMoveTask"),
    owner_action<tag_queue>("TagQueue"),
    owner_action<untag_queue>("UntagQueue"),
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
