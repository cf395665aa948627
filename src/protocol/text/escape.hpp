#pragma once

#include "protocol/text/scan.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace forebay::protocol {

/// What stands for one byte: itself, or its escape.
struct Spelling {
    std::array<char, 7> text = {};  // so that a whole one is copied at once
    std::uint8_t length = 1;

    constexpr void become(std::string_view escape) {
        length = static_cast<std::uint8_t>(escape.size());
        for (std::size_t i = 0; i < escape.size(); ++i) {
            text[i] = escape[i];
        }
    }
};
static_assert(sizeof(Spelling) == 8);

/// The spelling of each byte.
using Spellings = std::array<Spelling, 256>;

/// A table in which every byte is itself.
constexpr Spellings plain_spellings() {
    Spellings table;
    for (std::size_t c = 0; c < table.size(); ++c) {
        table[c].text[0] = static_cast<char>(c);
    }
    return table;
}

/// Appends `text` to `out`, each byte as `spellings` has it; those that are not Special are
/// themselves. Gathers in a buffer first, so that a text full of quotes is not appended in pieces.
template <class Special>
void append_spelled(std::string_view text, const Spellings& spellings, std::string& out) {
    constexpr std::size_t step = sizeof(std::uint64_t);
    char buffer[1024];
    std::size_t used = 0;
    std::size_t i = end_of_plain_runs<Special>(text, 0);
    out.append(text, 0, i);
    while (i < text.size()) {
        if (used > sizeof buffer - step * sizeof(Spelling)) {
            out.append(buffer, used);
            used = 0;
        }
        std::size_t end = text.size();
        if (i + step <= text.size()) {
            std::uint64_t word = 0;
            std::memcpy(&word, text.data() + i, step);
            if (!Special::in(word)) {
                std::memcpy(buffer + used, &word, step);
                used += step;
                i += step;
                continue;
            }
            end = i + step;
        }
        for (; i < end; ++i) {
            const Spelling& spelling = spellings[static_cast<unsigned char>(text[i])];
            std::memcpy(buffer + used, &spelling, sizeof spelling);
            used += spelling.length;
        }
    }
    out.append(buffer, used);
}

}  // namespace forebay::protocol
