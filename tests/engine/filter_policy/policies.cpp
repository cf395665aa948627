#include "tests/engine/filter_policy/policies.hpp"

#include <forebay/base/assert.hpp>

namespace forebay::engine {

FilterPolicy attribute_policy(std::string_view text) {
    return FilterPolicy::parse(std::string(text), FilterScope::message_attributes,
                               FilterPolicyUse::subscribe)
        .value();
}

FilterPolicy body_policy(std::string_view text) {
    return FilterPolicy::parse(std::string(text), FilterScope::message_body,
                               FilterPolicyUse::subscribe)
        .value();
}

FilterPolicy pattern(std::string_view text) {
    return FilterPolicy::parse(std::string(text), FilterScope::message_body,
                               FilterPolicyUse::event_source)
        .value();
}

bool matches(const FilterPolicy& policy, const std::vector<MessageAttribute>& attributes) {
    FilterSubject subject(attributes, "");
    return policy.matches(subject);
}

bool matches(const FilterPolicy& policy, std::string_view body) {
    FilterSubject subject({}, body);
    return policy.matches(subject);
}

std::string refusal(std::string_view text, FilterScope scope, FilterPolicyUse use) {
    const auto parsed = FilterPolicy::parse(std::string(text), scope, use);
    if (parsed) {
        return "";
    }
    FOREBAY_ASSERT(parsed.error().code == Errc::invalid_parameter);
    return parsed.error().detail;
}

}  // namespace forebay::engine
