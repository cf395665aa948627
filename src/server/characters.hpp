#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace forebay::server {

inline constexpr auto token_characters = [] {
    std::array<bool, 256> table = {};
    for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789"
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")) {
        table[static_cast<unsigned char>(c)] = true;
    }
    return table;
}();

/// May stand in a method or a header's name.
inline bool is_token(char c) {
    return token_characters[static_cast<unsigned char>(c)];
}

/// No control characters but tabs. Looks at every byte, so that it compiles to vector code.
inline bool is_field_text(std::string_view text) {
    bool wrong = false;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        wrong |= (byte < 0x20 && byte != '\t') || byte == 0x7F;
    }
    return !wrong;
}

inline bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

inline std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// Is `text`, in any case, the word `lower_case`?
inline bool is_word(std::string_view text, std::string_view lower_case) {
    return text.size() == lower_case.size() &&
           std::equal(text.begin(), text.end(), lower_case.begin(), [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
           });
}

}  // namespace forebay::server
