#include <forebay/base/letter_case.hpp>
#include <forebay/service/access/condition.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

namespace forebay::service::access {
namespace {

using Test = Condition::Test;

struct Operation {
    std::string_view name;
    Test test;
    bool is_negated = false;
};

constexpr std::array operations = {
    Operation{"StringEquals", Test::string_equals},
    Operation{"StringNotEquals", Test::string_equals, true},
    Operation{"StringEqualsIgnoreCase", Test::string_equals_ignoring_case},
    Operation{"StringNotEqualsIgnoreCase", Test::string_equals_ignoring_case, true},
    Operation{"StringLike", Test::string_like},
    Operation{"StringNotLike", Test::string_like, true},
    Operation{"ArnEquals", Test::arn_like},
    Operation{"ArnNotEquals", Test::arn_like, true},
    Operation{"ArnLike", Test::arn_like},
    Operation{"ArnNotLike", Test::arn_like, true},
    Operation{"NumericEquals", Test::number_equals},
    Operation{"NumericNotEquals", Test::number_equals, true},
    Operation{"NumericLessThan", Test::number_less},
    Operation{"NumericLessThanEquals", Test::number_less_or_equal},
    Operation{"NumericGreaterThan", Test::number_greater},
    Operation{"NumericGreaterThanEquals", Test::number_greater_or_equal},
    Operation{"DateEquals", Test::date_equals},
    Operation{"DateNotEquals", Test::date_equals, true},
    Operation{"DateLessThan", Test::date_less},
    Operation{"DateLessThanEquals", Test::date_less_or_equal},
    Operation{"DateGreaterThan", Test::date_greater},
    Operation{"DateGreaterThanEquals", Test::date_greater_or_equal},
    Operation{"Bool", Test::boolean},
    Operation{"IpAddress", Test::address},
    Operation{"NotIpAddress", Test::address, true},
    Operation{"Null", Test::null},
};

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
    if (!text.ends_with(suffix)) {
        return false;
    }
    text.remove_suffix(suffix.size());
    return true;
}

std::optional<double> parse_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_number =
        error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
    return is_number ? std::optional(value) : std::nullopt;
}

std::optional<bool> parse_truth(std::string_view text) {
    const std::string small = lower(text);
    return small == "true"    ? std::optional(true)
           : small == "false" ? std::optional(false)
                              : std::nullopt;
}

std::optional<AddressBlock> parse_block(std::string_view text) {
    std::string block(text);
    if (text.find('/') == std::string_view::npos) {
        block += text.find(':') == std::string_view::npos ? "/32" : "/128";
    }
    auto parsed = AddressBlock::parse(block);
    return parsed ? std::optional(*std::move(parsed)) : std::nullopt;
}

bool is_of_dates(Test test) {
    return test >= Test::date_equals && test <= Test::date_greater_or_equal;
}

bool compare(Test test, double value, double wanted) {
    switch (test) {
        case Test::number_equals:
        case Test::date_equals:
            return value == wanted;
        case Test::number_less:
        case Test::date_less:
            return value < wanted;
        case Test::number_less_or_equal:
        case Test::date_less_or_equal:
            return value <= wanted;
        case Test::number_greater:
        case Test::date_greater:
            return value > wanted;
        case Test::number_greater_or_equal:
        case Test::date_greater_or_equal:
            return value >= wanted;
        default:
            return false;
    }
}

std::optional<int> digits(std::string_view text, std::size_t begin, std::size_t size) {
    if (text.size() < begin + size) {
        return std::nullopt;
    }
    int value = 0;
    for (const char c : text.substr(begin, size)) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    return value;
}

// Puts what `parse` makes of each value behind `out`; false: it makes nothing of one.
template <class T>
bool parse_all(const std::vector<std::string>& values,
               std::optional<T> (*parse)(std::string_view text), std::vector<T>& out) {
    for (const std::string& value : values) {
        const auto parsed = parse(value);
        if (!parsed) {
            return false;
        }
        out.push_back(*parsed);
    }
    return true;
}

}  // namespace

std::optional<double> parse_date(std::string_view text) {
    if (const auto seconds = parse_number(text)) {
        return seconds;
    }
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (!year || !month || !day || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) {
        return std::nullopt;
    }
    double at = static_cast<double>(
        std::chrono::seconds(std::chrono::sys_days(date).time_since_epoch()).count());
    text.remove_prefix(10);
    if (text.empty()) {
        return at;
    }
    const auto hour = digits(text, 1, 2);
    const auto minute = digits(text, 4, 2);
    if (text[0] != 'T' || !hour || !minute || text[3] != ':' || *hour > 23 || *minute > 59) {
        return std::nullopt;
    }
    at += *hour * 3600.0 + *minute * 60.0;
    text.remove_prefix(6);
    if (text.starts_with(':')) {
        const auto second = digits(text, 1, 2);
        if (!second || *second > 59) {
            return std::nullopt;
        }
        at += *second;
        text.remove_prefix(3);
    }
    if (text.starts_with('.')) {
        const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
        at += parse_number("0" + std::string(text.substr(0, end))).value_or(0);
        text.remove_prefix(end);
    }
    return text == "Z" ? std::optional(at) : std::nullopt;
}

Result<Condition> Condition::make(std::string_view operation, std::string_view key,
                                  const std::vector<std::string>& values, bool has_variables) {
    Condition condition;
    std::string_view name = operation;
    if (take_prefix(name, "ForAnyValue:")) {
        condition.quantifier_ = Quantifier::any_value;
    } else if (take_prefix(name, "ForAllValues:")) {
        condition.quantifier_ = Quantifier::all_values;
    }
    condition.is_if_exists_ = take_suffix(name, "IfExists");
    const auto found = std::ranges::find(operations, name, &Operation::name);
    if (found == operations.end() || (found->test == Test::null && condition.is_if_exists_)) {
        return Error{Errc::validation_failed,
                     fmt::format("there is no condition operator {}", operation)};
    }
    condition.test_ = found->test;
    condition.is_negated_ = found->is_negated;
    condition.key_ = lower(key);

    bool is_right = true;
    if (found->test <= Test::arn_like) {
        for (const std::string& value : values) {
            condition.patterns_.emplace_back(value, has_variables);
        }
    } else if (is_of_dates(found->test)) {
        is_right = parse_all(values, parse_date, condition.numbers_);
    } else if (found->test <= Test::number_greater_or_equal) {
        is_right = parse_all(values, parse_number, condition.numbers_);
    } else if (found->test == Test::address) {
        is_right = parse_all(values, parse_block, condition.blocks_);
    } else {
        is_right = parse_all(values, parse_truth, condition.truths_);
    }
    if (!is_right || values.empty()) {
        return Error{Errc::validation_failed,
                     fmt::format("{} of {} has a value of the wrong kind", operation, key)};
    }
    return condition;
}

bool Condition::holds(const Keys& keys) const {
    const auto found = keys.find(key_);
    const bool is_absent = found == keys.end() || found->second.empty();
    if (test_ == Test::null) {
        return std::ranges::find(truths_, is_absent) != truths_.end();
    }
    if (is_absent) {
        return is_if_exists_ || quantifier_ == Quantifier::all_values ||
               (is_negated_ && quantifier_ == Quantifier::none);
    }
    const auto holds_for_one = [&](const std::string& value) { return holds_for(value, keys); };
    return quantifier_ == Quantifier::all_values
               ? std::ranges::all_of(found->second, holds_for_one)
               : std::ranges::any_of(found->second, holds_for_one);
}

bool Condition::holds_for(std::string_view value, const Keys& keys) const {
    return is_any(value, keys) != is_negated_;
}

// Whether one of our values stands in the tested relation to `value`.
bool Condition::is_any(std::string_view value, const Keys& keys) const {
    const auto any_pattern = [&](auto&& matches) {
        return std::ranges::any_of(patterns_, matches);
    };
    switch (test_) {
        case Test::string_equals:
            return any_pattern([&](const Pattern& p) { return p.equals(value, keys); });
        case Test::string_equals_ignoring_case:
            return any_pattern(
                [&](const Pattern& p) { return p.equals(value, keys, LetterCase::ignored); });
        case Test::string_like:
            return any_pattern([&](const Pattern& p) { return p.matches(value, keys); });
        case Test::arn_like:
            return any_pattern([&](const Pattern& p) { return p.matches_arn(value, keys); });
        case Test::boolean: {
            const auto truth = parse_truth(value);
            return truth && std::ranges::find(truths_, *truth) != truths_.end();
        }
        case Test::address: {
            const auto address = Address::parse(value);
            return address && std::ranges::any_of(blocks_, [&](const AddressBlock& block) {
                       return block.contains(*address);
                   });
        }
        default:
            break;
    }
    const auto number = is_of_dates(test_) ? parse_date(value) : parse_number(value);
    return number && std::ranges::any_of(
                         numbers_, [&](double wanted) { return compare(test_, *number, wanted); });
}

}  // namespace forebay::service::access
