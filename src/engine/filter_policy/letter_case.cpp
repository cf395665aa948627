#include "engine/filter_policy/letter_case.hpp"

#include <array>
#include <cstdint>

namespace forebay::engine::filter_policy {
namespace {

/// A run of capitals, and how far their small letters are. In runs of pairs a capital stands before
/// its small letter, so only every other character is one.
struct Run {
    std::uint32_t first;
    std::uint32_t last;
    std::uint32_t distance;
    bool is_of_pairs = false;
};

// Only characters of two bytes, whose small letters have two bytes too.
constexpr std::array runs{
    Run{0xC0, 0xD6, 32},        Run{0xD8, 0xDE, 32},        Run{0x100, 0x12E, 1, true},
    Run{0x132, 0x136, 1, true}, Run{0x139, 0x147, 1, true}, Run{0x14A, 0x176, 1, true},
    Run{0x179, 0x17D, 1, true}, Run{0x386, 0x386, 38},      Run{0x388, 0x38A, 37},
    Run{0x38C, 0x38C, 64},      Run{0x38E, 0x38F, 63},      Run{0x391, 0x3A1, 32},
    Run{0x3A3, 0x3AB, 32},      Run{0x400, 0x40F, 80},      Run{0x410, 0x42F, 32},
    Run{0x460, 0x480, 1, true}, Run{0x48A, 0x4BE, 1, true}, Run{0x4D0, 0x52E, 1, true},
};

std::uint32_t small_letter(std::uint32_t code_point) {
    for (const Run& run : runs) {
        if (code_point >= run.first && code_point <= run.last) {
            const bool is_capital = !run.is_of_pairs || (code_point - run.first) % 2 == 0;
            return is_capital ? code_point + run.distance : code_point;
        }
    }
    return code_point;
}

/// One character, or one byte of a character that has no case here.
struct Piece {
    std::array<char, 2> bytes;
    std::size_t size;
};

/// The small letter of the character at the front of `text`.
Piece first_folded(std::string_view text) {
    const char c = text.front();
    if (c >= 'A' && c <= 'Z') {
        return {{static_cast<char>(c | 0x20)}, 1};
    }
    const auto lead = static_cast<unsigned char>(c);
    if (lead < 0xC2 || lead > 0xDF || text.size() < 2) {
        return {{c}, 1};
    }
    const auto trail = static_cast<unsigned char>(text[1]);
    const std::uint32_t code_point = small_letter((lead & 0x1FU) << 6U | (trail & 0x3FU));
    return {{static_cast<char>(0xC0U | code_point >> 6U),
             static_cast<char>((trail & 0xC0U) | (code_point & 0x3FU))},
            2};
}

}  // namespace

std::string folded(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const Piece piece = first_folded(text);
        result.append(piece.bytes.data(), piece.size);
        text.remove_prefix(piece.size);
    }
    return result;
}

bool equals_folded(std::string_view text, std::string_view folded_text) {
    if (text.size() != folded_text.size()) {
        return false;  // folding keeps the number of bytes
    }
    while (!text.empty()) {
        const Piece piece = first_folded(text);
        if (!folded_text.starts_with(std::string_view(piece.bytes.data(), piece.size))) {
            return false;
        }
        text.remove_prefix(piece.size);
        folded_text.remove_prefix(piece.size);
    }
    return true;
}

}  // namespace forebay::engine::filter_policy
