#include "engine/filter_policy/number.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

namespace forebay::engine::filter_policy {
namespace {

constexpr std::int64_t power_max = 1'000'000'000;
constexpr int word_digits = 19;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Takes `c` from the front of `text`, if it is there.
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

/// What an exponent's digits say, at most twice `power_max`; nullopt if there is none.
std::optional<std::int64_t> take_exponent(std::string_view& text) {
    const bool is_negative = take_sign(text);
    if (text.empty() || !is_digit(text.front())) {
        return std::nullopt;
    }
    std::int64_t exponent = 0;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
        exponent = std::min(exponent * 10 + (text.front() - '0'), 2 * power_max);
    }
    return is_negative ? -exponent : exponent;
}

}  // namespace

std::optional<Number> Number::parse(std::string_view text) {
    Number number;
    const bool is_negative = take_sign(text);

    int significant = 0;      // digits since the first that is not zero, as far as they count
    std::int64_t power = -1;  // of the first of them
    bool has_digits = false, is_fraction = false;
    for (; !text.empty(); text.remove_prefix(1)) {
        const char c = text.front();
        if (c == '.' && !is_fraction) {
            is_fraction = true;
            continue;
        }
        if (!is_digit(c)) {
            break;
        }
        has_digits = true;
        if (significant == 0 && c == '0') {
            power -= is_fraction ? 1 : 0;
            continue;
        }
        power += is_fraction ? 0 : 1;
        if (significant < 2 * word_digits) {
            std::uint64_t& word = significant < word_digits ? number.high_ : number.low_;
            word = word * 10 + static_cast<std::uint64_t>(c - '0');
            ++significant;
        }
    }
    if (!has_digits) {
        return std::nullopt;
    }
    if (take(text, 'e') || take(text, 'E')) {
        const auto exponent = take_exponent(text);
        if (!exponent) {
            return std::nullopt;
        }
        power += *exponent;
    }
    if (!text.empty()) {
        return std::nullopt;
    }
    if (significant == 0) {
        return Number();
    }
    for (; significant < 2 * word_digits; ++significant) {
        (significant < word_digits ? number.high_ : number.low_) *= 10;
    }
    number.is_negative_ = is_negative;
    number.power_ = static_cast<std::int32_t>(std::clamp(power, -power_max, power_max));
    return number;
}

std::size_t Number::hash() const {
    const std::uint64_t mixed = high_ * 31 + low_ + static_cast<std::uint32_t>(power_) * 7919ULL;
    return std::hash<std::uint64_t>()(is_negative_ ? ~mixed : mixed);
}

std::strong_ordering operator<=>(const Number& a, const Number& b) {
    if (a.is_negative_ != b.is_negative_) {
        return b.is_negative_ <=> a.is_negative_;
    }
    const auto size = std::tie(a.power_, a.high_, a.low_) <=> std::tie(b.power_, b.high_, b.low_);
    return a.is_negative_ ? 0 <=> size : size;
}

}  // namespace forebay::engine::filter_policy
