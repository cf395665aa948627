#include "service/dynamodb/projection.hpp"

#include <forebay/engine/legacy_conditions.hpp>

#include <utility>

namespace forebay::service::dynamodb {

Result<std::optional<engine::Projection>> projection_of(
    std::optional<std::vector<std::string>> attributes_to_get, OptionalText projection_expression,
    std::optional<Names> names) {
    if (attributes_to_get) {
        auto projection = engine::compile_attributes_to_get(*std::move(attributes_to_get));
        if (!projection) {
            return projection.error();
        }
        return std::optional(std::move(*projection));
    }
    auto expressions = engine::compile({.update = {},
                                        .condition = {},
                                        .key_condition = {},
                                        .filter = {},
                                        .projection = std::move(projection_expression),
                                        .names = std::move(names),
                                        .values = {}});
    if (!expressions) {
        return expressions.error();
    }
    return std::move(expressions->projection);
}

Result<void> check_projection_parameters(const std::optional<std::vector<std::string>>& to_get,
                                         const OptionalText& projection_expression,
                                         const std::optional<Names>& names) {
    const engine::Parameter expressions[] = {
        {"ProjectionExpression", projection_expression.has_value()}};
    const engine::Parameter legacy[] = {{"AttributesToGet", to_get.has_value()}};
    return engine::check_parameters({.expressions = expressions,
                                     .legacy = legacy,
                                     .has_names = names.has_value(),
                                     .has_values = false});
}

}  // namespace forebay::service::dynamodb
