#pragma once

#include "engine/expressions/path_tree.hpp"
#include <forebay/model/attribute_value.hpp>

namespace forebay::engine::expressions {

/// The parts of `item` at the ends of the paths of `tree`, nested as they are there; what is left
/// of a list closes up. DynamoDB specification 7.
Item project(const PathTree& tree, MapView item);

}  // namespace forebay::engine::expressions
