#include "load/compare/resp.hpp"

#include <fmt/format.h>

#include <charconv>
#include <iterator>

namespace forebay::load::compare {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr int depth_max = 8;  // a reply to XREADGROUP has five

std::optional<std::string_view> read_line(std::string_view read, std::size_t& at) {
    const std::size_t end = read.find(line_end, at);
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view line = read.substr(at, end - at);
    at = end + line_end.size();
    return line;
}

long long number(std::string_view text) {
    long long value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || stop != text.data() + text.size()) {
        throw std::runtime_error("no number of RESP");
    }
    return value;
}

std::optional<RespValue> read_value(std::string_view read, std::size_t& at, int depth) {
    const auto line = read_line(read, at);
    if (!line) {
        return std::nullopt;
    }
    if (line->empty() || depth > depth_max) {
        throw std::runtime_error("no reply of RESP");
    }
    const std::string_view rest = line->substr(1);
    switch (line->front()) {
        case '+':
            return RespValue{.kind = RespValue::Kind::text, .text = rest, .items = {}};
        case '-':
            return RespValue{.kind = RespValue::Kind::error, .text = rest, .items = {}};
        case ':':
            return RespValue{.kind = RespValue::Kind::integer, .text = rest, .items = {}};
        case '$': {
            const long long bytes = number(rest);
            if (bytes < 0) {
                return RespValue{};
            }
            const auto size = static_cast<std::size_t>(bytes);
            if (read.size() - at < size + line_end.size()) {
                return std::nullopt;
            }
            const std::string_view text = read.substr(at, size);
            at += size + line_end.size();
            return RespValue{.kind = RespValue::Kind::text, .text = text, .items = {}};
        }
        case '*': {
            const long long count = number(rest);
            if (count < 0) {
                return RespValue{};
            }
            RespValue array{.kind = RespValue::Kind::array, .text = {}, .items = {}};
            for (long long i = 0; i < count; ++i) {
                auto item = read_value(read, at, depth + 1);
                if (!item) {
                    return std::nullopt;
                }
                array.items.push_back(std::move(*item));
            }
            return array;
        }
        default:
            throw std::runtime_error("no reply of RESP");
    }
}

}  // namespace

std::optional<RespValue> read_resp(std::string_view read, std::size_t& at) {
    std::size_t reached = at;
    auto value = read_value(read, reached, 0);
    if (value) {
        at = reached;
    }
    return value;
}

void append_command(std::string& out, const std::vector<std::string_view>& words) {
    fmt::format_to(std::back_inserter(out), "*{}\r\n", words.size());
    for (const std::string_view word : words) {
        fmt::format_to(std::back_inserter(out), "${}\r\n{}\r\n", word.size(), word);
    }
}

}  // namespace forebay::load::compare
