#pragma once

#include "engine/filter_policy/number.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace forebay::engine::filter_policy {

enum class ValueKind : std::uint8_t {
    null,
    literal_false,
    literal_true,
    number,
    string,
    present,     ///< of a message: there is an attribute, but nothing to compare
    unreadable,  ///< of a message: there is an attribute, but it is not what its type says
};

/// A value of a message, or one that a rule compares with. The text belongs to whom it was taken
/// from.
struct Value {
    ValueKind kind = ValueKind::null;
    Number number = {};          ///< of a number; else zero
    std::string_view text = {};  ///< of a string; else empty

    static Value of(std::string_view text) { return {.kind = ValueKind::string, .text = text}; }
    static Value of(const Number& number) { return {.kind = ValueKind::number, .number = number}; }

    bool is_string() const { return kind == ValueKind::string; }
    bool is_number() const { return kind == ValueKind::number; }

    friend bool operator==(const Value&, const Value&) = default;
    friend std::strong_ordering operator<=>(const Value&, const Value&) = default;
};

}  // namespace forebay::engine::filter_policy
