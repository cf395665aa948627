#pragma once

#include <forebay/base/result.hpp>
#include <forebay/engine/expression.hpp>
#include <forebay/service/dynamodb/item_shapes.hpp>

#include <optional>

namespace forebay::service::dynamodb {

/// Which parts of items a reader wants: by ProjectionExpression, or by AttributesToGet; nullopt:
/// all. Errors: Errc::validation_failed. DynamoDB specification 7, 11.
Result<std::optional<engine::Projection>> projection_of(
    std::optional<std::vector<std::string>> attributes_to_get, OptionalText projection_expression,
    std::optional<Names> names);

/// Refuses one beside the other, and names without an expression.
Result<void> check_projection_parameters(const std::optional<std::vector<std::string>>& to_get,
                                         const OptionalText& projection_expression,
                                         const std::optional<Names>& names);

/// `item` as `projection` wants it.
inline Item projected(const std::optional<engine::Projection>& projection, Item item) {
    return projection ? projection->of(item) : item;
}

}  // namespace forebay::service::dynamodb
