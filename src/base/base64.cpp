#include <forebay/base/base64.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace forebay {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t no_digit = 0xFF;

constexpr std::array<std::uint8_t, 256> values = [] {
    std::array<std::uint8_t, 256> table;
    table.fill(no_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return table;
}();

std::uint32_t byte(char c) {
    return static_cast<std::uint8_t>(c);
}

std::uint32_t value(char c) {
    return values[static_cast<std::uint8_t>(c)];
}

}  // namespace

std::string base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4, '=');
    char* out = text.data();
    while (bytes.size() >= 3) {
        const std::uint32_t group = byte(bytes[0]) << 16U | byte(bytes[1]) << 8U | byte(bytes[2]);
        out[0] = alphabet[group >> 18U];
        out[1] = alphabet[group >> 12U & 63U];
        out[2] = alphabet[group >> 6U & 63U];
        out[3] = alphabet[group & 63U];
        out += 4;
        bytes.remove_prefix(3);
    }
    if (!bytes.empty()) {
        const std::uint32_t second = bytes.size() == 2 ? byte(bytes[1]) : 0;
        const std::uint32_t group = byte(bytes[0]) << 16U | second << 8U;
        out[0] = alphabet[group >> 18U];
        out[1] = alphabet[group >> 12U & 63U];
        if (bytes.size() == 2) {
            out[2] = alphabet[group >> 6U & 63U];
        }
    }
    return text;
}

std::optional<std::string> parse_base64(std::string_view text) {
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    std::string bytes(text.size() / 4 * 3, '\0');
    char* out = bytes.data();
    bool is_wrong = false;
    for (std::size_t at = 0; at < text.size(); at += 4) {
        const bool is_padded = padding > 0 && at + 4 == text.size();
        const std::uint32_t third = is_padded && padding == 2 ? 0 : value(text[at + 2]);
        const std::uint32_t fourth = is_padded ? 0 : value(text[at + 3]);
        const std::uint32_t first = value(text[at]);
        const std::uint32_t second = value(text[at + 1]);
        is_wrong |= ((first | second | third | fourth) & 0x80U) != 0;

        const std::uint32_t group = first << 18U | second << 12U | third << 6U | fourth;
        out[0] = static_cast<char>(group >> 16U);
        out[1] = static_cast<char>(group >> 8U);
        out[2] = static_cast<char>(group);
        out += 3;
    }
    // What is cut off must be zero: else another text stands for the same bytes, and this one is
    // not ours.
    for (std::size_t i = 0; i < padding; ++i) {
        is_wrong |= bytes.back() != '\0';
        bytes.pop_back();
    }
    return is_wrong ? std::nullopt : std::optional(std::move(bytes));
}

}  // namespace forebay
