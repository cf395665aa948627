#pragma once

#include <forebay/base/result.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace forebay {

__extension__ using Coefficient = unsigned __int128;

/// A decimal number, exact: zero, or up to 38 significant digits with a magnitude from 1E-130 to
/// 9.99…E+125. 1, 1.0 and 1e0 are one number, as are 0 and -0. DynamoDB specification 4.
class Number {
public:
    Number() = default;  ///< zero
    explicit Number(std::uint64_t value);

    /// Errors: validation_failed, when `text` is no number, has more than 38 digits or is beyond
    /// the range.
    static Result<Number> parse(std::string_view text);

    /// Exact. Errors: validation_failed, when that needs more than 38 digits or is beyond the
    /// range.
    static Result<Number> sum(const Number& a, const Number& b);
    static Result<Number> difference(const Number& a, const Number& b);

    /// Appends it to `out` in plain notation: no exponent, no sign of zero, no needless zeros.
    void append_text(std::string& out) const;
    std::string text() const;

    /// Its ordered form: bytes that sort as numbers do, the same for every spelling of a number,
    /// and as many as the number counts towards the size of an item. For numbers of up to 2 n
    /// digits about n + 1 bytes:
    ///
    ///     zero      80
    ///     positive  C1 + e | each digit + 1
    ///     negative  3E - e | 65 - each digit | 66
    ///
    /// in hexadecimal, where the number is d1.d2 d3 … · 100^e in digits from 0 to 99, the first and
    /// the last of them not 0; e is from -65 to 62.
    static constexpr std::size_t ordered_bytes_max = 22;
    void append_ordered(std::string& out) const;

    /// The number that `bytes` is the ordered form of; anything else ends the process.
    static Number of_ordered(std::string_view bytes);

    /// Whether `bytes` is the ordered form of a number.
    static bool is_ordered(std::string_view bytes);

    friend bool operator==(const Number&, const Number&) = default;
    friend std::strong_ordering operator<=>(const Number& a, const Number& b);

private:
    Coefficient coefficient_ = 0;  // its last digit is not 0, unless it is all
    std::int16_t exponent_ = 0;    // the number is coefficient_ · 10^exponent_
    bool is_negative_ = false;
};

}  // namespace forebay
