#pragma once

#include "protocol/wire_error.hpp"

namespace forebay::protocol::dynamodb {

using enum ErrorOwner;

/// What DynamoDB calls its errors. DynamoDB specification 2.
inline constexpr ErrorRow errors[] = {
    {Errc::table_not_found,
     {"ResourceNotFoundException", "ResourceNotFoundException", 400, service}},
    {Errc::condition_failed,
     {"ConditionalCheckFailedException", "ConditionalCheckFailedException", 400, service}},
    {Errc::token_reused,
     {"IdempotentParameterMismatchException", "IdempotentParameterMismatchException", 400,
      service}},
    {Errc::table_in_use, {"ResourceInUseException", "ResourceInUseException", 400, service}},
    {Errc::table_limit_exceeded,
     {"LimitExceededException", "LimitExceededException", 400, service}},
    {Errc::resource_not_found,
     {"ResourceNotFoundException", "ResourceNotFoundException", 400, service}},
    {Errc::transaction_canceled,
     {.shape = "TransactionCanceledException",
      .code = "TransactionCanceledException",
      .status = 400,
      .owner = service,
      .text_member = "Message"}},
    {Errc::iterator_expired,
     {"ExpiredIteratorException", "ExpiredIteratorException", 400, service}},
    {Errc::changes_trimmed,
     {"TrimmedDataAccessException", "TrimmedDataAccessException", 400, service}},
    {Errc::unknown_action,
     {"UnknownOperationException", "UnknownOperationException", 400, framework}},
    {Errc::malformed_request,
     {.shape = "SerializationException",
      .code = "SerializationException",
      .status = 400,
      .owner = framework,
      .text_member = "Message"}},
    {Errc::missing_signature,
     {"MissingAuthenticationTokenException", "MissingAuthenticationTokenException", 400,
      framework}},
    {Errc::incomplete_signature,
     {"IncompleteSignatureException", "IncompleteSignatureException", 400, framework}},
    {Errc::unknown_access_key,
     {"UnrecognizedClientException", "UnrecognizedClientException", 400, framework}},
    {Errc::signature_mismatch,
     {"InvalidSignatureException", "InvalidSignatureException", 400, framework}},
    {Errc::access_denied,
     {.shape = "AccessDeniedException",
      .code = "AccessDeniedException",
      .status = 400,
      .owner = framework,
      .text_member = "Message"}},
    {Errc::internal, {"InternalServerError", "InternalServerError", 500, service}},
};

}  // namespace forebay::protocol::dynamodb
