#pragma once

#include <string_view>

namespace forebay::engine::expressions {

/// Whether `word`, in any case, cannot be written as an attribute's name: it needs a name behind
/// `#`. DynamoDB specification 7.
bool is_reserved(std::string_view word);

}  // namespace forebay::engine::expressions
