#pragma once

#include <forebay/service/sqs/shapes.hpp>
#include <forebay/service/wire_name.hpp>

#include <span>

/// The names of SQS that do not follow from ours: SQS specification 2.2 and 2.3. In Query all lists
/// and maps are flattened: `AttributeName.1`, `Attribute.1.Name`.
namespace forebay::service::sqs {

namespace names {

inline constexpr WireName attributes{
    .member = "attributes", .query = "Attribute", .key = "Name", .value = "Value"};
inline constexpr WireName message_attributes{
    .member = "message_attributes", .query = "MessageAttribute", .key = "Name", .value = "Value"};
inline constexpr WireName message_system_attributes{.member = "message_system_attributes",
                                                    .query = "MessageSystemAttribute",
                                                    .key = "Name",
                                                    .value = "Value"};
inline constexpr WireName failed{.member = "failed", .query = "BatchResultErrorEntry"};

inline constexpr WireName common[] = {
    attributes,
    message_attributes,
    message_system_attributes,
    {.member = "tags", .query = "Tag", .key = "Key", .value = "Value"},
    {.member = "tag_keys", .query = "TagKey"},
    {.member = "aws_account_ids", .query = "AWSAccountId"},
    {.member = "actions", .query = "ActionName"},
    {.member = "attribute_names", .query = "AttributeName"},
    {.member = "message_system_attribute_names", .query = "MessageSystemAttributeName"},
    {.member = "message_attribute_names", .query = "MessageAttributeName"},
    {.member = "string_list_values", .query = "StringListValue"},
    {.member = "binary_list_values", .query = "BinaryListValue"},
    {.member = "messages", .query = "Message", .plain = "messages"},
    {.member = "queue_urls", .query = "QueueUrl", .plain = "queueUrls"},
};

inline constexpr WireName create_queue[] = {
    attributes,
    {.member = "tags", .json = "tags", .query = "Tag", .key = "Key", .value = "Value"},
};

inline constexpr WireName dead_letter_sources[] = {
    {.member = "queue_urls", .json = "queueUrls", .query = "QueueUrl", .plain = "queueUrls"},
};

inline constexpr WireName move_tasks[] = {
    {.member = "results", .query = "ListMessageMoveTasksResultEntry"}};

inline constexpr WireName send_batch[] = {
    {.member = "entries", .query = "SendMessageBatchRequestEntry"}};
inline constexpr WireName delete_batch[] = {
    {.member = "entries", .query = "DeleteMessageBatchRequestEntry"}};
inline constexpr WireName visibility_batch[] = {
    {.member = "entries", .query = "ChangeMessageVisibilityBatchRequestEntry"}};

inline constexpr WireName sent[] = {
    {.member = "successful", .query = "SendMessageBatchResultEntry"}, failed};
inline constexpr WireName deleted[] = {
    {.member = "successful", .query = "DeleteMessageBatchResultEntry"}, failed};
inline constexpr WireName visibility_changed[] = {
    {.member = "successful", .query = "ChangeMessageVisibilityBatchResultEntry"}, failed};

}  // namespace names

template <class Shape>
constexpr std::span<const WireName> wire_names(Shape*) {
    return names::common;
}

constexpr std::span<const WireName> wire_names(CreateQueueInput*) {
    return names::create_queue;
}
constexpr std::span<const WireName> wire_names(ListDeadLetterSourceQueuesOutput*) {
    return names::dead_letter_sources;
}
constexpr std::span<const WireName> wire_names(ListMessageMoveTasksOutput*) {
    return names::move_tasks;
}
constexpr std::span<const WireName> wire_names(SendMessageBatchInput*) {
    return names::send_batch;
}
constexpr std::span<const WireName> wire_names(SendMessageBatchOutput*) {
    return names::sent;
}
constexpr std::span<const WireName> wire_names(DeleteMessageBatchInput*) {
    return names::delete_batch;
}
constexpr std::span<const WireName> wire_names(DeleteMessageBatchOutput*) {
    return names::deleted;
}
constexpr std::span<const WireName> wire_names(ChangeMessageVisibilityBatchInput*) {
    return names::visibility_batch;
}
constexpr std::span<const WireName> wire_names(ChangeMessageVisibilityBatchOutput*) {
    return names::visibility_changed;
}

}  // namespace forebay::service::sqs
