#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace forebay::engine::filter_policy {

/// A decimal number, compared exactly: 3.015e2 is 301.5, and 9007199254740993 is not
/// 9007199254740992. Of its digits 38 count; what comes behind them is cut off.
class Number {
public:
    /// A sign, digits with or without a point, an exponent, and nothing else; nullopt: `text` is
    /// something else. Powers of ten beyond a thousand million are all the same.
    static std::optional<Number> parse(std::string_view text);

    /// Of its first digit: 2 for 301.5, -1 for 0.5. Far below zero for 0.
    std::int32_t power() const { return power_; }

    std::size_t hash() const;

    friend bool operator==(const Number&, const Number&) = default;
    friend std::strong_ordering operator<=>(const Number& a, const Number& b);

private:
    static constexpr std::int32_t power_of_zero = INT32_MIN;

    bool is_negative_ = false;
    std::int32_t power_ = power_of_zero;
    std::uint64_t high_ = 0;  // the first 19 digits, filled up with zeros
    std::uint64_t low_ = 0;   // the next 19
};

}  // namespace forebay::engine::filter_policy
