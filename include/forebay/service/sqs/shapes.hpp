#pragma once

#include <forebay/base/errc.hpp>
#include <forebay/service/values.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What goes into each SQS action and what comes out: SQS specification 2.3 and 6. Names are ours;
/// the codec derives the wire's (`queue_url` is `QueueUrl`), and wire_names.hpp has the exceptions.
///
/// A plain member is required: a request without it, or with an empty string, is refused
/// (MissingParameter). An optional, a vector or a map may be absent, and is then not written; a
/// Required list or map must be there, and may be empty.
namespace forebay::service::sqs {

using service::Blob;
using service::Empty;
using service::Required;
using service::Text;

using StringMap = std::map<std::string, std::string>;

struct MessageAttributeValue {
    std::optional<std::string> data_type;
    std::optional<std::string> string_value;
    std::optional<Blob> binary_value;
    std::vector<std::string> string_list_values;  // reserved by the service: refused
    std::vector<Blob> binary_list_values;         // likewise
};
BOOST_DESCRIBE_STRUCT(MessageAttributeValue, (),
                      (data_type, string_value, binary_value, string_list_values,
                       binary_list_values))

using AttributeMap = std::map<std::string, MessageAttributeValue>;

// Queues.

struct CreateQueueInput {
    std::optional<std::string> queue_name;
    StringMap attributes;
    StringMap tags;
};
BOOST_DESCRIBE_STRUCT(CreateQueueInput, (), (queue_name, attributes, tags))

struct QueueUrlOutput {
    std::string queue_url;
};
BOOST_DESCRIBE_STRUCT(QueueUrlOutput, (), (queue_url))

struct GetQueueUrlInput {
    std::string queue_name;
    std::optional<std::string> queue_owner_aws_account_id;
};
BOOST_DESCRIBE_STRUCT(GetQueueUrlInput, (), (queue_name, queue_owner_aws_account_id))

struct ListQueuesInput {
    std::optional<std::string> queue_name_prefix;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;
};
BOOST_DESCRIBE_STRUCT(ListQueuesInput, (), (queue_name_prefix, next_token, max_results))

struct ListQueuesOutput {
    std::vector<std::string> queue_urls;
    std::optional<std::string> next_token;
};
BOOST_DESCRIBE_STRUCT(ListQueuesOutput, (), (queue_urls, next_token))

struct ListDeadLetterSourceQueuesInput {
    std::string queue_url;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;
};
BOOST_DESCRIBE_STRUCT(ListDeadLetterSourceQueuesInput, (), (queue_url, next_token, max_results))

struct ListDeadLetterSourceQueuesOutput {
    Required<std::vector<std::string>> queue_urls;
    std::optional<std::string> next_token;
};
BOOST_DESCRIBE_STRUCT(ListDeadLetterSourceQueuesOutput, (), (queue_urls, next_token))

// Message move tasks.

struct StartMessageMoveTaskInput {
    std::string source_arn;
    std::optional<std::string> destination_arn;
    std::optional<std::int64_t> max_number_of_messages_per_second;
};
BOOST_DESCRIBE_STRUCT(StartMessageMoveTaskInput, (),
                      (source_arn, destination_arn, max_number_of_messages_per_second))

struct StartMessageMoveTaskOutput {
    std::string task_handle;
};
BOOST_DESCRIBE_STRUCT(StartMessageMoveTaskOutput, (), (task_handle))

struct CancelMessageMoveTaskInput {
    std::string task_handle;
};
BOOST_DESCRIBE_STRUCT(CancelMessageMoveTaskInput, (), (task_handle))

struct CancelMessageMoveTaskOutput {
    std::int64_t approximate_number_of_messages_moved = 0;
};
BOOST_DESCRIBE_STRUCT(CancelMessageMoveTaskOutput, (), (approximate_number_of_messages_moved))

struct ListMessageMoveTasksInput {
    std::string source_arn;
    std::optional<std::int64_t> max_results;
};
BOOST_DESCRIBE_STRUCT(ListMessageMoveTasksInput, (), (source_arn, max_results))

struct MessageMoveTaskEntry {
    std::optional<std::string> task_handle;
    std::string status;
    std::string source_arn;
    std::optional<std::string> destination_arn;
    std::optional<std::int64_t> max_number_of_messages_per_second;
    std::int64_t approximate_number_of_messages_moved = 0;
    std::optional<std::int64_t> approximate_number_of_messages_to_move;
    std::optional<std::string> failure_reason;
    std::int64_t started_timestamp = 0;
};
BOOST_DESCRIBE_STRUCT(MessageMoveTaskEntry, (),
                      (task_handle, status, source_arn, destination_arn,
                       max_number_of_messages_per_second, approximate_number_of_messages_moved,
                       approximate_number_of_messages_to_move, failure_reason, started_timestamp))

struct ListMessageMoveTasksOutput {
    Required<std::vector<MessageMoveTaskEntry>> results;
};
BOOST_DESCRIBE_STRUCT(ListMessageMoveTasksOutput, (), (results))

/// DeleteQueue, PurgeQueue, ListQueueTags.
struct QueueUrlInput {
    std::string queue_url;
};
BOOST_DESCRIBE_STRUCT(QueueUrlInput, (), (queue_url))

struct GetQueueAttributesInput {
    std::string queue_url;
    std::vector<std::string> attribute_names;
};
BOOST_DESCRIBE_STRUCT(GetQueueAttributesInput, (), (queue_url, attribute_names))

struct GetQueueAttributesOutput {
    StringMap attributes;
};
BOOST_DESCRIBE_STRUCT(GetQueueAttributesOutput, (), (attributes))

struct SetQueueAttributesInput {
    std::string queue_url;
    Required<StringMap> attributes;
};
BOOST_DESCRIBE_STRUCT(SetQueueAttributesInput, (), (queue_url, attributes))

struct TagQueueInput {
    std::string queue_url;
    Required<StringMap> tags;
};
BOOST_DESCRIBE_STRUCT(TagQueueInput, (), (queue_url, tags))

struct UntagQueueInput {
    std::string queue_url;
    Required<std::vector<std::string>> tag_keys;
};
BOOST_DESCRIBE_STRUCT(UntagQueueInput, (), (queue_url, tag_keys))

struct ListQueueTagsOutput {
    StringMap tags;
};
BOOST_DESCRIBE_STRUCT(ListQueueTagsOutput, (), (tags))

struct AddPermissionInput {
    std::string queue_url;
    std::string label;
    Required<std::vector<std::string>> aws_account_ids;
    Required<std::vector<std::string>> actions;
};
BOOST_DESCRIBE_STRUCT(AddPermissionInput, (), (queue_url, label, aws_account_ids, actions))

struct RemovePermissionInput {
    std::string queue_url;
    std::string label;
};
BOOST_DESCRIBE_STRUCT(RemovePermissionInput, (), (queue_url, label))

// Messages.

struct SendMessageInput {
    std::string queue_url;
    std::string message_body;
    std::optional<std::int64_t> delay_seconds;
    AttributeMap message_attributes;
    AttributeMap message_system_attributes;
    std::optional<std::string> message_deduplication_id;
    std::optional<std::string> message_group_id;
};
BOOST_DESCRIBE_STRUCT(SendMessageInput, (),
                      (queue_url, message_body, delay_seconds, message_attributes,
                       message_system_attributes, message_deduplication_id, message_group_id))

struct SendMessageOutput {
    std::string message_id;
    std::string md5_of_message_body;
    std::optional<std::string> md5_of_message_attributes;
    std::optional<std::string> md5_of_message_system_attributes;
    std::optional<std::string> sequence_number;
};
BOOST_DESCRIBE_STRUCT(SendMessageOutput, (),
                      (message_id, md5_of_message_body, md5_of_message_attributes,
                       md5_of_message_system_attributes, sequence_number))

/// An entry of SendMessageBatch. Its id and body may be empty: checked for each entry.
struct SendMessageEntry {
    Text id;
    Text message_body;
    std::optional<std::int64_t> delay_seconds;
    AttributeMap message_attributes;
    AttributeMap message_system_attributes;
    std::optional<std::string> message_deduplication_id;
    std::optional<std::string> message_group_id;
};
BOOST_DESCRIBE_STRUCT(SendMessageEntry, (),
                      (id, message_body, delay_seconds, message_attributes,
                       message_system_attributes, message_deduplication_id, message_group_id))

struct SendMessageBatchInput {
    std::string queue_url;
    Required<std::vector<SendMessageEntry>> entries;
};
BOOST_DESCRIBE_STRUCT(SendMessageBatchInput, (), (queue_url, entries))

struct SendMessageResultEntry {
    std::string id;
    std::string message_id;
    std::string md5_of_message_body;
    std::optional<std::string> md5_of_message_attributes;
    std::optional<std::string> md5_of_message_system_attributes;
    std::optional<std::string> sequence_number;
};
BOOST_DESCRIBE_STRUCT(SendMessageResultEntry, (),
                      (id, message_id, md5_of_message_body, md5_of_message_attributes,
                       md5_of_message_system_attributes, sequence_number))

/// Why one entry of a batch failed. The codec writes `code` as its Query code, in both protocols.
struct BatchErrorEntry {
    std::string id;
    bool sender_fault = true;
    Errc code;
    std::optional<std::string> message;
};
BOOST_DESCRIBE_STRUCT(BatchErrorEntry, (), (id, sender_fault, code, message))

struct SendMessageBatchOutput {
    std::vector<SendMessageResultEntry> successful;
    std::vector<BatchErrorEntry> failed;
};
BOOST_DESCRIBE_STRUCT(SendMessageBatchOutput, (), (successful, failed))

struct ReceiveMessageInput {
    std::string queue_url;
    std::vector<std::string> attribute_names;  // the older name of the next
    std::vector<std::string> message_system_attribute_names;
    std::vector<std::string> message_attribute_names;
    std::optional<std::int64_t> max_number_of_messages;
    std::optional<std::int64_t> visibility_timeout;
    std::optional<std::int64_t> wait_time_seconds;
    std::optional<std::string> receive_request_attempt_id;
};
BOOST_DESCRIBE_STRUCT(ReceiveMessageInput, (),
                      (queue_url, attribute_names, message_system_attribute_names,
                       message_attribute_names, max_number_of_messages, visibility_timeout,
                       wait_time_seconds, receive_request_attempt_id))

/// A message as it is received.
struct ReceivedMessage {
    std::string message_id;
    std::string receipt_handle;
    std::string md5_of_body;
    std::string body;
    StringMap attributes;
    std::optional<std::string> md5_of_message_attributes;
    AttributeMap message_attributes;
};
BOOST_DESCRIBE_STRUCT(ReceivedMessage, (),
                      (message_id, receipt_handle, md5_of_body, body, attributes,
                       md5_of_message_attributes, message_attributes))

struct ReceiveMessageOutput {
    std::vector<ReceivedMessage> messages;
};
BOOST_DESCRIBE_STRUCT(ReceiveMessageOutput, (), (messages))

struct DeleteMessageInput {
    std::string queue_url;
    std::string receipt_handle;
};
BOOST_DESCRIBE_STRUCT(DeleteMessageInput, (), (queue_url, receipt_handle))

struct DeleteMessageEntry {
    Text id;
    Text receipt_handle;
};
BOOST_DESCRIBE_STRUCT(DeleteMessageEntry, (), (id, receipt_handle))

struct DeleteMessageBatchInput {
    std::string queue_url;
    Required<std::vector<DeleteMessageEntry>> entries;
};
BOOST_DESCRIBE_STRUCT(DeleteMessageBatchInput, (), (queue_url, entries))

struct BatchResultEntry {
    std::string id;
};
BOOST_DESCRIBE_STRUCT(BatchResultEntry, (), (id))

struct DeleteMessageBatchOutput {
    std::vector<BatchResultEntry> successful;
    std::vector<BatchErrorEntry> failed;
};
BOOST_DESCRIBE_STRUCT(DeleteMessageBatchOutput, (), (successful, failed))

struct ChangeMessageVisibilityInput {
    std::string queue_url;
    std::string receipt_handle;
    std::int64_t visibility_timeout = 0;
};
BOOST_DESCRIBE_STRUCT(ChangeMessageVisibilityInput, (),
                      (queue_url, receipt_handle, visibility_timeout))

struct ChangeMessageVisibilityEntry {
    Text id;
    Text receipt_handle;
    std::optional<std::int64_t> visibility_timeout;
};
BOOST_DESCRIBE_STRUCT(ChangeMessageVisibilityEntry, (), (id, receipt_handle, visibility_timeout))

struct ChangeMessageVisibilityBatchInput {
    std::string queue_url;
    Required<std::vector<ChangeMessageVisibilityEntry>> entries;
};
BOOST_DESCRIBE_STRUCT(ChangeMessageVisibilityBatchInput, (), (queue_url, entries))

struct ChangeMessageVisibilityBatchOutput {
    std::vector<BatchResultEntry> successful;
    std::vector<BatchErrorEntry> failed;
};
BOOST_DESCRIBE_STRUCT(ChangeMessageVisibilityBatchOutput, (), (successful, failed))

}  // namespace forebay::service::sqs
