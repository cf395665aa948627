// A filter policy and a message from bytes. The first byte picks the scope and the use; the policy
// ends at the first zero, behind it is the body, which is also a String.Array. What is a policy is
// JSON for Boost.JSON too, as is what is a body; and the index finds what the policy says.

#include "engine/filter_policy/json_document.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/engine/filter_policy.hpp>
#include <forebay/engine/subscription_index.hpp>

#include <boost/json/parse.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace forebay;
using namespace forebay::engine;

namespace {

// Whether Boost.JSON says of `text` what JsonDocument does. It looks at the bytes of strings, which
// JsonDocument leaves to others, and refuses exponents beyond 32 bits, so that it can say nothing
// of what follows.
bool agrees(bool is_json, std::string_view text) {
    boost::json::error_code ec;
    boost::json::parse_options options;
    options.max_depth = filter_policy::JsonDocument::depth_max;
    options.allow_invalid_utf8 = true;
    boost::json::parse(text, ec, {}, options);
    return ec == boost::json::error::exponent_overflow || is_json == !ec;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const auto scope =
        bytes[0] % 2 == 0 ? FilterScope::message_attributes : FilterScope::message_body;
    const auto use = FilterPolicyUse{static_cast<std::uint8_t>(bytes[0] / 2 % 3)};
    const std::string_view input(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    const std::size_t zero = input.find('\0');
    const std::string_view text = input.substr(0, zero);
    const std::string_view body =
        zero == std::string_view::npos ? std::string_view() : input.substr(zero + 1);

    filter_policy::JsonDocument document;
    FOREBAY_ASSERT(agrees(document.read(body), body));

    const auto policy = FilterPolicy::parse(std::string(text), scope, use);
    if (!policy) {
        FOREBAY_ASSERT(!policy.error().detail.empty());
        return 0;
    }
    FOREBAY_ASSERT(policy->text() == text);
    FOREBAY_ASSERT(text.empty() || agrees(true, text));

    const std::vector<MessageAttribute> attributes{{"a", "String.Array", std::string(body)},
                                                   {"b", "Number", std::string(body)},
                                                   {"c", "String", std::string(body)}};
    FilterSubject subject(attributes, body);
    SubscriptionIndex index;
    index.put(SubscriptionId{1}, *policy);
    std::vector<SubscriptionId> found;
    index.find(subject, found);
    FOREBAY_ASSERT(found.size() == (policy->matches(subject) ? 1 : 0));
    index.remove(SubscriptionId{1});
    FOREBAY_ASSERT(index.find(subject, found) == 0);
    return 0;
}
