#pragma once

#include <forebay/base/assert.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

/// Base-128 numbers, and texts behind their lengths: what the form of attribute values is made of.
namespace forebay {

inline constexpr std::size_t length_bytes_max = 5;

constexpr std::size_t length_bytes(std::uint32_t length) {
    std::size_t bytes = 1;
    for (; length >= 0x80; length >>= 7U) {
        ++bytes;
    }
    return bytes;
}

/// Writes `length` to `out`, which has room for it; returns what is behind it.
inline char* put_length(std::uint32_t length, char* out) {
    for (; length >= 0x80; length >>= 7U) {
        *out++ = static_cast<char>(length | 0x80U);
    }
    *out++ = static_cast<char>(length);
    return out;
}

inline std::uint32_t take_length(std::string_view& rest) {
    std::uint32_t length = 0;
    for (unsigned shift = 0;; shift += 7) {
        FOREBAY_ASSERT(!rest.empty() && shift < 7 * length_bytes_max);
        const auto byte = static_cast<std::uint8_t>(rest.front());
        rest.remove_prefix(1);
        length |= static_cast<std::uint32_t>(byte & 0x7FU) << shift;
        if (byte < 0x80) {
            return length;
        }
    }
}

inline std::string_view take_bytes(std::string_view& rest, std::size_t size) {
    FOREBAY_ASSERT(size <= rest.size());
    const std::string_view taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
}

inline std::string_view take_text(std::string_view& rest) {
    const std::uint32_t length = take_length(rest);
    return take_bytes(rest, length);
}

}  // namespace forebay
