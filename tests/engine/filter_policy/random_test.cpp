#include "engine/filter_policy/json_document.hpp"
#include "engine/filter_policy/wildcard.hpp"
#include "tests/engine/filter_policy/policies.hpp"
#include "tests/engine/filter_policy/random_filters.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace forebay::engine {
namespace {

bool naive_match(std::string_view pattern, std::string_view text) {
    if (pattern.empty()) {
        return text.empty();
    }
    if (pattern.front() == '*') {
        return naive_match(pattern.substr(1), text) ||
               (!text.empty() && naive_match(pattern, text.substr(1)));
    }
    return !text.empty() && pattern.front() == text.front() &&
           naive_match(pattern.substr(1), text.substr(1));
}

std::string random_text(RandomFilters& random, std::string_view letters, std::size_t length) {
    std::string text;
    for (std::size_t i = random.below(length); i > 0; --i) {
        text += letters[random.below(letters.size())];
    }
    return text;
}

TEST(Wildcard, MatchesWhatTryingEachSplitMatches) {
    RandomFilters random(42);
    int matched = 0;
    for (int i = 0; i < 50'000; ++i) {
        const std::string pattern = random_text(random, "ab*", 8);
        const std::string text = random_text(random, "ab", 10);
        const bool expected = naive_match(pattern, text);
        ASSERT_EQ(filter_policy::Wildcard::parse(pattern)->matches(text), expected)
            << pattern << " on " << text;
        matched += expected ? 1 : 0;
    }
    EXPECT_GT(matched, 5000);
}

TEST(Wildcard, TakesLinearTime) {
    std::string pattern = "*";
    for (int i = 0; i < 1000; ++i) {
        pattern += "a*";
    }
    const std::string text(1 << 20, 'a');
    EXPECT_FALSE(filter_policy::Wildcard::parse(pattern + "b")->matches(text));
    const std::string half(1 << 17, 'a');
    EXPECT_FALSE(filter_policy::Wildcard::parse("*" + half + "b*")->matches(text));
}

TEST(FilterPolicyProperties, DamagedPoliciesAreRefusedOrWork) {
    RandomFilters random(43);
    int taken = 0;
    for (int i = 0; i < 20'000; ++i) {
        const std::string text =
            random.damaged(i % 2 == 0 ? random.attribute_policy() : random.body_policy());
        const auto scope = i % 2 == 0 ? FilterScope::message_attributes : FilterScope::message_body;
        const auto policy = FilterPolicy::parse(text, scope, FilterPolicyUse::subscribe);
        if (!policy) {
            ASSERT_TRUE(policy.error().detail.starts_with("Invalid parameter: ")) << text;
            continue;
        }
        ++taken;
        const auto attributes = random.attributes();
        const std::string body = random.damaged(random.body());
        FilterSubject subject(attributes, body);
        const bool is_match = policy->matches(subject);
        ASSERT_EQ(policy->matches(subject), is_match);
        ASSERT_EQ(policy->text(), text);
    }
    EXPECT_GT(taken, 500);
}

}  // namespace
}  // namespace forebay::engine
