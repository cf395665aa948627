#pragma once

#include <forebay/base/result.hpp>
#include <forebay/engine/legacy_conditions.hpp>
#include <forebay/service/dynamodb/item_shapes.hpp>

/// The members that are older than expressions, as the engine reads them: DynamoDB specification
/// 11. Errors: Errc::validation_failed.
namespace forebay::service::dynamodb {

engine::LegacyJunction junction_of(const OptionalText& conditional_operator);

Result<engine::Condition> condition_of(ExpectedAttributes expected,
                                       const OptionalText& conditional_operator);
Result<engine::Condition> filter_of(LegacyConditions conditions,
                                    const OptionalText& conditional_operator);
Result<engine::KeyCondition> key_condition_of(LegacyConditions conditions);
Result<engine::Update> update_of(AttributeUpdates updates);

}  // namespace forebay::service::dynamodb
