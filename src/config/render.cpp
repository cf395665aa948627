#include "config/render.hpp"

#include "config/example.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace forebay::config {
namespace {

constexpr std::size_t comment_chars_max = 98;

// `text` as comment lines, broken between words.
std::string comment(std::string_view text) {
    std::string out;
    std::string line = "#";
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (line.size() + 1 + end > comment_chars_max) {
            out += line + "\n";
            line = "#";
        }
        line += fmt::format(" {}", text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out + line + "\n";
}

std::string toml_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            out += fmt::format("\\u{:04x}", c);
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string toml_value(const Setting& setting, const Settings& settings) {
    const std::string value = setting.show(settings);
    const bool is_bare = setting.form == Form::integer || setting.form == Form::boolean;
    return is_bare ? value : toml_string(value);
}

// The example, each line commented out.
std::string commented_example() {
    std::string out =
        "\n" + comment(
                   "Queues, topics, subscriptions and tables that are to be there: made at the "
                   "start, or changed where they are there otherwise. What is there and not "
                   "declared stays.");
    std::string_view text = declarations_example();
    out += "#\n";
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        out += end == 0 ? "#\n" : fmt::format("# {}\n", text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    return out;
}

}  // namespace

std::string as_toml() {
    std::string out = comment(
        "Every setting of Forebay, at its default. Each is also a flag and an environment "
        "variable: limits.header_size is --limits-header-size and FOREBAY_LIMITS_HEADER_SIZE. A "
        "flag goes before a variable, a variable before this file.");
    const Settings defaults;
    std::string_view section;
    for (const Setting& setting : all_settings()) {
        out += "\n";
        if (setting.section() != section) {
            section = setting.section();
            out += comment(section_help(section)) + fmt::format("[{}]\n\n", section);
        }
        out += comment(setting.help) + comment(fmt::format("Value: {}.", setting.expected));
        out += fmt::format("{} = {}\n", setting.key(), toml_value(setting, defaults));
    }
    return out + commented_example();
}

std::string as_markdown() {
    std::string out =
        "| setting | default | value | what it is |\n"
        "| --- | --- | --- | --- |\n";
    const Settings defaults;
    for (const Setting& setting : all_settings()) {
        fmt::format_to(std::back_inserter(out), "| `{}` | `{}` | {} | {} |\n", setting.path,
                       setting.show(defaults), setting.expected, setting.help);
    }
    return out;
}

std::string in_effect(const Configuration& configuration) {
    std::string out;
    for (std::size_t i = 0; i < all_settings().size(); ++i) {
        const Setting& setting = all_settings()[i];
        const std::string line =
            fmt::format("{} = {}", setting.path, toml_value(setting, configuration.settings));
        fmt::format_to(std::back_inserter(out), "{:<42} # {}\n", line, configuration.origins[i]);
    }
    return out;
}

}  // namespace forebay::config
