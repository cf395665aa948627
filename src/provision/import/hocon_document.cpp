#include "provision/import/document.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace forebay::provision {
namespace {

namespace json = boost::json;

using Path = std::vector<std::string>;

constexpr std::size_t depth_max = 64;

// Not in unquoted strings, which end there.
constexpr std::string_view reserved = "$\"{}[]:=,+#`^?!@*&\\";

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

// Objects that are given twice become one; of anything else the last counts.
void put(json::object& object, const Path& path, json::value value) {
    json::object* at = &object;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        json::value& next = (*at)[path[i]];
        if (!next.is_object()) {
            next = json::object();
        }
        at = &next.as_object();
    }
    json::value& own = (*at)[path.back()];
    if (!own.is_object() || !value.is_object()) {
        own = std::move(value);
        return;
    }
    for (auto& [key, inner] : value.as_object()) {
        put(own.as_object(), {std::string(key)}, std::move(inner));
    }
}

/// A refusal ends the parsing: the first one is kept, and nothing is read any more.
class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<json::object> parse() {
        json::object root;
        skip_space();
        if (take('{')) {
            read_fields(root, '}');
            skip_space();
            if (!is_at_end()) {
                refuse("the end of the file");
            }
        } else {
            read_fields(root, '\0');
        }
        if (!problem_.empty()) {
            return Error{Errc::invalid_parameter, problem_};
        }
        return root;
    }

private:
    bool is_at_end() const { return at_ >= text_.size(); }
    char peek() const { return is_at_end() ? '\0' : text_[at_]; }
    bool looks_at(std::string_view word) const { return text_.substr(at_).starts_with(word); }

    bool take(char c) {
        if (is_at_end() || text_[at_] != c) {
            return false;
        }
        ++at_;
        return true;
    }

    void refuse(std::string_view expected) {
        if (problem_.empty()) {
            const auto line = std::ranges::count(text_.substr(0, at_), '\n') + 1;
            problem_ = fmt::format("{}: expected {}", line, expected);
        }
        at_ = text_.size();
    }

    bool is_comment() const { return peek() == '#' || looks_at("//"); }

    void skip_comment() { at_ = std::min(text_.find('\n', at_), text_.size()); }

    void skip_blanks() {
        while (is_blank(peek())) {
            ++at_;
        }
    }

    // Blanks, comments and ends of lines; whether there was one of the latter.
    bool skip_space() {
        bool has_ended_line = false;
        for (;;) {
            skip_blanks();
            if (is_comment()) {
                skip_comment();
            } else if (take('\n')) {
                has_ended_line = true;
            } else {
                return has_ended_line;
            }
        }
    }

    // Between two fields or items: a comma, or the end of a line.
    bool read_separator(char end) {
        const bool has_ended_line = skip_space();
        const bool has_comma = take(',');
        skip_space();
        return has_ended_line || has_comma || is_at_end() || peek() == end;
    }

    void read_fields(json::object& object, char end) {
        if (++depth_ > depth_max) {
            refuse("fewer levels");
        }
        skip_space();
        while (problem_.empty()) {
            if (is_at_end() || peek() == end) {
                if (end != '\0' && !take(end)) {
                    refuse("a }");
                }
                break;
            }
            read_field(object);
            if (problem_.empty() && !read_separator(end)) {
                refuse("a comma or the end of the line");
            }
        }
        --depth_;
    }

    void read_field(json::object& object) {
        if (looks_at("include ") || looks_at("include\t")) {
            read_include();
            return;
        }
        Path path = read_path();
        skip_space();
        if (!problem_.empty()) {
            return;
        }
        if (looks_at("+=")) {
            refuse("= or :, since += is not understood");
        } else if (take('=') || take(':')) {
            skip_space();
            put(object, path, read_value());
        } else if (peek() == '{') {
            put(object, path, read_value());
        } else {
            refuse("=, : or { after a key");
        }
    }

    void read_include() {
        constexpr std::string_view defaults = "include classpath(\"application.conf\")";
        if (!looks_at(defaults)) {
            refuse("no include: give the files one by one");
            return;
        }
        at_ += defaults.size();
    }

    Path read_path() {
        Path path;
        do {
            skip_blanks();
            path.push_back(peek() == '"' ? read_quoted() : read_key());
            skip_blanks();
        } while (problem_.empty() && take('.'));
        return path;
    }

    std::string read_key() {
        const std::size_t begin = at_;
        while (!is_at_end() && peek() != '.' && peek() != '\n' && !is_blank(peek()) &&
               !is_comment() && !reserved.contains(peek())) {
            ++at_;
        }
        if (at_ == begin) {
            refuse("a key");
        }
        return std::string(text_.substr(begin, at_ - begin));
    }

    json::value read_value() {
        if (!problem_.empty()) {
            return nullptr;
        }
        if (take('{')) {
            json::object object;
            read_fields(object, '}');
            return object;
        }
        if (take('[')) {
            return read_list();
        }
        if (looks_at("\"\"\"")) {
            return json::string(read_raw());
        }
        return json::string(peek() == '"' ? read_quoted() : read_unquoted());
    }

    json::array read_list() {
        json::array list;
        if (++depth_ > depth_max) {
            refuse("fewer levels");
        }
        skip_space();
        while (problem_.empty() && !take(']')) {
            list.push_back(read_value());
            if (problem_.empty() && (is_at_end() || !read_separator(']'))) {
                refuse("a comma or a ]");
            }
        }
        --depth_;
        return list;
    }

    std::string read_raw() {
        constexpr std::string_view quotes = "\"\"\"";
        const std::size_t begin = at_ + quotes.size();
        const std::size_t end = text_.find(quotes, begin);
        if (end == std::string_view::npos) {
            refuse("a closing \"\"\"");
            return "";
        }
        at_ = end + quotes.size();
        return std::string(text_.substr(begin, end - begin));
    }

    // As JSON has it, but for \u, which no configuration needs.
    std::string read_quoted() {
        constexpr std::string_view escapes = "\"\\/bfnrt";
        constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
        std::string out;
        take('"');
        while (!is_at_end() && peek() != '"' && peek() != '\n') {
            if (!take('\\')) {
                out += text_[at_++];
                continue;
            }
            const std::size_t escape = is_at_end() ? std::string_view::npos : escapes.find(peek());
            if (escape == std::string_view::npos) {
                refuse("one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t");
                return out;
            }
            out += meanings[escape];
            ++at_;
        }
        if (!take('"')) {
            refuse("a closing \"");
        }
        return out;
    }

    std::string read_unquoted() {
        const std::size_t begin = at_;
        while (!is_at_end() && peek() != '\n' && !is_comment() && !reserved.contains(peek())) {
            ++at_;
        }
        if (peek() == '$') {
            refuse("no substitution: write the value itself");
            return "";
        }
        std::string_view value = text_.substr(begin, at_ - begin);
        while (!value.empty() && is_blank(value.back())) {
            value.remove_suffix(1);
        }
        if (value.empty()) {
            refuse("a value");
        }
        return std::string(value);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::string problem_;  // empty: none so far
};

}  // namespace

Result<json::object> parse_hocon_document(std::string_view text) {
    return Parser(text).parse();
}

}  // namespace forebay::provision
