#include <forebay/base/units.hpp>

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <ranges>
#include <system_error>

namespace forebay {

std::optional<std::uint64_t> parse_with_unit(std::string_view text, std::span<const Unit> units) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) {
        return std::nullopt;
    }
    const std::string_view name(end, text.data() + text.size());
    for (const Unit& unit : units) {
        if (name == unit.name) {
            if (number > std::numeric_limits<std::int64_t>::max() / unit.factor) {
                return std::nullopt;
            }
            return number * unit.factor;
        }
    }
    return std::nullopt;
}

std::string format_with_unit(std::uint64_t value, std::span<const Unit> units,
                             const Unit& of_zero) {
    if (value == 0) {
        return fmt::format("0{}", of_zero.name);
    }
    for (const Unit& unit : units | std::views::reverse) {
        if (value % unit.factor == 0) {
            return fmt::format("{}{}", value / unit.factor, unit.name);
        }
    }
    return fmt::format("{}{}", value, units.front().name);
}

}  // namespace forebay
