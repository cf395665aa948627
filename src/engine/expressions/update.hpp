#pragma once

#include "engine/expressions/program.hpp"
#include <forebay/base/result.hpp>
#include <forebay/model/attribute_value.hpp>

namespace forebay::engine::expressions {

/// What the update of `program` makes of `item`. Errors: validation_failed. DynamoDB
/// specification 7.
Result<Item> apply(const Program& program, MapView item);

}  // namespace forebay::engine::expressions
