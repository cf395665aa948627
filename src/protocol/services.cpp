#include "protocol/services.hpp"

#include <forebay/service/sqs/actions.hpp>
#include <forebay/service/sqs/wire_names.hpp>

#include <algorithm>

namespace forebay::protocol {

namespace {

namespace sqs = service::sqs;

constexpr Action sqs_actions[] = {
    action<sqs::add_permission>("AddPermission"),
    action<sqs::cancel_message_move_task>("CancelMessageMoveTask"),
    action<sqs::change_message_visibility>("ChangeMessageVisibility"),
    action<sqs::change_message_visibility_batch>("ChangeMessageVisibilityBatch"),
    account_action<sqs::create_queue>("CreateQueue"),
    action<sqs::delete_message>("DeleteMessage"),
    action<sqs::delete_message_batch>("DeleteMessageBatch"),
    action<sqs::delete_queue>("DeleteQueue"),
    action<sqs::get_queue_attributes>("GetQueueAttributes"),
    action<sqs::get_queue_url>("GetQueueUrl"),
    action<sqs::list_dead_letter_source_queues>("ListDeadLetterSourceQueues"),
    action<sqs::list_message_move_tasks>("ListMessageMoveTasks"),
    action<sqs::list_queue_tags>("ListQueueTags"),
    account_action<sqs::list_queues>("ListQueues"),
    action<sqs::purge_queue>("PurgeQueue"),
    action<sqs::receive_message>("ReceiveMessage"),
    action<sqs::remove_permission>("RemovePermission"),
    action<sqs::send_message>("SendMessage"),
    action<sqs::send_message_batch>("SendMessageBatch"),
    action<sqs::set_queue_attributes>("SetQueueAttributes"),
    action<sqs::start_message_move_task>("StartMessageMoveTask"),
    action<sqs::tag_queue>("TagQueue"),
    action<sqs::untag_queue>("UntagQueue"),
};
static_assert(std::ranges::is_sorted(sqs_actions, {}, &Action::name));

constexpr Service table[] = {
    {.name = "sqs",
     .json_target = "AmazonSQS",
     .json_errors = "com.amazonaws.sqs",
     .query_version = "2012-11-05",
     .xml_namespace = "http://queue.amazonaws.com/doc/2012-11-05/",
     .actions = sqs_actions},
};

}  // namespace

std::span<const Service> services() {
    return table;
}

}  // namespace forebay::protocol
