#pragma once

#include <forebay/base/result.hpp>
#include <forebay/engine/expression.hpp>
#include <forebay/model/attribute_value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What requests said before there were expressions: compiled into the same. DynamoDB
/// specification 11.
namespace forebay::engine {

enum class LegacyOperator : std::uint8_t {
    eq,
    ne,
    le,
    lt,
    ge,
    gt,
    not_null,
    null,
    contains,
    not_contains,
    begins_with,
    in,
    between,
};

/// The operator that the wire calls `name` (`EQ`, `NOT_NULL` … ); nullopt: none.
std::optional<LegacyOperator> parse_legacy_operator(std::string_view name);

/// An entry of KeyConditions, QueryFilter or ScanFilter.
struct LegacyCondition {
    std::string attribute;
    LegacyOperator comparison = LegacyOperator::eq;
    std::optional<std::vector<GivenValue>> values;  ///< AttributeValueList
};

/// An entry of Expected.
struct LegacyExpectation {
    std::string attribute;
    std::optional<GivenValue> value;
    std::optional<bool> exists;
    std::optional<LegacyOperator> comparison;
    std::optional<std::vector<GivenValue>> values;  ///< AttributeValueList
};

enum class LegacyAction : std::uint8_t { put, add, remove };

/// An entry of AttributeUpdates.
struct LegacyUpdate {
    std::string attribute;
    LegacyAction action = LegacyAction::put;
    std::optional<GivenValue> value;
};

/// ConditionalOperator: whether all conditions have to hold, or one of them.
enum class LegacyJunction : std::uint8_t { all, any };

// Errors: validation_failed.

Result<Condition> compile_expected(std::vector<LegacyExpectation> expected,
                                   LegacyJunction junction);
Result<Condition> compile_filter(std::vector<LegacyCondition> conditions, LegacyJunction junction);
Result<KeyCondition> compile_key_conditions(std::vector<LegacyCondition> conditions);
Result<Update> compile_updates(std::vector<LegacyUpdate> updates);
Result<Projection> compile_attributes_to_get(std::vector<std::string> names);

}  // namespace forebay::engine
