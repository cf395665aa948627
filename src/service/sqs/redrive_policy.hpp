#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/queue.hpp>
#include <forebay/service/context.hpp>

#include <string>
#include <string_view>

/// Where messages go that are received too often, and who may send such messages here.
namespace forebay::service::sqs {

/// The RedrivePolicy that `json` is. Does not look whether its target is there. Errors:
/// Errc::invalid_parameter. SQS specification 10.1.
Result<RedrivePolicy> parse_redrive_policy(std::string_view json);

/// Refuses `settings.redrive` when its target is no queue that can take the dead letters of
/// `source`: SQS specification 10.1.
Result<void> check_redrive_target(const Context& context, const QueueKey& source,
                                  const QueueSettings& settings);

/// Refuses a RedriveAllowPolicy that is none. Errors: Errc::invalid_attribute_value.
/// SQS specification 10.3.
Result<void> check_redrive_allow_policy(std::string_view json);

}  // namespace forebay::service::sqs
