#pragma once

#include <forebay/base/result.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace forebay::service::sqs {

/// Refuses a MessageGroupId, MessageDeduplicationId or ReceiveRequestAttemptId that is there but
/// is not 1 to 128 letters, digits and punctuation. SQS specification 6.12.
Result<void> check_group_id(const std::optional<std::string>& id, std::string_view parameter);

}  // namespace forebay::service::sqs
