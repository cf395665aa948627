#include "protocol/services/dynamodb_errors.hpp"
#include "protocol/services/sqs_errors.hpp"

#include <gtest/gtest.h>

namespace forebay::protocol {
namespace {

struct Row {
    Errc code;
    std::string_view shape;
    std::string_view query;
    unsigned status;
    std::string_view fault;
};

void expect_errors(ErrorTable table, std::span<const Row> rows) {
    for (const Row& row : rows) {
        const WireError error = wire_error(table, row.code);
        EXPECT_EQ(error.shape, row.shape);
        EXPECT_EQ(error.code, row.query);
        EXPECT_EQ(error.status, row.status) << row.shape;
        EXPECT_EQ(error.fault(), row.fault) << row.shape;
    }
}

// SQS specification 3.
TEST(WireError, OfSqs) {
    constexpr Row rows[] = {
        {Errc::queue_not_found, "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", 400,
         "Sender"},
        {Errc::queue_exists, "QueueNameExists", "QueueAlreadyExists", 400, "Sender"},
        {Errc::queue_deleted_recently, "QueueDeletedRecently",
         "AWS.SimpleQueueService.QueueDeletedRecently", 400, "Sender"},
        {Errc::purge_in_progress, "PurgeQueueInProgress",
         "AWS.SimpleQueueService.PurgeQueueInProgress", 403, "Sender"},
        {Errc::too_many_batch_entries, "TooManyEntriesInBatchRequest",
         "AWS.SimpleQueueService.TooManyEntriesInBatchRequest", 400, "Sender"},
        {Errc::empty_batch, "EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest", 400,
         "Sender"},
        {Errc::batch_ids_not_distinct, "BatchEntryIdsNotDistinct",
         "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", 400, "Sender"},
        {Errc::invalid_batch_id, "InvalidBatchEntryId",
         "AWS.SimpleQueueService.InvalidBatchEntryId", 400, "Sender"},
        {Errc::batch_too_long, "BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong",
         400, "Sender"},
        {Errc::receipt_invalid, "ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", 404, "Sender"},
        {Errc::receipt_expired, "InvalidParameterValueException", "InvalidParameterValue", 400,
         "Sender"},
        {Errc::message_not_in_flight, "MessageNotInflight",
         "AWS.SimpleQueueService.MessageNotInflight", 400, "Sender"},
        {Errc::invalid_attribute_name, "InvalidAttributeName", "InvalidAttributeName", 400,
         "Sender"},
        {Errc::invalid_attribute_value, "InvalidAttributeValue", "InvalidAttributeValue", 400,
         "Sender"},
        {Errc::invalid_message, "InvalidMessageContents", "InvalidMessageContents", 400, "Sender"},
        {Errc::unsupported_operation, "UnsupportedOperation",
         "AWS.SimpleQueueService.UnsupportedOperation", 400, "Sender"},
        {Errc::over_limit, "OverLimit", "OverLimit", 403, "Sender"},
        {Errc::resource_not_found, "ResourceNotFoundException", "ResourceNotFoundException", 404,
         "Sender"},
        {Errc::invalid_address, "InvalidAddress", "InvalidAddress", 404, "Sender"},
        {Errc::validation_failed, "ValidationException", "ValidationException", 400, "Sender"},
        {Errc::invalid_parameter, "InvalidParameterValueException", "InvalidParameterValue", 400,
         "Sender"},
        {Errc::missing_parameter, "MissingRequiredParameterException", "MissingParameter", 400,
         "Sender"},
        {Errc::unknown_action, "UnknownOperationException", "InvalidAction", 404, "Sender"},
        {Errc::malformed_request, "SerializationException", "MalformedQueryString", 400, "Sender"},
        {Errc::missing_signature, "MissingAuthenticationTokenException",
         "MissingAuthenticationToken", 403, "Sender"},
        {Errc::incomplete_signature, "IncompleteSignatureException", "IncompleteSignature", 403,
         "Sender"},
        {Errc::unknown_access_key, "InvalidClientTokenIdException", "InvalidClientTokenId", 403,
         "Sender"},
        {Errc::signature_mismatch, "SignatureDoesNotMatchException", "SignatureDoesNotMatch", 403,
         "Sender"},
        {Errc::request_expired, "RequestExpiredException", "RequestExpired", 400, "Sender"},
        {Errc::access_denied, "AccessDeniedException", "AccessDenied", 403, "Sender"},
        {Errc::throttled, "RequestThrottled", "RequestThrottled", 403, "Sender"},
        {Errc::disk_full, "ServiceUnavailable", "ServiceUnavailable", 503, "Receiver"},
        {Errc::shutting_down, "ServiceUnavailable", "ServiceUnavailable", 503, "Receiver"},
        {Errc::internal, "InternalFailure", "InternalError", 500, "Receiver"},
    };
    expect_errors(sqs::errors, rows);
}

// DynamoDB specification 2.
TEST(WireError, OfDynamoDb) {
    constexpr Row rows[] = {
        {Errc::table_not_found, "ResourceNotFoundException", "ResourceNotFoundException", 400,
         "Sender"},
        {Errc::condition_failed, "ConditionalCheckFailedException",
         "ConditionalCheckFailedException", 400, "Sender"},
        {Errc::token_reused, "IdempotentParameterMismatchException",
         "IdempotentParameterMismatchException", 400, "Sender"},
        {Errc::validation_failed, "ValidationException", "ValidationException", 400, "Sender"},
        {Errc::missing_signature, "MissingAuthenticationTokenException",
         "MissingAuthenticationTokenException", 400, "Sender"},
        {Errc::unknown_access_key, "UnrecognizedClientException", "UnrecognizedClientException",
         400, "Sender"},
        {Errc::signature_mismatch, "InvalidSignatureException", "InvalidSignatureException", 400,
         "Sender"},
    };
    expect_errors(dynamodb::errors, rows);
}

}  // namespace
}  // namespace forebay::protocol
