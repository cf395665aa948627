#include "tests/engine/filter_policy/policies.hpp"
#include "tests/engine/filter_policy/random_filters.hpp"
#include <forebay/engine/subscription_index.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace forebay::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Found {
    std::vector<std::uint64_t> ids;  // rising
    std::size_t tested;
};

Found find(SubscriptionIndex& index, const std::vector<MessageAttribute>& attributes,
           std::string_view body = "") {
    FilterSubject subject(attributes, body);
    std::vector<SubscriptionId> found;
    Found result{{}, index.find(subject, found)};
    for (const SubscriptionId id : found) {
        result.ids.push_back(static_cast<std::uint64_t>(id));
    }
    std::ranges::sort(result.ids);
    return result;
}

Found find_by_body(SubscriptionIndex& index, std::string_view body) {
    return find(index, {}, body);
}

SubscriptionIndex index_of(const std::vector<FilterPolicy>& policies) {
    SubscriptionIndex index;
    for (std::size_t i = 0; i < policies.size(); ++i) {
        index.put(SubscriptionId{i}, policies[i]);
    }
    return index;
}

TEST(SubscriptionIndex, TestsOnlyWhatTheValueOfAnAttributeLeaves) {
    SubscriptionIndex index;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        index.put(SubscriptionId{i},
                  attribute_policy(R"({"type":["order-)" + std::to_string(i) + "\"]}"));
    }
    const Found found = find(index, {{"type", "String", "order-17"}});
    EXPECT_THAT(found.ids, ElementsAre(17));
    EXPECT_EQ(found.tested, 1);
    EXPECT_EQ(find(index, {{"type", "String", "order"}}).tested, 0);
}

TEST(SubscriptionIndex, TestsOnlyWhatTheValueInABodyLeaves) {
    SubscriptionIndex index;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        index.put(SubscriptionId{i}, body_policy(R"({"order":{"id":[)" + std::to_string(i) +
                                                 R"(]},"kind":[{"prefix":"o"}]})"));
    }
    const Found found = find_by_body(index, R"({"kind":"order","order":[{"id":17.0},{"id":18}]})");
    EXPECT_THAT(found.ids, ElementsAre(17, 18));
    EXPECT_EQ(found.tested, 2);
    EXPECT_EQ(find_by_body(index, "no JSON").tested, 0);
}

TEST(SubscriptionIndex, TestsNothingForAKeyThatIsNotThere) {
    SubscriptionIndex index = index_of({attribute_policy(R"({"a":[{"prefix":"x"}]})"),
                                        attribute_policy(R"({"a":[{"anything-but":"x"}]})"),
                                        attribute_policy(R"({"a":[{"exists":true}]})")});
    EXPECT_EQ(find(index, {{"b", "String", "x"}}).tested, 0);
    EXPECT_THAT(find(index, {{"a", "String", "x"}}).ids, ElementsAre(0, 2));
}

TEST(SubscriptionIndex, FilesAnOrUnderAllItsBranches) {
    SubscriptionIndex index =
        index_of({attribute_policy(R"({"$or":[{"a":["x"]},{"b":["y","z"]}]})"),
                  attribute_policy(R"({"$or":[{"a":["x"]},{"b":[{"exists":false}]}],"c":["x"]})")});
    EXPECT_EQ(find(index, {{"a", "String", "y"}}).tested, 0);
    EXPECT_THAT(find(index, {{"a", "String", "x"}}).ids, ElementsAre(0));
    EXPECT_THAT(find(index, {{"b", "String", "z"}}).ids, ElementsAre(0));
    EXPECT_THAT(find(index, {{"a", "String", "x"}, {"b", "String", "z"}}).ids, ElementsAre(0))
        << "once, though two values lead to it";
    EXPECT_THAT(find(index, {{"c", "String", "x"}}).ids, ElementsAre(1));
}

TEST(SubscriptionIndex, AlwaysTestsWhatAcceptsAbsence) {
    SubscriptionIndex index = index_of({attribute_policy(R"({"a":[{"exists":false},"x"]})")});
    EXPECT_THAT(find(index, {{"b", "String", "x"}}).ids, ElementsAre(0));
    EXPECT_THAT(find_by_body(index, "").ids, IsEmpty());
}

TEST(SubscriptionIndex, FindsSubscriptionsWithoutAPolicyUntested) {
    SubscriptionIndex index = index_of({FilterPolicy(), body_policy("{}"), FilterPolicy()});
    index.remove(SubscriptionId{0});
    const Found found = find_by_body(index, "no JSON");
    EXPECT_THAT(found.ids, ElementsAre(1, 2));
    EXPECT_EQ(found.tested, 0);
    EXPECT_EQ(index.size(), 2);
}

TEST(SubscriptionIndex, GoesByTheLatestPolicy) {
    SubscriptionIndex index = index_of({attribute_policy(R"({"a":["x"]})")});
    index.put(SubscriptionId{0}, body_policy(R"({"a":["x"]})"));
    EXPECT_THAT(find(index, {{"a", "String", "x"}}).ids, IsEmpty());
    EXPECT_THAT(find_by_body(index, R"({"a":"x"})").ids, ElementsAre(0));
    index.put(SubscriptionId{0}, FilterPolicy());
    EXPECT_THAT(find_by_body(index, "").ids, ElementsAre(0));
    index.remove(SubscriptionId{0});
    index.remove(SubscriptionId{0});
    EXPECT_THAT(find_by_body(index, "").ids, IsEmpty());
    EXPECT_EQ(index.size(), 0);
}

TEST(SubscriptionIndex, FindsWhatTestingEachPolicyFinds) {
    RandomFilters random(41);
    SubscriptionIndex index;
    std::map<std::uint64_t, FilterPolicy> policies;
    std::size_t found = 0, tested = 0, plain_tests = 0;
    for (int step = 0; step < 6000; ++step) {
        const std::uint64_t id = random.below(40);
        if (random.below(3) == 0) {
            index.remove(SubscriptionId{id});
            policies.erase(id);
        } else {
            const bool of_body = random.below(2) == 0;
            auto policy = FilterPolicy::parse(
                of_body ? random.body_policy() : random.attribute_policy(),
                of_body ? FilterScope::message_body : FilterScope::message_attributes,
                FilterPolicyUse::subscribe);
            if (policy) {
                policies[id] = *policy;
                index.put(SubscriptionId{id}, *std::move(policy));
            }
        }

        const auto attributes = random.attributes();
        const std::string body = random.body();
        FilterSubject subject(attributes, body);
        std::vector<std::uint64_t> expected;
        for (const auto& [each, policy] : policies) {
            if (policy.matches(subject)) {
                expected.push_back(each);
            }
        }
        const Found indexed = find(index, attributes, body);
        ASSERT_EQ(indexed.ids, expected) << "step " << step << ": " << body;
        ASSERT_EQ(index.size(), policies.size());
        found += expected.size();
        tested += indexed.tested;
        plain_tests += policies.size();
    }
    EXPECT_GT(found, 3000) << "the policies match too seldom to show anything";
    EXPECT_LT(tested, plain_tests / 2);
}

}  // namespace
}  // namespace forebay::engine
