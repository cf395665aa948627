#pragma once

#include "engine/filter_policy/policy_text.hpp"
#include "engine/filter_policy/rules.hpp"

#include <cstdint>

namespace forebay::engine::filter_policy {

/// The number of a policy at `token`. Errors: invalid_parameter, when it is larger than
/// limits::filter_policy_number_power_max allows.
Result<Number> parse_number(const PolicyText& text, std::uint32_t token);

/// What follows `numeric`: `[">",0,"<=",5]`. Errors: invalid_parameter, as SNS specification 10.5
/// has them.
Result<NumericRange> parse_numeric(PolicyText& text, std::uint32_t token);

}  // namespace forebay::engine::filter_policy
