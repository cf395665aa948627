#pragma once

#include <forebay/base/plain_runs.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

/// Many characters at a time: how the writers run over the parts of a text that need no escape.
namespace forebay::protocol {

inline constexpr std::uint64_t each_byte = 0x0101010101010101U;
inline constexpr std::uint64_t high_bits = 0x8080808080808080U;

/// Not zero when a byte of `word` is `c`.
constexpr std::uint64_t has_byte(std::uint64_t word, unsigned char c) {
    const std::uint64_t difference = word ^ (each_byte * c);
    return (difference - each_byte) & ~difference & high_bits;
}

/// Not zero when a byte of `word` is below `bound` (up to 0x80).
constexpr std::uint64_t has_below(std::uint64_t word, unsigned char bound) {
    return (word - each_byte * bound) & ~word & high_bits;
}

/// Whether one of eight characters (`word`), or one character, needs a closer look.
struct JsonSpecial {
    static constexpr bool in(std::uint64_t word) {
        return (has_below(word, 0x20) | has_byte(word, '"') | has_byte(word, '\\')) != 0;
    }
    static constexpr bool is(unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; }
};

struct XmlSpecial {
    static constexpr bool in(std::uint64_t word) {
        return (has_below(word, 0x20) | has_byte(word, '"') | has_byte(word, '&') |
                has_byte(word, '<') | has_byte(word, '>')) != 0;
    }
    static constexpr bool is(unsigned char c) {
        return c < 0x20 || c == '"' || c == '&' || c == '<' || c == '>';
    }
};

struct NotAscii {
    static constexpr bool in(std::uint64_t word) { return (word & high_bits) != 0; }
    static constexpr bool is(unsigned char c) { return c >= 0x80; }
};

/// Where the first special character at or after `from` is; the size of `text` if there is none.
template <class Special>
std::size_t find_special(std::string_view text, std::size_t from) {
    from = end_of_plain_runs<Special>(text, from);
    while (from + sizeof(std::uint64_t) <= text.size()) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + from, sizeof word);
        if (Special::in(word)) {
            break;
        }
        from += sizeof word;
    }
    while (from < text.size() && !Special::is(static_cast<unsigned char>(text[from]))) {
        ++from;
    }
    return from;
}

}  // namespace forebay::protocol
