#pragma once

#include "engine/filter_policy/number.hpp"
#include "engine/filter_policy/value.hpp"
#include "engine/filter_policy/wildcard.hpp"
#include <forebay/base/address_block.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What a policy says of one value: SNS specification 10.2.
namespace forebay::engine::filter_policy {

struct Rule;

/// Rules of which one suffices.
struct RuleSet {
    std::vector<Value> exact;    ///< values themselves, sorted
    std::vector<Rule> patterns;  ///< all other rules

    bool matches(const Value& value) const;
};

struct Prefix {
    std::string_view text;
};

struct Suffix {
    std::string_view text;
};

struct EqualsIgnoreCase {
    std::string folded;
};

/// All numbers between two bounds, or beyond one.
struct NumericRange {
    struct Bound {
        Number value;
        bool is_inclusive;
    };

    std::optional<Bound> bottom;
    std::optional<Bound> top;
};

struct AnythingBut {
    RuleSet excluded;
};

struct Rule {
    std::variant<Prefix, Suffix, EqualsIgnoreCase, NumericRange, AddressBlock, Wildcard,
                 AnythingBut>
        test;
};

}  // namespace forebay::engine::filter_policy
