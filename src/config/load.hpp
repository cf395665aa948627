#pragma once

#include "config/setting.hpp"
#include "config/settings.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace forebay::config {

/// A name and a value as somebody wrote them.
using Spelled = std::pair<std::string, std::string>;

/// Where settings may come from, the weakest first.
struct Sources {
    std::optional<std::filesystem::path> file;
    std::vector<Spelled>
        environment;             ///< variables that begin with FOREBAY_, without FOREBAY_CONFIG
    std::vector<Spelled> flags;  ///< with their dashes: `--threads`
};

/// The settings as all sources together say.
struct Configuration {
    Settings settings;
    std::vector<std::string> origins;  ///< of each of `all_settings()`: `default`, `file.toml:3`, …
    std::vector<std::string> problems;  ///< every mistake found, each a line; empty: all is right
};

/// Flag before variable before file before default. A problem says where it stands, what stands
/// there and what was expected.
Configuration load(const Sources& sources);

}  // namespace forebay::config
