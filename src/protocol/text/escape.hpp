#pragma once

#include "protocol/text/scan.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace forebay::protocol {

/// What stands for the character that a text begins with, and how many bytes of the text that is.
struct Escaped {
    std::string_view text;
    std::size_t bytes = 1;
};

/// Appends `text` to `out`, what is Special as `escape(rest)` says (at most 8 characters each).
/// Gathers in a buffer first: text that is full of quotes is not appended piece by piece.
template <class Special, class Escape>
void append_escaped(std::string_view text, std::string& out, const Escape& escape) {
    constexpr std::size_t step = 8;
    char buffer[1024];
    std::size_t used = 0;
    std::size_t i = 0;
    while (i < text.size()) {
        if (used > sizeof buffer - step * 8) {
            out.append(buffer, used);
            used = 0;
        }
        std::uint64_t word = 0;
        if (i + step <= text.size()) {
            std::memcpy(&word, text.data() + i, step);
            if (!Special::in(word)) {
                std::memcpy(buffer + used, &word, step);
                used += step;
                i += step;
                continue;
            }
        }
        for (const std::size_t end = i + step; i < end && i < text.size();) {
            if (!Special::is(static_cast<unsigned char>(text[i]))) {
                buffer[used++] = text[i++];
                continue;
            }
            const Escaped escaped = escape(text.substr(i));
            std::memcpy(buffer + used, escaped.text.data(), escaped.text.size());
            used += escaped.text.size();
            i += escaped.bytes;
        }
    }
    out.append(buffer, used);
}

}  // namespace forebay::protocol
