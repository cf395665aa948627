#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace forebay::service::sqs {

/// Whether `text` is a decimal number that a Number attribute may hold: at most 38 significant
/// digits, 0 or from 1e-128 to 1e+126 in size. SQS specification 5.2.
bool is_number(std::string_view text);

/// The whole number, perhaps negative, that `text` is and nothing else. nullopt if it is not one,
/// or fits no 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view text);

}  // namespace forebay::service::sqs
