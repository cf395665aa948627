#pragma once

#include "engine/filter_policy/compiled.hpp"
#include "engine/filter_policy/policy_text.hpp"

#include <cstdint>
#include <string_view>

namespace forebay::engine::filter_policy {

/// Whether `name` is an operator of some use: what an object has that is a rule and no branch.
bool is_operator(std::string_view name);

/// Reads the rules of a key, the elements of `array`, into `leaf`. Errors: invalid_parameter, as
/// SNS specification 10.5 has them.
Result<void> parse_rules(PolicyText& text, std::uint32_t array, Leaf& leaf);

}  // namespace forebay::engine::filter_policy
