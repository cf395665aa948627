#pragma once

#include <forebay/base/address_block.hpp>
#include <forebay/base/clock.hpp>
#include <forebay/base/result.hpp>
#include <forebay/service/access/pattern.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::service::access {

/// One key of a condition and what its value has to be: `"IpAddress": {"aws:SourceIp": [...]}`.
class Condition {
public:
    /// `operation` as it stands in the policy: `ForAnyValue:StringLikeIfExists`. Errors:
    /// Errc::validation_failed, when there is no such operation, or it has no such value.
    static Result<Condition> make(std::string_view operation, std::string_view key,
                                  const std::vector<std::string>& values, bool has_variables);

    bool holds(const Keys& keys) const;

    enum class Test : std::uint8_t {
        string_equals,
        string_equals_ignoring_case,
        string_like,
        arn_like,
        number_equals,
        number_less,
        number_less_or_equal,
        number_greater,
        number_greater_or_equal,
        date_equals,
        date_less,
        date_less_or_equal,
        date_greater,
        date_greater_or_equal,
        boolean,
        address,
        null,
    };
    enum class Quantifier : std::uint8_t { none, any_value, all_values };

private:
    Condition() = default;

    bool holds_for(std::string_view value, const Keys& keys) const;
    bool is_any(std::string_view value, const Keys& keys) const;

    Test test_ = Test::string_equals;
    bool is_negated_ = false;
    bool is_if_exists_ = false;
    Quantifier quantifier_ = Quantifier::none;
    std::string key_;  // in lower case

    // Of these the one that the test needs.
    std::vector<Pattern> patterns_;
    std::vector<double> numbers_;  // dates too, in seconds since 1970
    std::vector<AddressBlock> blocks_;
    std::vector<bool> truths_;
};

/// `2026-01-31T12:00:00Z`, `2026-01-31`, or seconds since 1970; nullopt: it is no date.
std::optional<double> parse_date(std::string_view text);

}  // namespace forebay::service::access
