#include "service/sqs/number.hpp"

#include <forebay/model/limits.hpp>

#include <charconv>
#include <string>

namespace forebay::service::sqs {
namespace {

/// Takes the digits at the front of `text`.
std::string_view take_digits(std::string_view& text) {
    const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789"));
    text.remove_prefix(digits.size());
    return digits;
}

/// Takes one of `characters` from the front of `text`, if it is there.
bool take_one(std::string_view& text, std::string_view characters) {
    const bool is_there = !text.empty() && characters.contains(text.front());
    if (is_there) {
        text.remove_prefix(1);
    }
    return is_there;
}

}  // namespace

bool is_number(std::string_view text) {
    take_one(text, "+-");
    const std::string_view whole = take_digits(text);
    const std::string_view fraction = take_one(text, ".") ? take_digits(text) : std::string_view();
    std::int64_t exponent = 0;
    if (take_one(text, "eE")) {
        if (text.starts_with("+") && !text.starts_with("+-")) {
            text.remove_prefix(1);
        }
        const auto parsed = parse_integer(text);
        if (!parsed || *parsed < INT32_MIN || *parsed > INT32_MAX) {
            return false;
        }
        exponent = *parsed;
        text = {};
    }
    if (!text.empty() || (whole.empty() && fraction.empty())) {
        return false;
    }

    const std::string digits = std::string(whole).append(fraction);
    const std::size_t first = digits.find_first_not_of('0');
    if (first == std::string::npos) {
        return true;  // zero
    }
    const std::string_view significant =
        std::string_view(digits).substr(first, digits.find_last_not_of('0') - first + 1);
    // The number is d.ddd times ten to this power.
    const std::int64_t power =
        static_cast<std::int64_t>(whole.size()) - static_cast<std::int64_t>(first) - 1 + exponent;
    const bool is_too_large = power > limits::number_power_max ||
                              (power == limits::number_power_max && significant != "1");
    return significant.size() <= limits::number_digits_max && power >= limits::number_power_min &&
           !is_too_large;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

}  // namespace forebay::service::sqs
