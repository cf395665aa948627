#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace forebay::config {

/// `; did you mean X?` with the candidate that `name` looks like a slip of, else nothing.
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace forebay::config
