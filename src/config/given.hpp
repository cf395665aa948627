#pragma once

#include "config/setting.hpp"
#include <forebay/protocol/access_options.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace forebay::config {

/// A value that a source gives for a setting.
struct Given {
    const Setting* setting;
    std::string value;    ///< as `Setting::assign` reads it
    std::string origin;   ///< where it stands: `forebay.toml:3`, `FOREBAY_DATA`, `--data`
    std::string spelled;  ///< how it stands there, for messages: `forebay.toml:3: threads = 0`
};

/// What a source says.
struct Findings {
    std::vector<Given> given;
    std::vector<protocol::AccessKey> access_keys;
    std::vector<std::string> problems;
};

/// Reads a TOML file: what it gives, and what in it cannot be understood.
Findings read_file(const std::filesystem::path& file);

}  // namespace forebay::config
