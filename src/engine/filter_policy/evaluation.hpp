#pragma once

#include "engine/filter_policy/compiled.hpp"
#include "engine/filter_policy/fields.hpp"

#include <span>

namespace forebay::engine::filter_policy {

/// Whether a policy holds for a message. `ids` are the policy's paths in the trie that the fields
/// were read with. SNS specification 10.3, 10.4.
///
/// Keys below one array must hold in the same element of it: an element is chosen of each array
/// that keys of the policy lead through. `exists: false` holds if the chosen elements have no value
/// there and, of an array in which no other key has chosen, no element has.
bool holds(const Compiled& policy, std::span<const PathId> ids, const Fields& fields);

}  // namespace forebay::engine::filter_policy
