#include "service/dynamodb/legacy.hpp"

#include <utility>
#include <vector>

namespace forebay::service::dynamodb {
namespace {

std::optional<engine::LegacyOperator> operator_of(const OptionalText& name) {
    return name ? engine::parse_legacy_operator(*name) : std::nullopt;
}

std::vector<engine::LegacyCondition> conditions_of(LegacyConditions&& given) {
    std::vector<engine::LegacyCondition> conditions;
    for (auto& [attribute, condition] : given) {
        conditions.push_back({.attribute = attribute,
                              .comparison = *operator_of(condition.comparison_operator),
                              .values = std::move(condition.attribute_value_list)});
    }
    return conditions;
}

engine::LegacyAction action_of(const OptionalText& name) {
    return name == "ADD"      ? engine::LegacyAction::add
           : name == "DELETE" ? engine::LegacyAction::remove
                              : engine::LegacyAction::put;
}

}  // namespace

engine::LegacyJunction junction_of(const OptionalText& conditional_operator) {
    return conditional_operator == "OR" ? engine::LegacyJunction::any : engine::LegacyJunction::all;
}

Result<engine::Condition> condition_of(ExpectedAttributes expected,
                                       const OptionalText& conditional_operator) {
    std::vector<engine::LegacyExpectation> expectations;
    for (auto& [attribute, given] : expected) {
        expectations.push_back({.attribute = attribute,
                                .value = std::move(given.value),
                                .exists = given.exists,
                                .comparison = operator_of(given.comparison_operator),
                                .values = std::move(given.attribute_value_list)});
    }
    return engine::compile_expected(std::move(expectations), junction_of(conditional_operator));
}

Result<engine::Condition> filter_of(LegacyConditions conditions,
                                    const OptionalText& conditional_operator) {
    return engine::compile_filter(conditions_of(std::move(conditions)),
                                  junction_of(conditional_operator));
}

Result<engine::KeyCondition> key_condition_of(LegacyConditions conditions) {
    return engine::compile_key_conditions(conditions_of(std::move(conditions)));
}

Result<engine::Update> update_of(AttributeUpdates updates) {
    std::vector<engine::LegacyUpdate> compiled;
    for (auto& [attribute, given] : updates) {
        compiled.push_back({.attribute = attribute,
                            .action = action_of(given.action),
                            .value = std::move(given.value)});
    }
    return engine::compile_updates(std::move(compiled));
}

}  // namespace forebay::service::dynamodb
