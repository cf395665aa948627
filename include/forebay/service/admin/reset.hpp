#pragma once

#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/runtime/admin.hpp>
#include <forebay/runtime/broker.hpp>
#include <forebay/runtime/recorded_deliveries.hpp>

#include <string>

namespace forebay::service::admin {

/// Removes what there is of an account, or of all if `account` is empty: see runtime::Admin::reset.
/// What would have gone to phones is forgotten too; `recorded` may be null. Errors:
/// Errc::invalid_parameter, when it is no account.
Task<Result<runtime::Admin::Removed>> reset(runtime::Broker& broker,
                                            runtime::RecordedDeliveries* recorded,
                                            std::string account);

}  // namespace forebay::service::admin
