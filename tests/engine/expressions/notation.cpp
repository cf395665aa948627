#include "tests/engine/expressions/notation.hpp"

#include <forebay/base/assert.hpp>
#include <forebay/model/value_writer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>

namespace forebay {
namespace {

class Reader {
public:
    Reader(std::string_view text, std::string& out) : rest_(text), writer_(out) {}

    void item() {
        writer_.begin_item();
        entries();
    }

    void value() {
        space();
        switch (rest_.front()) {
            case '\'':
                return writer_.string(quoted());
            case 'x':
                return writer_.binary(bytes());
            case '[':
                writer_.begin_list();
                return list();
            case '{':
                writer_.begin_map();
                return entries();
            case '<':
                return set();
            default:
                return word();
        }
    }

    bool is_at_end() {
        space();
        return rest_.empty();
    }

private:
    void space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n"), rest_.size())); }

    bool take(char c) {
        space();
        const bool is_there = rest_.starts_with(c);
        rest_.remove_prefix(is_there ? 1 : 0);
        return is_there;
    }

    std::string_view until(std::size_t end) {
        FOREBAY_ASSERT(end <= rest_.size());
        const std::string_view taken = rest_.substr(0, end);
        rest_.remove_prefix(end);
        return taken;
    }

    std::string_view quoted() {
        FOREBAY_ASSERT(take('\''));
        const std::string_view taken = until(rest_.find('\''));
        rest_.remove_prefix(1);
        return taken;
    }

    std::string bytes() {
        FOREBAY_ASSERT(take('x'));
        const std::string_view digits = quoted();
        std::string bytes;
        for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
            unsigned byte = 0;
            std::from_chars(&digits[i], &digits[i] + 2, byte, 16);
            bytes += static_cast<char>(byte);
        }
        return bytes;
    }

    std::string_view bare() { return until(std::min(rest_.find_first_of(",]}> "), rest_.size())); }

    Number number() { return Number::parse(bare()).value(); }

    void word() {
        if (rest_.starts_with("true") || rest_.starts_with("false")) {
            return writer_.boolean(bare() == "true");
        }
        if (rest_.starts_with("null")) {
            bare();
            return writer_.null();
        }
        writer_.number(number());
    }

    void list() {
        FOREBAY_ASSERT(take('['));
        while (!take(']')) {
            value();
            take(',');
        }
        writer_.end();
    }

    void entries() {
        FOREBAY_ASSERT(take('{'));
        while (!take('}')) {
            const std::string_view name = until(rest_.find(": "));
            rest_.remove_prefix(2);
            writer_.name(name);
            value();
            take(',');
            space();
        }
        writer_.end();
    }

    void set() {
        FOREBAY_ASSERT(take('<'));
        space();
        const bool is_string = rest_.starts_with('\'');
        const bool is_binary = rest_.starts_with('x');
        writer_.begin_set(is_string   ? ValueType::string_set
                          : is_binary ? ValueType::binary_set
                                      : ValueType::number_set);
        while (!take('>')) {
            if (is_string) {
                writer_.element(quoted());
            } else if (is_binary) {
                writer_.element(bytes());
            } else {
                std::string ordered;
                number().append_ordered(ordered);
                writer_.element(ordered);
            }
            take(',');
            space();
        }
        writer_.end();
    }

    std::string_view rest_;
    ValueWriter writer_;
};

std::string scalar_text(ValueType type, std::string_view ordered) {
    switch (type) {
        case ValueType::number:
            return Number::of_ordered(ordered).text();
        case ValueType::binary: {
            std::string digits = "x'";
            for (const char byte : ordered) {
                digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
            }
            return digits + "'";
        }
        default:
            return fmt::format("'{}'", ordered);
    }
}

/// `out` begins with a bracket.
void append(std::string& out, std::string_view part) {
    out += out.size() > 1 ? ", " : "";
    out += part;
}

}  // namespace

Item item(std::string_view text) {
    std::string bytes;
    Reader reader(text, bytes);
    reader.item();
    FOREBAY_ASSERT(reader.is_at_end());
    return Item(std::move(bytes));
}

AttributeValue value(std::string_view text) {
    std::string bytes;
    Reader reader(text, bytes);
    reader.value();
    FOREBAY_ASSERT(reader.is_at_end());
    return AttributeValue(std::move(bytes));
}

std::string text(MapView item) {
    std::string out = "{";
    for (const auto& entry : item.entries()) {
        append(out, fmt::format("{}: {}", entry.name, text(entry.value)));
    }
    return out + "}";
}

std::string text(ValueView value) {
    std::string out;
    switch (value.type()) {
        case ValueType::boolean:
            return value.boolean() ? "true" : "false";
        case ValueType::null:
            return "null";
        case ValueType::string_set:
        case ValueType::number_set:
        case ValueType::binary_set:
            out = "<";
            for (const std::string_view element : value.elements()) {
                append(out, scalar_text(element_type(value.type()), element));
            }
            return out + ">";
        case ValueType::list:
            out = "[";
            for (const ValueView element : value.values()) {
                append(out, text(element));
            }
            return out + "]";
        case ValueType::map:
            return text(value.map());
        default:
            return scalar_text(value.type(), value.ordered());
    }
}

}  // namespace forebay
