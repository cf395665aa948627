#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::config {

struct Settings;

/// How a value is written in TOML.
enum class Form : std::uint8_t {
    text,     ///< a string
    size,     ///< a string with a unit, or an integer: bytes
    integer,  ///< an integer
    boolean,  ///< true or false
};

/// One setting: the same row serves the file, the flags, the environment and the documentation.
struct Setting {
    std::string_view path;  ///< in the file: `limits.header_size`
    std::string_view help;  ///< one or two sentences
    std::string expected;   ///< what a right value is, to follow "expected"
    Form form;

    /// Sets it to what `text` says; false, without effect, when that is not a right value.
    std::function<bool(Settings& settings, std::string_view text)> assign;

    /// Its value as `assign` reads it.
    std::function<std::string(const Settings& settings)> show;

    std::string flag() const;          ///< `--limits-header-size`
    std::string variable() const;      ///< `FOREBAY_LIMITS_HEADER_SIZE`
    std::string_view section() const;  ///< `limits`; empty for those before the first section
    std::string_view key() const;      ///< `header_size`
};

/// Every setting there is, section by section.
const std::vector<Setting>& all_settings();

/// What a section of the file is about.
std::string_view section_help(std::string_view section);

/// The setting with this path, or null.
const Setting* find_setting(std::string_view path);

}  // namespace forebay::config
