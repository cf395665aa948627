#include "config/credentials.hpp"
#include "config/given.hpp"
#include "config/suggestion.hpp"
#include "config/toml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace forebay::config {
namespace {

// Sections of declarations, which src/provision reads.
constexpr std::array<std::string_view, 4> declarations = {"queues", "topics", "subscriptions",
                                                          "tables"};

// A node as it stands in the file, more or less.
std::string spell(const toml::node& node) {
    std::ostringstream out;
    node.visit([&](const auto& n) { out << n; });
    return out.str();
}

bool has_form(const toml::node& node, Form form) {
    switch (form) {
        case Form::text:
            return node.is_string();
        case Form::size:
            return node.is_string() || node.is_integer();
        case Form::integer:
            return node.is_integer();
        case Form::boolean:
            return node.is_boolean();
    }
    return false;
}

// The node's value as `Setting::assign` reads it.
std::string value_of(const toml::node& node) {
    return node.is_string() ? node.as_string()->get() : spell(node);
}

class Reader {
public:
    explicit Reader(const std::filesystem::path& file) : file_(file.string()) {}

    Findings read() {
        std::ifstream stream(file_, std::ios::binary);
        if (!stream || stream.peek() == EOF) {
            const bool is_empty = stream.is_open() && !stream.bad();
            if (!is_empty) {
                problem(fmt::format("{}: cannot be read: {}", file_, std::strerror(errno)));
            }
            return std::move(findings_);
        }
        try {
            read_table(toml::parse(stream, file_), "");
        } catch (const toml::parse_error& error) {
            problem(fmt::format("{}: {}", at(error.source()), error.description()));
        }
        return std::move(findings_);
    }

private:
    std::string at(const toml::source_region& region) const {
        return fmt::format("{}:{}", file_, region.begin.line);
    }

    void problem(std::string text) { findings_.problems.push_back(std::move(text)); }

    void read_table(const toml::table& table, const std::string& prefix) {
        for (const auto& [key, node] : table) {
            const std::string path = prefix + std::string(key.str());
            if (std::ranges::find(declarations, path) != declarations.end()) {
                continue;
            }
            if (path == credentials_section) {
                read_credentials(node, file_, findings_);
            } else if (const Setting* setting = find_setting(path)) {
                read_setting(*setting, node);
            } else if (is_section(path) && node.is_table()) {
                read_table(*node.as_table(), path + ".");
            } else {
                unknown(path, node.is_table() ? "section" : "setting", key.source());
            }
        }
    }

    void read_setting(const Setting& setting, const toml::node& node) {
        const std::string origin = at(node.source());
        std::string spelled = fmt::format("{}: {} = {}", origin, setting.path, spell(node));
        if (!has_form(node, setting.form)) {
            problem(fmt::format("{}: expected {}", spelled, setting.expected));
            return;
        }
        findings_.given.push_back({&setting, value_of(node), origin, std::move(spelled)});
    }

    static bool is_section(std::string_view path) {
        return std::ranges::any_of(all_settings(),
                                   [&](const Setting& s) { return s.section() == path; });
    }

    void unknown(const std::string& path, std::string_view kind, const toml::source_region& where) {
        std::vector<std::string> known(declarations.begin(), declarations.end());
        known.emplace_back(credentials_section);
        for (const Setting& setting : all_settings()) {
            known.emplace_back(kind == "section" ? setting.section() : setting.path);
        }
        problem(fmt::format("{}: unknown {} {}{}", at(where), kind, path, suggestion(path, known)));
    }

    std::string file_;
    Findings findings_;
};

}  // namespace

Findings read_file(const std::filesystem::path& file) {
    return Reader(file).read();
}

}  // namespace forebay::config
