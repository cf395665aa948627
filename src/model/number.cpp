#include <forebay/base/assert.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/model/number.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace forebay {
namespace {

constexpr int digits_max = static_cast<int>(limits::number_digits_max);
constexpr int power_min = limits::item_number_power_min;
constexpr int power_max = limits::item_number_power_max;
constexpr std::int64_t exponent_bound = 1'000'000;  // what is beyond it is far out of range

constexpr auto powers_of_ten = [] {
    std::array<Coefficient, digits_max + 1> powers{1};
    for (std::size_t i = 1; i < powers.size(); ++i) {
        powers[i] = powers[i - 1] * 10;
    }
    return powers;
}();

// The ordered form: number.hpp.
constexpr std::uint8_t zero_byte = 0x80;
constexpr int positive_base = 0xC1;
constexpr int negative_base = 0x3E;
constexpr int negative_digit_base = 0x65;
constexpr char negative_end = 0x66;

Error refusal(std::string text) {
    return {Errc::validation_failed, std::move(text)};
}

Error not_a_number(std::string_view text) {
    return refusal("The parameter cannot be converted to a numeric value: " + std::string(text));
}

Error too_many_digits() {
    return refusal("Attempting to store more than 38 significant digits in a Number");
}

/// The refusal of a number whose first digit is of this power of ten, if there is one.
std::optional<Error> out_of_range(std::int64_t power) {
    if (power > power_max) {
        return refusal(
            "Number overflow. Attempting to store a number with magnitude larger than supported "
            "range");
    }
    if (power < power_min) {
        return refusal(
            "Number underflow. Attempting to store a number with magnitude smaller than supported "
            "range");
    }
    return std::nullopt;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool take(std::string_view& text, char c) {
    const bool is_there = text.starts_with(c);
    text.remove_prefix(is_there ? 1 : 0);
    return is_there;
}

bool take_sign(std::string_view& text) {
    const bool is_negative = take(text, '-');
    if (!is_negative) {
        take(text, '+');
    }
    return is_negative;
}

std::string_view take_digits(std::string_view& text) {
    const auto end = std::ranges::find_if_not(text, is_digit);
    const std::string_view digits(text.begin(), end);
    text.remove_prefix(digits.size());
    return digits;
}

/// The digits of a number without the zeros around them.
class Significand {
public:
    void add(std::string_view digits) {
        for (const char digit : digits) {
            if (digit == '0') {
                zeros_ += count_ > 0 ? 1 : 0;
                continue;
            }
            count_ += zeros_ + 1;
            if (count_ <= digits_max) {
                coefficient_ = coefficient_ * powers_of_ten[static_cast<std::size_t>(zeros_ + 1)] +
                               static_cast<unsigned>(digit - '0');
            }
            zeros_ = 0;
        }
    }

    Coefficient coefficient() const { return coefficient_; }
    std::int64_t count() const { return count_; }
    std::int64_t zeros() const { return zeros_; }  ///< behind the last digit that is not 0

private:
    Coefficient coefficient_ = 0;
    std::int64_t count_ = 0;
    std::int64_t zeros_ = 0;
};

std::int64_t parse_exponent(std::string_view digits) {
    std::int64_t exponent = 0;
    for (const char digit : digits) {
        exponent = std::min(exponent * 10 + (digit - '0'), exponent_bound);
    }
    return exponent;
}

/// Decimal digits of a coefficient.
struct Digits {
    std::array<char, digits_max + 2> chars;  // room for a zero at either end
    std::size_t begin = digits_max + 1;
    std::size_t end = digits_max + 1;

    explicit Digits(Coefficient coefficient) {
        constexpr std::uint64_t word = 10'000'000'000'000'000'000ULL;  // 10^19
        auto low = static_cast<std::uint64_t>(coefficient % word);
        auto high = static_cast<std::uint64_t>(coefficient / word);
        for (int i = 0; high > 0 ? i < 19 : low > 0; ++i, low /= 10) {
            put(low % 10);
        }
        for (; high > 0; high /= 10) {
            put(high % 10);
        }
    }

    void put(std::uint64_t digit) { chars[--begin] = static_cast<char>('0' + digit); }
    int size() const { return static_cast<int>(end - begin); }
    std::string_view view() const { return {&chars[begin], end - begin}; }
};

int digit_count(Coefficient coefficient) {
    return static_cast<int>(std::ranges::upper_bound(powers_of_ten, coefficient) -
                            powers_of_ten.begin());
}

bool is_positive_form(std::string_view bytes) {
    return static_cast<std::uint8_t>(bytes.front()) >= zero_byte;
}

/// The digits, from 0 to 99, of the ordered form of a number that is not zero.
std::string_view digits_of(std::string_view bytes) {
    return bytes.substr(1, bytes.size() - (is_positive_form(bytes) ? 1 : 2));
}

int digit_of(std::string_view bytes, char byte) {
    const int value = static_cast<std::uint8_t>(byte);
    return is_positive_form(bytes) ? value - 1 : negative_digit_base - value;
}

}  // namespace

Number::Number(std::uint64_t value) : coefficient_(value) {
    for (; coefficient_ != 0 && coefficient_ % 10 == 0; coefficient_ /= 10) {
        ++exponent_;
    }
}

Result<Number> Number::parse(std::string_view text) {
    if (text.empty()) {
        return refusal("The parameter cannot be converted to a numeric value");
    }
    std::string_view rest = text;
    Number number;
    number.is_negative_ = take_sign(rest);

    Significand significand;
    const std::string_view whole = take_digits(rest);
    significand.add(whole);
    std::string_view fraction;
    if (take(rest, '.')) {
        fraction = take_digits(rest);
        if (fraction.empty()) {
            return not_a_number(text);
        }
        significand.add(fraction);
    }
    std::int64_t exponent = 0;
    if (take(rest, 'e') || take(rest, 'E')) {
        const bool is_negative = take_sign(rest);
        const std::string_view digits = take_digits(rest);
        if (digits.empty()) {
            return not_a_number(text);
        }
        exponent = is_negative ? -parse_exponent(digits) : parse_exponent(digits);
    }
    if (whole.empty() || !rest.empty()) {
        return not_a_number(text);
    }
    if (significand.count() == 0) {
        return Number();
    }
    exponent += significand.zeros() - static_cast<std::int64_t>(fraction.size());
    if (auto refused = out_of_range(exponent + significand.count() - 1)) {
        return *std::move(refused);
    }
    if (significand.count() > digits_max) {
        return too_many_digits();
    }
    number.coefficient_ = significand.coefficient();
    number.exponent_ = static_cast<std::int16_t>(exponent);
    return number;
}

Result<Number> Number::sum(const Number& a, const Number& b) {
    if (a.coefficient_ == 0 || b.coefficient_ == 0) {
        return a.coefficient_ == 0 ? b : a;
    }
    const Number& fine = a.exponent_ <= b.exponent_ ? a : b;  // its last digit is the result's
    const Number& coarse = a.exponent_ <= b.exponent_ ? b : a;

    // A result of 38 digits is the difference of numbers below 2 · 10^38 at most. All fits 128
    // bits.
    constexpr Coefficient operand_max = 2 * powers_of_ten[digits_max];
    const int shift = coarse.exponent_ - fine.exponent_;
    if (shift > digits_max ||
        coarse.coefficient_ > operand_max / powers_of_ten[static_cast<std::size_t>(shift)]) {
        return too_many_digits();
    }
    const Coefficient scaled = coarse.coefficient_ * powers_of_ten[static_cast<std::size_t>(shift)];

    Number result;
    result.exponent_ = fine.exponent_;
    if (coarse.is_negative_ == fine.is_negative_) {
        result.coefficient_ = scaled + fine.coefficient_;
        result.is_negative_ = fine.is_negative_;
    } else {
        const bool is_coarse_more = scaled >= fine.coefficient_;
        result.coefficient_ =
            is_coarse_more ? scaled - fine.coefficient_ : fine.coefficient_ - scaled;
        result.is_negative_ = is_coarse_more ? coarse.is_negative_ : fine.is_negative_;
    }
    if (result.coefficient_ == 0) {
        return Number();
    }
    for (; result.coefficient_ % 10 == 0; result.coefficient_ /= 10) {
        ++result.exponent_;
    }
    if (result.coefficient_ >= powers_of_ten[digits_max]) {
        return too_many_digits();
    }
    if (auto refused = out_of_range(result.exponent_ + digit_count(result.coefficient_) - 1)) {
        return *std::move(refused);
    }
    return result;
}

Result<Number> Number::difference(const Number& a, const Number& b) {
    Number negated = b;
    negated.is_negative_ = !b.is_negative_ && b.coefficient_ != 0;
    return sum(a, negated);
}

void Number::append_text(std::string& out) const {
    if (coefficient_ == 0) {
        out += '0';
        return;
    }
    if (is_negative_) {
        out += '-';
    }
    const Digits digits(coefficient_);
    const int whole = digits.size() + exponent_;  // digits before the point
    if (exponent_ >= 0) {
        out += digits.view();
        out.append(static_cast<std::size_t>(exponent_), '0');
    } else if (whole > 0) {
        out += digits.view().substr(0, static_cast<std::size_t>(whole));
        out += '.';
        out += digits.view().substr(static_cast<std::size_t>(whole));
    } else {
        out += "0.";
        out.append(static_cast<std::size_t>(-whole), '0');
        out += digits.view();
    }
}

std::string Number::text() const {
    std::string text;
    append_text(text);
    return text;
}

void Number::append_ordered(std::string& out) const {
    if (coefficient_ == 0) {
        out += static_cast<char>(zero_byte);
        return;
    }
    Digits digits(coefficient_);
    const int power = exponent_ + digits.size() - 1;
    if (power % 2 == 0) {
        digits.put(0);
    }
    if (digits.size() % 2 != 0) {
        digits.chars[digits.end++] = '0';
    }
    const int exponent = power >> 1;  // rounded down
    out += static_cast<char>(is_negative_ ? negative_base - exponent : positive_base + exponent);
    for (std::size_t i = digits.begin; i < digits.end; i += 2) {
        const int digit = (digits.chars[i] - '0') * 10 + (digits.chars[i + 1] - '0');
        out += static_cast<char>(is_negative_ ? negative_digit_base - digit : digit + 1);
    }
    if (is_negative_) {
        out += negative_end;
    }
}

Number Number::of_ordered(std::string_view bytes) {
    FOREBAY_ASSERT(is_ordered(bytes));
    Number number;
    if (bytes.size() == 1) {
        return number;
    }
    number.is_negative_ = !is_positive_form(bytes);
    const int first = static_cast<std::uint8_t>(bytes.front());
    int exponent = number.is_negative_ ? negative_base - first : first - positive_base;

    const std::string_view digits = digits_of(bytes);
    for (const char byte : digits.substr(0, digits.size() - 1)) {
        number.coefficient_ =
            number.coefficient_ * 100 + static_cast<unsigned>(digit_of(bytes, byte));
        --exponent;
    }
    exponent *= 2;
    const auto last = static_cast<unsigned>(digit_of(bytes, digits.back()));
    if (last % 10 == 0) {  // 38 digits and a zero are more than a coefficient can hold
        number.coefficient_ = number.coefficient_ * 10 + last / 10;
        ++exponent;
    } else {
        number.coefficient_ = number.coefficient_ * 100 + last;
    }
    number.exponent_ = static_cast<std::int16_t>(exponent);
    return number;
}

bool Number::is_ordered(std::string_view bytes) {
    if (bytes.empty() || bytes.size() > ordered_bytes_max) {
        return false;
    }
    if (bytes.size() == 1) {
        return static_cast<std::uint8_t>(bytes.front()) == zero_byte;
    }
    if (!is_positive_form(bytes) && (bytes.size() < 3 || bytes.back() != negative_end)) {
        return false;
    }
    const std::string_view digits = digits_of(bytes);
    const auto is_in_range = [&](char byte) {
        const int digit = digit_of(bytes, byte);
        return digit >= 0 && digit <= 99;
    };
    if (!std::ranges::all_of(digits, is_in_range)) {
        return false;
    }
    const int first = digit_of(bytes, digits.front());
    const int last = digit_of(bytes, digits.back());
    const int count =
        static_cast<int>(digits.size()) * 2 - (first < 10 ? 1 : 0) - (last % 10 == 0 ? 1 : 0);
    return first != 0 && last != 0 && count <= digits_max;
}

std::strong_ordering operator<=>(const Number& a, const Number& b) {
    std::string a_bytes, b_bytes;  // short enough to need no memory of their own in most cases
    a.append_ordered(a_bytes);
    b.append_ordered(b_bytes);
    return a_bytes <=> b_bytes;
}

}  // namespace forebay
