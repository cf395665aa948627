#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace forebay {

/// What a number may be followed by, and how much that is.
struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

/// Decimal digits and one of `units`; nullopt for other text, or what 63 bits cannot hold.
std::optional<std::uint64_t> parse_with_unit(std::string_view text, std::span<const Unit> units);

/// In the largest unit that says it exactly; 0 in `of_zero`. `units` go from the smallest to the
/// largest, each a multiple of the one before; the first is 1.
std::string format_with_unit(std::uint64_t value, std::span<const Unit> units, const Unit& of_zero);

}  // namespace forebay
