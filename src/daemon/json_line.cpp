#include "daemon/json_line.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace forebay::daemon {
namespace {

using Pair = std::pair<std::string_view, std::string>;

bool is_key(std::string_view text) {
    return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
                                std::string_view::npos;
}

// Takes a value off the front of `text`: to its closing quote, or to the next space.
std::string take_value(std::string_view& text) {
    std::string value;
    if (!text.starts_with('"')) {
        value = text.substr(0, text.find(' '));
        text.remove_prefix(value.size());
        return value;
    }
    std::size_t i = 1;
    for (; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            ++i;
        }
        value += text[i];
    }
    text.remove_prefix(std::min(i + 1, text.size()));
    return value;
}

// The pairs that `text` consists of, each with a space before it; nullopt when it has other parts.
std::optional<std::vector<Pair>> take_pairs(std::string_view text) {
    std::vector<Pair> pairs;
    while (!text.empty()) {
        const std::size_t equals = text.find('=');
        if (text[0] != ' ' || equals == std::string_view::npos ||
            !is_key(text.substr(1, equals - 1))) {
            return std::nullopt;
        }
        const std::string_view key = text.substr(1, equals - 1);
        text.remove_prefix(equals + 1);
        pairs.emplace_back(key, take_value(text));
    }
    return pairs;
}

}  // namespace

std::string json_line(TimePoint at, std::string_view level, std::string_view text) {
    // The pairs begin at the first space from which on there is nothing else.
    std::vector<Pair> pairs;
    std::size_t message_chars = text.size();
    for (std::size_t space = text.find(' '); space != std::string_view::npos;
         space = text.find(' ', space + 1)) {
        if (auto found = take_pairs(text.substr(space))) {
            pairs = std::move(*found);
            message_chars = space;
            break;
        }
    }

    const auto ms = at.time_since_epoch().count() % 1000;
    boost::json::object line;
    line["time"] = fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                               fmt::gmtime(std::chrono::floor<std::chrono::seconds>(at)), ms);
    line["level"] = level;
    line["message"] = text.substr(0, message_chars);
    for (const auto& [key, value] : pairs) {
        line.emplace(key, value);  // a pair does not replace what is there
    }
    return boost::json::serialize(line) + "\n";
}

std::string log_value(std::string_view value) {
    const auto is_plain = [](char c) { return c > ' ' && c != '"' && c != '\\' && c != '='; };
    if (!value.empty() && std::ranges::all_of(value, is_plain)) {
        return std::string(value);
    }
    std::string text = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') {
            text += '\\';
        }
        text += c == '\n' || c == '\r' ? ' ' : c;  // a line stays a line
    }
    return text + '"';
}

}  // namespace forebay::daemon
