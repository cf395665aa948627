#include "protocol/wire_error.hpp"

#include <forebay/base/assert.hpp>

namespace forebay::protocol {

WireError wire_error(Errc code) {
    using enum ErrorOwner;
    switch (code) {  // no default: a code without a row does not compile (-Werror=switch)
        case Errc::queue_not_found:
            return {"QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", 400, service};
        case Errc::queue_exists:
            return {"QueueNameExists", "QueueAlreadyExists", 400, service};
        case Errc::queue_deleted_recently:
            return {"QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently", 400,
                    service};
        case Errc::purge_in_progress:
            return {"PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress", 403,
                    service};
        case Errc::too_many_batch_entries:
            return {"TooManyEntriesInBatchRequest",
                    "AWS.SimpleQueueService.TooManyEntriesInBatchRequest", 400, service};
        case Errc::empty_batch:
            return {"EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest", 400, service};
        case Errc::batch_ids_not_distinct:
            return {"BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
                    400, service};
        case Errc::invalid_batch_id:
            return {"InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId", 400,
                    service};
        case Errc::batch_too_long:
            return {"BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong", 400,
                    service};
        case Errc::receipt_invalid:
            return {"ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", 404, service};
        case Errc::message_not_in_flight:
            return {"MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight", 400,
                    service};
        case Errc::invalid_attribute_name:
            return {"InvalidAttributeName", "InvalidAttributeName", 400, service};
        case Errc::invalid_attribute_value:
            return {"InvalidAttributeValue", "InvalidAttributeValue", 400, service};
        case Errc::invalid_message:
            return {"InvalidMessageContents", "InvalidMessageContents", 400, service};
        case Errc::unsupported_operation:
            return {"UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation", 400,
                    service};
        case Errc::over_limit:
            return {"OverLimit", "OverLimit", 403, service};
        case Errc::resource_not_found:
            return {"ResourceNotFoundException", "ResourceNotFoundException", 404, service};
        case Errc::invalid_address:
            return {"InvalidAddress", "InvalidAddress", 404, service};
        case Errc::topic_not_found:
        case Errc::subscription_not_found:
            return {"NotFound", "NotFound", 404, service};
        case Errc::validation_failed:
            return {"ValidationException", "ValidationException", 400, validation};
        case Errc::table_not_found:
            return {"ResourceNotFoundException", "ResourceNotFoundException", 400, service};
        case Errc::condition_failed:
            return {"ConditionalCheckFailedException", "ConditionalCheckFailedException", 400,
                    service};
        case Errc::token_reused:
            return {"IdempotentParameterMismatchException", "IdempotentParameterMismatchException",
                    400, service};
        case Errc::receipt_expired:
        case Errc::invalid_parameter:
            return {"InvalidParameterValueException", "InvalidParameterValue", 400, framework};
        case Errc::missing_parameter:
            return {"MissingRequiredParameterException", "MissingParameter", 400, framework};
        case Errc::unknown_action:
            return {"UnknownOperationException", "InvalidAction", 404, framework};
        case Errc::malformed_request:
            return {"SerializationException", "MalformedQueryString", 400, framework};
        case Errc::access_denied:
            return {"AccessDeniedException", "AccessDenied", 403, framework};
        case Errc::throttled:
            return {"RequestThrottled", "RequestThrottled", 403, service};
        case Errc::disk_full:
        case Errc::shutting_down:
            return {"ServiceUnavailable", "ServiceUnavailable", 503, framework};
        case Errc::internal:
            return {"InternalFailure", "InternalError", 500, framework};
    }
    fail_stop("Errc out of range");
}

}  // namespace forebay::protocol
