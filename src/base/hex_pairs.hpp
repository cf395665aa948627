#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace forebay {

/// The two digits of each byte.
inline constexpr auto hex_pairs = [] {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<std::array<char, 2>, 256> pairs = {};
    for (std::size_t byte = 0; byte < pairs.size(); ++byte) {
        pairs[byte] = {digits[byte >> 4U], digits[byte & 0xFU]};
    }
    return pairs;
}();

/// Writes the digits of a byte to `to`, and says where the next ones go.
inline char* write_hex(std::uint8_t byte, char* to) {
    std::memcpy(to, hex_pairs[byte].data(), 2);
    return to + 2;
}

}  // namespace forebay
