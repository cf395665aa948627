#pragma once

#include "engine/expressions/program.hpp"
#include <forebay/model/attribute_value.hpp>

#include <optional>
#include <span>
#include <string>

namespace forebay::engine::expressions {

/// What one step leads to; nullopt: nothing.
std::optional<ValueView> step(ValueView value, const PathElement& element);

/// The value at the end of `path`, a part of `item`; nullopt: there is none.
std::optional<ValueView> find(std::span<const PathElement> path, MapView item);

/// Whether the condition of `program` is true of `item`. DynamoDB specification 7.
bool holds(const Program& program, MapView item);

}  // namespace forebay::engine::expressions
