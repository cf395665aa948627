#include "engine/filter_policy/json_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace forebay::engine::filter_policy {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Characters of a string that stand for themselves.
constexpr std::array<bool, 256> is_plain = [] {
    std::array<bool, 256> table = {};
    for (std::size_t c = 0x20; c < table.size(); ++c) {
        table[c] = c != '"' && c != '\\';
    }
    return table;
}();

/// The value of a hexadecimal digit; -1: it is none.
int hex_value(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The number that the four digits at the front of `text` spell; -1: they are no such digits.
int hex_four(std::string_view text) {
    int value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const int digit = i < text.size() ? hex_value(text[i]) : -1;
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

bool is_high_surrogate(int unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low_surrogate(int unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

/// The length of the escape at the front of `text`, which begins with a backslash; 0: it is none.
std::size_t escape_length(std::string_view text) {
    constexpr std::string_view simple = "\"\\/bfnrt";
    if (text.size() < 2) {
        return 0;
    }
    if (text[1] != 'u') {
        return simple.contains(text[1]) ? 2 : 0;
    }
    const int unit = hex_four(text.substr(2));
    if (unit < 0 || is_low_surrogate(unit)) {
        return 0;
    }
    if (!is_high_surrogate(unit)) {
        return 6;
    }
    const std::string_view rest = text.substr(6);
    return rest.starts_with("\\u") && is_low_surrogate(hex_four(rest.substr(2))) ? 12 : 0;
}

void append_utf8(int code_point, std::string& out) {
    const auto byte = [&](int value) { out.push_back(static_cast<char>(value)); };
    if (code_point < 0x80) {
        byte(code_point);
        return;
    }
    if (code_point < 0x800) {
        byte(0xC0 | (code_point >> 6));
    } else if (code_point < 0x10000) {
        byte(0xE0 | (code_point >> 12));
        byte(0x80 | ((code_point >> 6) & 0x3F));
    } else {
        byte(0xF0 | (code_point >> 18));
        byte(0x80 | ((code_point >> 12) & 0x3F));
        byte(0x80 | ((code_point >> 6) & 0x3F));
    }
    byte(0x80 | (code_point & 0x3F));
}

/// What the escape at the front of `text` stands for.
void append_unescaped(std::string_view text, std::string& out) {
    switch (text[1]) {
        case 'b':
            out.push_back('\b');
            return;
        case 'f':
            out.push_back('\f');
            return;
        case 'n':
            out.push_back('\n');
            return;
        case 'r':
            out.push_back('\r');
            return;
        case 't':
            out.push_back('\t');
            return;
        case 'u': {
            const int unit = hex_four(text.substr(2));
            append_utf8(is_high_surrogate(unit) ? 0x10000 + ((unit - 0xD800) << 10) +
                                                      (hex_four(text.substr(8)) - 0xDC00)
                                                : unit,
                        out);
            return;
        }
        default:
            out.push_back(text[1]);
    }
}

std::string unexpected(std::string_view rest, std::string_view expected) {
    if (rest.empty()) {
        return "Unexpected end-of-input: " + std::string(expected);
    }
    const auto byte = static_cast<unsigned char>(rest.front());
    const std::string shown = byte >= 0x20 && byte < 0x7F
                                  ? fmt::format("'{}' (code {})", rest.front(), byte)
                                  : fmt::format("code {}", byte);
    return fmt::format("Unexpected character ({}): {}", shown, expected);
}

constexpr std::string_view expected_value =
    "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or "
    "'false')";

}  // namespace

class JsonDocument::Reader {
public:
    explicit Reader(JsonDocument& document)
        : text_(document.text_),
          tokens_(document.tokens_),
          open_(document.open_),
          failure_(document.failure_) {}

    bool read() {
        if (text_.size() >= std::numeric_limits<std::uint32_t>::max()) {
            return fail("The text is too long");
        }
        if (!value()) {
            return false;
        }
        while (!open_.empty()) {
            if (!member_or_end()) {
                return false;
            }
        }
        skip_blanks();
        return at_ == text_.size() || fail(unexpected(rest(), "was expecting end-of-input"));
    }

private:
    /// The next member or element of the innermost object or array, or its end.
    bool member_or_end() {
        const std::uint32_t container = open_.back();
        const bool is_object = tokens_[container].kind == JsonKind::object;
        const bool is_first = tokens_.size() == container + 1;

        skip_blanks();
        if (take(is_object ? '}' : ']')) {
            open_.pop_back();
            close(container);
            return true;
        }
        if (!is_first && !take(',')) {
            return fail(unexpected(rest(), is_object
                                               ? "was expecting comma to separate Object entries"
                                               : "was expecting comma to separate Array entries"));
        }
        return is_object ? member() : value();
    }

    bool member() {
        skip_blanks();
        if (!take('"')) {
            return fail(unexpected(rest(), "was expecting double-quote to start field name"));
        }
        if (!string()) {
            return false;
        }
        skip_blanks();
        if (!take(':')) {
            return fail(
                unexpected(rest(), "was expecting a colon to separate field name and value"));
        }
        return value();
    }

    bool value() {
        skip_blanks();
        if (at_ == text_.size()) {
            return fail(unexpected({}, expected_value));
        }
        switch (text_[at_]) {
            case '{':
                return open(JsonKind::object);
            case '[':
                return open(JsonKind::array);
            case '"':
                ++at_;
                return string();
            case 't':
                return literal("true", JsonKind::literal_true);
            case 'f':
                return literal("false", JsonKind::literal_false);
            case 'n':
                return literal("null", JsonKind::null);
            default:
                return number();
        }
    }

    bool open(JsonKind kind) {
        if (open_.size() == depth_max) {
            return fail(fmt::format("Nested more deeply than {} levels", depth_max));
        }
        open_.push_back(static_cast<std::uint32_t>(tokens_.size()));
        push(kind, at_++);
        return true;
    }

    bool literal(std::string_view spelling, JsonKind kind) {
        if (!rest().starts_with(spelling)) {
            return fail(unexpected(rest(), expected_value));
        }
        const std::size_t begin = at_;
        at_ += spelling.size();
        push(kind, begin);
        return true;
    }

    bool number() {
        const std::size_t begin = at_;
        take('-');
        if (!take('0') && !digits()) {
            return fail(unexpected(rest(), expected_value));
        }
        if (take('.') && !digits()) {
            return fail(unexpected(rest(), "Decimal point not followed by a digit"));
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            if (!digits()) {
                return fail(unexpected(rest(), "Exponent indicator not followed by a digit"));
            }
        }
        push(JsonKind::number, begin);
        return true;
    }

    /// Behind the opening quote.
    bool string() {
        const std::size_t begin = at_;
        bool has_escapes = false;
        for (;;) {
            skip_plain();
            if (at_ == text_.size()) {
                return fail(
                    "Unexpected end-of-input: was expecting closing quote for a string value");
            }
            const char c = text_[at_];
            if (c == '"') {
                break;
            }
            if (static_cast<unsigned char>(c) < 0x20) {
                return fail(fmt::format(
                    "Illegal unquoted character ((CTRL-CHAR, code {})): has to be escaped using "
                    "backslash to be included in string value",
                    static_cast<int>(c)));
            }
            const std::size_t length = escape_length(rest());
            if (length == 0) {
                return fail("Unrecognized character escape");
            }
            has_escapes = true;
            at_ += length;
        }
        push(JsonKind::string, begin);
        tokens_.back().has_escapes = has_escapes;
        ++at_;
        return true;
    }

    /// To the next character that ends a string, or means something in it.
    void skip_plain() {
        const char* at = text_.data() + at_;
        const char* const end = text_.data() + text_.size();
        while (at != end && is_plain[static_cast<unsigned char>(*at)]) {
            ++at;
        }
        at_ = static_cast<std::size_t>(at - text_.data());
    }

    bool digits() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_digit(text_[at_])) {
            ++at_;
        }
        return at_ > begin;
    }

    /// A token from `begin` to here.
    void push(JsonKind kind, std::size_t begin) {
        tokens_.push_back({kind, false, static_cast<std::uint32_t>(begin),
                           static_cast<std::uint32_t>(at_),
                           static_cast<std::uint32_t>(tokens_.size() + 1)});
    }

    void close(std::uint32_t container) {
        tokens_[container].end = static_cast<std::uint32_t>(at_);
        tokens_[container].next = static_cast<std::uint32_t>(tokens_.size());
    }

    void skip_blanks() {
        while (at_ < text_.size() && is_blank(text_[at_])) {
            ++at_;
        }
    }

    bool take(char c) {
        const bool is_there = at_ < text_.size() && text_[at_] == c;
        at_ += is_there ? 1 : 0;
        return is_there;
    }

    std::string_view rest() const { return text_.substr(at_); }

    bool fail(std::string what) {
        failure_ = {std::move(what), at_ < text_.size() ? at_ + 1 : at_};
        return false;
    }

    std::string_view text_;
    std::vector<JsonToken>& tokens_;
    std::vector<std::uint32_t>& open_;
    JsonFailure& failure_;
    std::size_t at_ = 0;
};

bool JsonDocument::read(std::string_view text) {
    text_ = text;
    tokens_.clear();
    open_.clear();
    failure_ = {};
    return Reader(*this).read();
}

std::string_view JsonDocument::string(std::uint32_t token, std::string& decoded) const {
    const std::string_view written = spelling(token);
    if (!tokens_[token].has_escapes) {
        return written;
    }
    decoded.clear();
    for (std::size_t i = 0; i < written.size();) {
        if (written[i] != '\\') {
            const std::size_t end = std::min(written.find('\\', i), written.size());
            decoded.append(written, i, end - i);
            i = end;
            continue;
        }
        const std::string_view escape = written.substr(i);
        append_unescaped(escape, decoded);
        i += escape_length(escape);
    }
    return decoded;
}

}  // namespace forebay::engine::filter_policy
