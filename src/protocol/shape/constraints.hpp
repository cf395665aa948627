#pragma once

#include "protocol/shape/shape.hpp"
#include <forebay/base/result.hpp>

namespace forebay::protocol {

/// Refuses an input that is not as its constraints demand (service/constraint.hpp).
/// Errors: Errc::validation_failed, which lists up to ten faults. DynamoDB specification 2.
Result<void> check_constraints(const Shape& shape, const void* input);

}  // namespace forebay::protocol
