#pragma once

#include <filesystem>
#include <string>

namespace forebay::daemon {

/// Makes a data directory of a backup (see storage::restore_backup). What is wrong, or nothing.
std::string restore(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace forebay::daemon
