#pragma once

#include <forebay/base/trimmed.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
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

/// No control characters but tabs. Looks at every byte, 16 at a time, so that it compiles to vector
/// code; the last 16 overlap those before them.
inline bool is_field_text(std::string_view text) {
    constexpr std::size_t some = 16;
    const auto is_wrong = [&](std::size_t from, std::size_t count) {
        bool wrong = false;
        for (std::size_t i = from; i < from + count; ++i) {
            const auto byte = static_cast<unsigned char>(text[i]);
            wrong |= (byte < 0x20 && byte != '\t') || byte == 0x7F;
        }
        return wrong;
    };
    if (text.size() < some) {
        return !is_wrong(0, text.size());
    }
    bool wrong = is_wrong(text.size() - some, some);
    for (std::size_t from = 0; from + some < text.size(); from += some) {
        wrong |= is_wrong(from, some);
    }
    return !wrong;
}

}  // namespace forebay::server
