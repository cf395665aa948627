#include "protocol/text/base64.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace forebay::protocol {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint32_t no_digit = 0xFF;

constexpr auto digits = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(no_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return table;
}();

std::uint32_t byte_at(std::string_view bytes, std::size_t i) {
    return static_cast<unsigned char>(bytes[i]);
}

std::uint32_t digit_at(std::string_view text, std::size_t i) {
    return digits[byte_at(text, i)];
}

// Character `i` of the four that spell the 24 bits of `group`.
char spelled(std::uint32_t group, unsigned i) {
    return alphabet[(group >> (18 - 6 * i)) & 0x3FU];
}

}  // namespace

void write_base64(std::string_view bytes, std::string& out) {
    out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        const std::uint32_t group =
            byte_at(bytes, i) << 16U | byte_at(bytes, i + 1) << 8U | byte_at(bytes, i + 2);
        const char four[] = {spelled(group, 0), spelled(group, 1), spelled(group, 2),
                             spelled(group, 3)};
        out.append(four, sizeof four);
    }
    if (i + 1 == bytes.size()) {
        const std::uint32_t group = byte_at(bytes, i) << 16U;
        out += {spelled(group, 0), spelled(group, 1), '=', '='};
    } else if (i + 2 == bytes.size()) {
        const std::uint32_t group = byte_at(bytes, i) << 16U | byte_at(bytes, i + 1) << 8U;
        out += {spelled(group, 0), spelled(group, 1), spelled(group, 2), '='};
    }
}

std::optional<std::string> read_base64(std::string_view text) {
    if (text.size() % 4 == 0) {
        for (int i = 0; i < 2 && text.ends_with('='); ++i) {
            text.remove_suffix(1);
        }
    }
    if (text.size() % 4 == 1) {
        return std::nullopt;
    }

    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t seen = 0;  // has a high bit when a character was no digit
    std::size_t i = 0;
    for (; i + 4 <= text.size(); i += 4) {
        const std::uint32_t a = digit_at(text, i), b = digit_at(text, i + 1);
        const std::uint32_t c = digit_at(text, i + 2), d = digit_at(text, i + 3);
        seen |= a | b | c | d;
        const char three[] = {static_cast<char>(a << 2U | b >> 4U),
                              static_cast<char>(b << 4U | c >> 2U), static_cast<char>(c << 6U | d)};
        bytes.append(three, sizeof three);
    }
    if (i < text.size()) {
        const std::uint32_t a = digit_at(text, i), b = digit_at(text, i + 1);
        const std::uint32_t c = i + 2 < text.size() ? digit_at(text, i + 2) : 0;
        seen |= a | b | c;
        bytes += static_cast<char>(a << 2U | b >> 4U);
        if (i + 2 < text.size()) {
            bytes += static_cast<char>(b << 4U | c >> 2U);
        }
    }
    if ((seen & 0xC0U) != 0) {
        return std::nullopt;
    }
    return bytes;
}

}  // namespace forebay::protocol
