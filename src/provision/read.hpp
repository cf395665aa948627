#pragma once

#include "provision/declarations.hpp"
#include "provision/problems.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace forebay::provision {

/// Whose the declarations are that do not say it.
struct Owner {
    std::string account;  ///< 12 digits
    std::string region;
};

/// Reads what a settings file declares, and adds what in it cannot be understood to `problems`. A
/// file that cannot be read, or is no TOML, declares nothing: the reader of settings says why.
Declarations read_file(const std::filesystem::path& file, const Owner& owner, Problems& problems);

/// The same of a text that is no file yet; problems say `name` where a file's name would stand.
Declarations read_text(std::string_view toml, const std::string& name, const Owner& owner,
                       Problems& problems);

}  // namespace forebay::provision
