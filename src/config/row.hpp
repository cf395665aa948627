#pragma once

#include "config/setting.hpp"
#include "config/settings.hpp"
#include "config/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <type_traits>
#include <utility>

/// Makers of rows, one for each kind of value. `field` takes the settings, const or not, and
/// returns a reference to the member that the row is about.
namespace forebay::config::row {

template <class T>
struct Range {
    T min;
    T max;

    bool contains(T value) const { return min <= value && value <= max; }
};

template <class Field>
using Member = std::remove_cvref_t<std::invoke_result_t<Field, Settings&>>;

/// A row of any kind: `parse` returns an optional value, `format` its text.
template <class Field, class Parse, class Format>
Setting any(std::string_view path, Form form, std::string expected, Field field, Parse parse,
            Format format, std::string_view help) {
    auto assign = [field, parse](Settings& settings, std::string_view text) {
        const auto value = parse(text);
        if (value) {
            field(settings) = static_cast<Member<Field>>(*value);
        }
        return value.has_value();
    };
    auto show = [field, format](const Settings& settings) {
        return std::string(format(field(settings)));
    };
    return {path, help, std::move(expected), form, std::move(assign), std::move(show)};
}

template <class Field>
Setting number(std::string_view path, Field field, Range<std::uint64_t> range,
               std::string_view help) {
    const auto parse = [range](std::string_view text) {
        return parse_number(text).and_then([&](std::uint64_t value) {
            return range.contains(value) ? std::optional(value) : std::nullopt;
        });
    };
    const auto format = [](std::uint64_t value) { return fmt::to_string(value); };
    auto expected = fmt::format("a whole number from {} to {}", range.min, range.max);
    return any(path, Form::integer, std::move(expected), field, parse, format, help);
}

template <class Field>
Setting size(std::string_view path, Field field, Range<std::uint64_t> range,
             std::string_view help) {
    const auto parse = [range](std::string_view text) {
        return parse_size(text).and_then([&](std::uint64_t value) {
            return range.contains(value) ? std::optional(value) : std::nullopt;
        });
    };
    auto expected =
        fmt::format("a size from {} to {}", format_size(range.min), format_size(range.max));
    return any(path, Form::size, std::move(expected), field, parse, format_size, help);
}

template <class Field>
Setting duration(std::string_view path, Field field, Range<Duration> range, std::string_view help) {
    const auto parse = [range](std::string_view text) {
        return parse_duration(text).and_then([&](Duration value) {
            return range.contains(value) ? std::optional(value) : std::nullopt;
        });
    };
    auto expected =
        fmt::format("a time from {} to {}", format_duration(range.min), format_duration(range.max));
    return any(path, Form::text, std::move(expected), field, parse, format_duration, help);
}

template <class Field>
Setting boolean(std::string_view path, Field field, std::string_view help) {
    const auto format = [](bool value) { return value ? "true" : "false"; };
    return any(path, Form::boolean, "true or false", field, parse_boolean, format, help);
}

/// Text for which `is_right` holds.
template <class Field>
Setting text(std::string_view path, Field field, std::string expected,
             bool (*is_right)(std::string_view), std::string_view help) {
    const auto parse = [is_right](std::string_view text) {
        return is_right(text) ? std::optional<std::string>(text) : std::nullopt;
    };
    const auto format = [](const Member<Field>& value) { return std::string(value); };
    return any(path, Form::text, std::move(expected), field, parse, format, help);
}

template <class Value>
using Names = std::span<const std::pair<std::string_view, Value>>;

/// One of a few names. `names` lives as long as the row.
template <class Field>
Setting choice(std::string_view path, Field field, Names<Member<Field>> names,
               std::string_view help) {
    const auto parse = [names](std::string_view text) -> std::optional<Member<Field>> {
        const auto found = std::ranges::find(names, text, [](const auto& n) { return n.first; });
        return found == names.end() ? std::nullopt : std::optional(found->second);
    };
    const auto format = [names](Member<Field> value) {
        return std::ranges::find(names, value, [](const auto& n) { return n.second; })->first;
    };
    std::string expected;
    for (std::size_t i = 0; i < names.size(); ++i) {
        expected += i == 0 ? "" : i + 1 == names.size() ? " or " : ", ";
        expected += names[i].first;
    }
    return any(path, Form::text, std::move(expected), field, parse, format, help);
}

}  // namespace forebay::config::row
