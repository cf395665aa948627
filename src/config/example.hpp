#pragma once

#include <string_view>

namespace forebay::config {

/// What a settings file can declare besides settings, as one complete example in TOML.
std::string_view declarations_example();

}  // namespace forebay::config
