#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

/// Texts whose case does not matter: of ASCII letters, all other bytes are what they are.

namespace forebay {

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline std::string lower(std::string_view text) {
    std::string small(text);
    for (char& c : small) {
        c = lower(c);
    }
    return small;
}

namespace letter_case {

/// Eight characters in lower case, all at once.
inline std::uint64_t lower_eight(const char* characters) {
    constexpr std::uint64_t each = 0x0101010101010101;
    std::uint64_t eight = 0;
    std::memcpy(&eight, characters, sizeof(eight));
    // The highest bit of each byte says what is true of it.
    const std::uint64_t low = eight & (each * 0x7F);
    const std::uint64_t from_a = low + each * (0x80 - 'A');
    const std::uint64_t behind_z = low + each * (0x7F - 'Z');
    const std::uint64_t is_upper = from_a & ~behind_z & ~eight & (each * 0x80);
    return eight | (is_upper >> 2U);
}

}  // namespace letter_case

/// Whether they are equal but for the case of letters.
inline bool same_in_any_case(std::string_view a, std::string_view b) {
    constexpr std::size_t some = sizeof(std::uint64_t);
    const std::size_t size = a.size();
    if (size != b.size()) {
        return false;
    }
    if (size < some) {
        for (std::size_t i = 0; i < size; ++i) {
            if (lower(a[i]) != lower(b[i])) {
                return false;
            }
        }
        return true;
    }
    const auto same_eight = [&](std::size_t from) {
        return letter_case::lower_eight(a.data() + from) ==
               letter_case::lower_eight(b.data() + from);
    };
    for (std::size_t from = 0; from + some < size; from += some) {
        if (!same_eight(from)) {
            return false;
        }
    }
    return same_eight(size - some);
}

}  // namespace forebay
