#pragma once

#include "config/load.hpp"

#include <string>

namespace forebay::config {

/// A file that names every setting, at its default, with what it means.
std::string as_toml();

/// The same as a Markdown table.
std::string as_markdown();

/// What is in effect, and where it comes from: for `check-config`.
std::string in_effect(const Configuration& configuration);

}  // namespace forebay::config
