#pragma once

#include <filesystem>
#include <string_view>

namespace forebay::daemon {

/// Prints the settings file that another broker's configuration comes to, and on standard error
/// what could not be carried over. `format` is empty where the content tells. False, with the
/// reason on standard error: it cannot be understood, or what it comes to would be refused.
bool import_config(const std::filesystem::path& file, std::string_view format);

}  // namespace forebay::daemon
