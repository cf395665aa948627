#include "service/sqs/message_text.hpp"

#include <forebay/base/plain_runs.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace forebay::service::sqs {
namespace {

/// One character as it was read, or a byte that begins none.
struct Character {
    std::uint32_t code;
    unsigned bytes;
    bool is_utf8;
};

std::uint8_t byte_at(std::string_view text, std::size_t at) {
    return static_cast<std::uint8_t>(text[at]);
}

Character character_at(std::string_view text, std::size_t at) {
    const std::uint8_t first = byte_at(text, at);
    if (first < 0x80) {
        return {first, 1, true};
    }
    const unsigned bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() - at < bytes) {
        return {first, 1, false};
    }
    std::uint32_t code = first & (0x7FU >> bytes);
    for (unsigned i = 1; i < bytes; ++i) {
        const std::uint8_t next = byte_at(text, at + i);
        if ((next & 0xC0U) != 0x80U) {
            return {first, 1, false};
        }
        code = code << 6U | (next & 0x3FU);
    }
    const std::uint32_t smallest = bytes == 4 ? 0x10000 : bytes == 3 ? 0x800 : 0x80;
    if (code < smallest || code > 0x10FFFF) {
        return {first, 1, false};
    }
    return {code, bytes, true};
}

bool is_allowed(std::uint32_t code) {
    return code >= 0x20 ? code < 0xD800 || (code >= 0xE000 && code != 0xFFFE && code != 0xFFFF)
                        : code == 0x9 || code == 0xA || code == 0xD;
}

// Most bodies hold nothing else.
struct NotPrintable {
    static constexpr bool is(unsigned char c) { return c < 0x20 || c >= 0x80; }
};

constexpr std::size_t looked_at_once = 32;

}  // namespace

std::optional<std::uint32_t> forbidden_character(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        at = end_of_plain_runs<NotPrintable>(text, at);
        const std::size_t stop = std::min(at + looked_at_once, text.size());
        while (at < stop) {
            const Character character = character_at(text, at);
            if (!character.is_utf8 || !is_allowed(character.code)) {
                return character.code;
            }
            at += character.bytes;
        }
    }
    return std::nullopt;
}

std::string forbidden_character_text(std::uint32_t character, std::string_view where) {
    return fmt::format(
        "Invalid binary character '#x{:X}' was found in the {}, the set of allowed characters is "
        "#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].",
        character, where);
}

std::size_t character_count(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace forebay::service::sqs
