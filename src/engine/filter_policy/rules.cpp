#include "engine/filter_policy/rules.hpp"

#include "engine/filter_policy/letter_case.hpp"

#include <algorithm>

namespace forebay::engine::filter_policy {
namespace {

bool holds(const Prefix& prefix, const Value& value) {
    return value.is_string() && value.text.starts_with(prefix.text);
}

bool holds(const Suffix& suffix, const Value& value) {
    return value.is_string() && value.text.ends_with(suffix.text);
}

bool holds(const EqualsIgnoreCase& rule, const Value& value) {
    return value.is_string() && equals_folded(value.text, rule.folded);
}

bool holds(const NumericRange& range, const Value& value) {
    if (!value.is_number()) {
        return false;
    }
    const auto& [bottom, top] = range;
    if (bottom && (value.number < bottom->value ||
                   (!bottom->is_inclusive && value.number == bottom->value))) {
        return false;
    }
    return !top || value.number < top->value || (top->is_inclusive && value.number == top->value);
}

bool holds(const AddressBlock& block, const Value& value) {
    if (!value.is_string()) {
        return false;
    }
    const auto address = Address::parse(value.text);
    return address && block.contains(*address);
}

bool holds(const Wildcard& wildcard, const Value& value) {
    return value.is_string() && wildcard.matches(value.text);
}

bool holds(const AnythingBut& rule, const Value& value) {
    return !rule.excluded.matches(value);
}

}  // namespace

bool RuleSet::matches(const Value& value) const {
    if (value.kind == ValueKind::present || value.kind == ValueKind::unreadable) {
        return false;
    }
    if (std::ranges::binary_search(exact, value)) {
        return true;
    }
    return std::ranges::any_of(patterns, [&](const Rule& rule) {
        return std::visit([&](const auto& test) { return holds(test, value); }, rule.test);
    });
}

}  // namespace forebay::engine::filter_policy
