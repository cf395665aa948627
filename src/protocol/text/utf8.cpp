#include "protocol/text/utf8.hpp"

#include "protocol/text/scan.hpp"

namespace forebay::protocol {

namespace {

constexpr bool between(unsigned char c, unsigned char first, unsigned char last) {
    return c >= first && c <= last;
}

// The bytes of the character that `text` begins with, which is not ASCII; 0 when it is none.
// Unicode, table 3-7.
std::size_t character_bytes(std::string_view text) {
    const auto at = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i])
                               : static_cast<unsigned char>(0);
    };
    const auto follows = [&](std::size_t i) { return between(at(i), 0x80, 0xBF); };

    const unsigned char lead = at(0);
    if (between(lead, 0xC2, 0xDF)) {
        return follows(1) ? 2 : 0;
    }
    if (between(lead, 0xE0, 0xEF)) {
        const unsigned char first = lead == 0xE0 ? 0xA0 : 0x80;
        const unsigned char last = lead == 0xED ? 0x9F : 0xBF;
        return between(at(1), first, last) && follows(2) ? 3 : 0;
    }
    if (between(lead, 0xF0, 0xF4)) {
        const unsigned char first = lead == 0xF0 ? 0x90 : 0x80;
        const unsigned char last = lead == 0xF4 ? 0x8F : 0xBF;
        return between(at(1), first, last) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
    std::size_t i = find_special<NotAscii>(text, 0);
    while (i < text.size()) {
        const std::size_t bytes = character_bytes(text.substr(i, 4));
        if (bytes == 0) {
            return false;
        }
        i += bytes;
        if (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) {
            i = find_special<NotAscii>(text, i);
        }
    }
    return true;
}

std::string_view clipped(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) {
        return text;
    }
    std::size_t size = bytes_max;
    while (size > 0 && between(static_cast<unsigned char>(text[size]), 0x80, 0xBF)) {
        --size;
    }
    return text.substr(0, size);
}

}  // namespace forebay::protocol
