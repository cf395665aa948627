#pragma once

#include "engine/filter_policy/compiled.hpp"
#include <forebay/base/result.hpp>
#include <forebay/engine/filter_policy.hpp>

#include <memory>
#include <string>

namespace forebay::engine::filter_policy {

/// As FilterPolicy::parse.
Result<std::shared_ptr<const Compiled>> parse(std::string text, FilterScope scope,
                                              FilterPolicyUse use);

}  // namespace forebay::engine::filter_policy
