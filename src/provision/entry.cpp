#include "provision/entry.hpp"

#include "config/suggestion.hpp"
#include "config/values.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <sstream>
#include <utility>

namespace forebay::provision {
namespace {

std::string spell(const toml::node& node) {
    std::ostringstream out;
    node.visit([&](const auto& n) { out << n; });
    return out.str();
}

std::string json_string(std::string_view text) {
    return boost::json::serialize(boost::json::string(text));
}

bool append_json(const toml::node& node, std::string& out);

bool append_object(const toml::table& table, std::string& out) {
    out += '{';
    bool is_first = true;
    for (const auto& [key, value] : table) {
        out += is_first ? "" : ",";
        is_first = false;
        out += json_string(key.str()) + ':';
        if (!append_json(value, out)) {
            return false;
        }
    }
    out += '}';
    return true;
}

bool append_list(const toml::array& list, std::string& out) {
    out += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
        out += i == 0 ? "" : ",";
        if (!append_json(list[i], out)) {
            return false;
        }
    }
    out += ']';
    return true;
}

bool append_json(const toml::node& node, std::string& out) {
    switch (node.type()) {
        case toml::node_type::table:
            return append_object(*node.as_table(), out);
        case toml::node_type::array:
            return append_list(*node.as_array(), out);
        case toml::node_type::string:
            out += json_string(node.as_string()->get());
            return true;
        case toml::node_type::integer:
            out += std::to_string(node.as_integer()->get());
            return true;
        case toml::node_type::floating_point:
            out += fmt::format("{}", node.as_floating_point()->get());
            return std::isfinite(node.as_floating_point()->get());
        case toml::node_type::boolean:
            out += node.as_boolean()->get() ? "true" : "false";
            return true;
        default:
            return false;
    }
}

// As attributes are written: text as it is, all else as JSON.
std::optional<std::string> attribute_text(const toml::node& node) {
    return node.is_string() ? node.as_string()->get() : to_json(node);
}

}  // namespace

Place place_of(const std::string& file, const toml::node& node) {
    return fmt::format("{}:{}", file, node.source().begin.line);
}

std::optional<std::string> to_json(const toml::node& node) {
    std::string out;
    return append_json(node, out) ? std::optional(std::move(out)) : std::nullopt;
}

Entry::Entry(const toml::table& table, std::string path, const std::string& file,
             Problems& problems)
    : table_(table), path_(std::move(path)), file_(file), problems_(problems) {}

void Entry::finish() {
    const std::vector<std::string> known(known_.begin(), known_.end());
    for (const auto& [key, node] : table_) {
        if (!known_.contains(key.str())) {
            problems_.add(fmt::format("{}:{}", file_, key.source().begin.line),
                          fmt::format("unknown key {}{}", path_of(key.str()),
                                      config::suggestion(key.str(), known)));
        }
    }
}

Place Entry::place() const {
    return place_of(file_, table_);
}

Place Entry::place(std::string_view key) const {
    const toml::node* found = table_.get(key);
    return found == nullptr ? place() : place_of(file_, *found);
}

std::string Entry::path_of(std::string_view key) const {
    return fmt::format("{}.{}", path_, key);
}

std::string Entry::spelled(std::string_view key) const {
    const toml::node* found = table_.get(key);
    return found == nullptr ? path_of(key) : fmt::format("{} = {}", path_of(key), spell(*found));
}

void Entry::problem(std::string_view key, std::string_view expected) {
    problems_.add(place(key), fmt::format("{}: expected {}", spelled(key), expected));
}

void Entry::missing(std::string_view key, std::string_view expected) {
    problems_.add(place(), fmt::format("{} is missing: expected {}", path_of(key), expected));
}

const toml::node* Entry::node(std::string_view key) {
    known_.emplace(key);
    return table_.get(key);
}

bool Entry::has(std::string_view key) {
    return node(key) != nullptr;
}

std::optional<std::string> Entry::text(std::string_view key, std::string_view expected) {
    const toml::node* found = node(key);
    if (found == nullptr) {
        return std::nullopt;
    }
    if (!found->is_string() || found->as_string()->get().empty()) {
        problem(key, expected);
        return std::nullopt;
    }
    return found->as_string()->get();
}

std::optional<std::string> Entry::one_of(std::string_view key,
                                         std::vector<std::string_view> choices) {
    std::string expected;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        expected += i == 0 ? "" : i + 1 == choices.size() ? " or " : ", ";
        expected += choices[i];
    }
    auto found = text(key, expected);
    if (found && std::ranges::find(choices, *found) == choices.end()) {
        problem(key, expected);
        return std::nullopt;
    }
    return found;
}

std::optional<bool> Entry::boolean(std::string_view key) {
    const toml::node* found = node(key);
    if (found == nullptr) {
        return std::nullopt;
    }
    if (!found->is_boolean()) {
        problem(key, "true or false");
        return std::nullopt;
    }
    return found->as_boolean()->get();
}

std::optional<std::uint64_t> Entry::number(std::string_view key, std::uint64_t min,
                                           std::uint64_t max) {
    const toml::node* found = node(key);
    if (found == nullptr) {
        return std::nullopt;
    }
    const std::int64_t value = found->is_integer() ? found->as_integer()->get() : -1;
    if (value < 0 || static_cast<std::uint64_t>(value) < min ||
        static_cast<std::uint64_t>(value) > max) {
        problem(key, fmt::format("a whole number from {} to {}", min, max));
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(value);
}

std::optional<std::uint64_t> Entry::size(std::string_view key, std::uint64_t min,
                                         std::uint64_t max) {
    const toml::node* found = node(key);
    if (found == nullptr) {
        return std::nullopt;
    }
    const auto value = found->is_string()    ? config::parse_size(found->as_string()->get())
                       : found->is_integer() ? config::parse_size(spell(*found))
                                             : std::nullopt;
    if (!value || *value < min || *value > max) {
        problem(key, fmt::format("a size from {} to {}", config::format_size(min),
                                 config::format_size(max)));
        return std::nullopt;
    }
    return value;
}

std::optional<std::uint64_t> Entry::seconds(std::string_view key, Duration min, Duration max) {
    using std::chrono::seconds;
    const toml::node* found = node(key);
    if (found == nullptr) {
        return std::nullopt;
    }
    const auto value =
        found->is_string() ? config::parse_duration(found->as_string()->get()) : std::nullopt;
    if (!value || *value < min || *value > max || *value % seconds(1) != Duration::zero()) {
        problem(key, fmt::format("a time in whole seconds from {} to {}",
                                 config::format_duration(min), config::format_duration(max)));
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(*value / seconds(1));
}

std::optional<std::string> Entry::json(std::string_view key) {
    const toml::node* found = node(key);
    if (found == nullptr) {
        return std::nullopt;
    }
    std::optional<std::string> text;
    if (found->is_string()) {
        boost::json::error_code failure;
        const auto value = boost::json::parse(found->as_string()->get(), failure);
        if (!failure && value.is_object()) {
            text = found->as_string()->get();
        }
    } else if (found->is_table()) {
        text = to_json(*found);
    }
    if (!text) {
        problem(key, "a table, or the text of a JSON object");
    }
    return text;
}

Attributes Entry::attributes(std::string_view key) {
    Attributes attributes;
    const toml::node* found = node(key);
    if (found == nullptr) {
        return attributes;
    }
    if (!found->is_table()) {
        problem(key, "a table such as { VisibilityTimeout = 30 }");
        return attributes;
    }
    for (const auto& [name, value] : *found->as_table()) {
        const Place place = place_of(file_, value);
        if (auto text = attribute_text(value)) {
            attributes.emplace(name.str(), Placed{std::move(*text), place});
        } else {
            problems_.add(place, fmt::format("{}.{} = {}: expected a text, a number, true or false",
                                             path_of(key), name.str(), spell(value)));
        }
    }
    return attributes;
}

StringMap Entry::strings(std::string_view key) {
    StringMap strings;
    const toml::node* found = node(key);
    if (found == nullptr) {
        return strings;
    }
    if (!found->is_table()) {
        problem(key, "a table such as { team = \"orders\" }");
        return strings;
    }
    for (const auto& [name, value] : *found->as_table()) {
        if (value.is_string()) {
            strings.emplace(name.str(), value.as_string()->get());
        } else {
            problems_.add(
                place_of(file_, value),
                fmt::format("{}.{} = {}: expected a text", path_of(key), name.str(), spell(value)));
        }
    }
    return strings;
}

std::vector<const toml::table*> Entry::tables(std::string_view key, std::string_view expected) {
    std::vector<const toml::table*> tables;
    const toml::node* found = node(key);
    if (found == nullptr) {
        return tables;
    }
    if (!found->is_array()) {
        problem(key, expected);
        return tables;
    }
    for (const toml::node& item : *found->as_array()) {
        if (item.is_table()) {
            tables.push_back(item.as_table());
        } else {
            problems_.add(place_of(file_, item), fmt::format("{} has {}: expected {}", path_of(key),
                                                             spell(item), expected));
        }
    }
    return tables;
}

}  // namespace forebay::provision
