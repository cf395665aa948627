#pragma once

#include "engine/filter_policy/compiled.hpp"

#include <optional>
#include <vector>

namespace forebay::engine::filter_policy {

/// Something that a message may have: a value at a path, or any value there.
struct Trait {
    PathNumber path;
    std::optional<Value> value;
};

/// Traits of which every message that the policy holds for has one at least, as few and as rare as
/// can be; nullopt: there is no such choice.
std::optional<std::vector<Trait>> cover(const Compiled& policy);

}  // namespace forebay::engine::filter_policy
