#pragma once

namespace forebay::engine::expressions {

constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// What identifiers, and names behind `#` and `:`, are made of.
constexpr bool is_word(char c) {
    return is_letter(c) || is_digit(c) || c == '_';
}

constexpr char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace forebay::engine::expressions
