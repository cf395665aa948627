#pragma once

#include <forebay/engine/filter_policy.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace forebay::engine {

/// A policy of SNS that must be right.
FilterPolicy attribute_policy(std::string_view text);
FilterPolicy body_policy(std::string_view text);

/// An event pattern that must be right.
FilterPolicy pattern(std::string_view text);

bool matches(const FilterPolicy& policy, const std::vector<MessageAttribute>& attributes);
bool matches(const FilterPolicy& policy, std::string_view body);

/// Why a policy is refused; empty: it is not.
std::string refusal(std::string_view text, FilterScope scope,
                    FilterPolicyUse use = FilterPolicyUse::event_source);

}  // namespace forebay::engine
