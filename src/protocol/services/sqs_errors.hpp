#pragma once

#include "protocol/wire_error.hpp"

namespace forebay::protocol::sqs {

using enum ErrorOwner;

/// What SQS calls its errors. SQS specification 3.
inline constexpr ErrorRow errors[] = {
    {Errc::queue_not_found,
     {"QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", 400, service, 400,
      "The specified queue does not exist for this wsdl version."}},
    {Errc::queue_exists, {"QueueNameExists", "QueueAlreadyExists", 400, service}},
    {Errc::queue_deleted_recently,
     {"QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently", 400, service}},
    {Errc::purge_in_progress,
     {"PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress", 403, service}},
    {Errc::too_many_batch_entries,
     {"TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest", 400,
      service}},
    {Errc::empty_batch,
     {"EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest", 400, service}},
    {Errc::batch_ids_not_distinct,
     {"BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", 400, service}},
    {Errc::invalid_batch_id,
     {"InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId", 400, service}},
    {Errc::batch_too_long,
     {"BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong", 400, service}},
    {Errc::receipt_invalid, {"ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", 404, service}},
    {Errc::receipt_expired,
     {"InvalidParameterValueException", "InvalidParameterValue", 400, framework}},
    {Errc::message_not_in_flight,
     {"MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight", 400, service}},
    {Errc::invalid_attribute_name, {"InvalidAttributeName", "InvalidAttributeName", 400, service}},
    {Errc::invalid_attribute_value,
     {"InvalidAttributeValue", "InvalidAttributeValue", 400, service}},
    {Errc::invalid_message, {"InvalidMessageContents", "InvalidMessageContents", 400, service}},
    {Errc::unsupported_operation,
     {"UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation", 400, service}},
    {Errc::over_limit, {"OverLimit", "OverLimit", 403, service}},
    {Errc::resource_not_found,
     {"ResourceNotFoundException", "ResourceNotFoundException", 404, service}},
    {Errc::invalid_address, {"InvalidAddress", "InvalidAddress", 404, service}},
    {Errc::throttled, {"RequestThrottled", "RequestThrottled", 403, service}},
};

}  // namespace forebay::protocol::sqs
