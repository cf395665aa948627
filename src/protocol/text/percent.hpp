#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace forebay::protocol {

/// What `text`, a part of a path, stands for: `%41` is `A`. nullopt: a `%` without two digits, or
/// what comes out is no UTF-8.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace forebay::protocol
