#pragma once

#include <cstdint>

namespace forebay {

/// Why a request was refused, one value a reason. protocol/ gives each its names on the wire.
enum class Errc : std::uint8_t {
    // Queues: SQS specification 3.
    queue_not_found,
    queue_exists,
    queue_deleted_recently,
    purge_in_progress,
    too_many_batch_entries,
    empty_batch,
    batch_ids_not_distinct,
    invalid_batch_id,
    batch_too_long,
    receipt_invalid,
    receipt_expired,  ///< of a FIFO queue: its message is visible again, or was received again
    message_not_in_flight,
    invalid_attribute_name,
    invalid_attribute_value,
    invalid_message,
    unsupported_operation,
    over_limit,
    resource_not_found,
    invalid_address,

    // Topics: SNS specification 2.3.
    topic_not_found,
    subscription_not_found,
    platform_not_found,  ///< a platform application, or an endpoint of one
    platform_application_disabled,
    endpoint_disabled,
    filter_policy_limit_exceeded,
    tag_limit_exceeded,
    invalid_state,
    verification_failed,

    // Tables: DynamoDB specification 2.
    validation_failed,  ///< a value, an expression or a combination of members that cannot be
    table_not_found,
    condition_failed,  ///< of a write: what is there is not as it should be
    token_reused,      ///< by a transaction of other content
    table_in_use,
    table_limit_exceeded,
    transaction_canceled,
    iterator_expired,
    changes_trimmed,  ///< a stream's records are no longer kept

    // Every service.
    invalid_parameter,
    missing_parameter,
    unknown_action,
    malformed_request,
    missing_signature,
    incomplete_signature,
    unknown_access_key,
    signature_mismatch,  ///< or it was made too long ago, or for something else
    request_expired,     ///< a presigned one
    access_denied,
    throttled,
    disk_full,      ///< free space is below the threshold: sends are refused, the rest goes on
    shutting_down,  ///< the daemon is stopping
    internal,
};

}  // namespace forebay
