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
};

}  // namespace forebay::protocol::dynamodb
