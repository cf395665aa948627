#pragma once

#include <forebay/base/result.hpp>
#include <forebay/service/dynamodb/table_shapes.hpp>

namespace forebay::protocol {

/// What the codec of DynamoDB sees to before an action is carried out, for inputs that come from
/// elsewhere. Errors: Errc::validation_failed, which lists up to ten faults. DynamoDB
/// specification 2.
Result<void> check_input(const service::dynamodb::CreateTableInput& input);
Result<void> check_input(const service::dynamodb::UpdateTableInput& input);
Result<void> check_input(const service::dynamodb::UpdateTimeToLiveInput& input);

}  // namespace forebay::protocol
