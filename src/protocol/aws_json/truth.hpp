#pragma once

#include <optional>
#include <string_view>

namespace forebay::protocol::aws_json {

/// Why a text that is no boolean was refused.
inline constexpr std::string_view no_truth = "Unexpected token received from parser";

/// The boolean that `text` spells, as true, 1 or yes, false, 0 or no in any case; nullopt: none.
/// DynamoDB specification 2.
std::optional<bool> truth_of(std::string_view text);

}  // namespace forebay::protocol::aws_json
