#pragma once

#include <forebay/base/result.hpp>
#include <forebay/service/sqs/shapes.hpp>

#include <string_view>

namespace forebay::service::sqs {

/// Refuses tags that the queue of that name cannot have, as all that it has. SQS specification 6.8.
Result<void> check_tags(const StringMap& tags, std::string_view queue_name);

}  // namespace forebay::service::sqs
