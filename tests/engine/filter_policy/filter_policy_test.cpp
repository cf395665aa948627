#include "tests/engine/filter_policy/policies.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace forebay::engine {
namespace {

/// A body policy of one key, `a`.
FilterPolicy of(std::string_view rules) {
    return body_policy(R"({"a":)" + std::string(rules) + "}");
}

TEST(FilterPolicy, KeepsItsText) {
    const std::string text = " {\"a\" : [ 1.0 ],\n \"a\":[2]} ";
    const auto policy =
        FilterPolicy::parse(text, FilterScope::message_body, FilterPolicyUse::subscribe);
    EXPECT_EQ(policy->text(), text);
    EXPECT_EQ(policy->scope(), FilterScope::message_body);
    EXPECT_FALSE(policy->is_empty());
}

TEST(FilterPolicy, ThatIsEmptyMatchesEverything) {
    for (const FilterPolicy& policy :
         {FilterPolicy(), body_policy(""), body_policy("{}"), attribute_policy(" { } ")}) {
        EXPECT_TRUE(policy.is_empty());
        EXPECT_TRUE(matches(policy, "no JSON"));
        EXPECT_TRUE(matches(policy, "{}"));
    }
    EXPECT_EQ(body_policy("{}").scope(), FilterScope::message_body);
}

TEST(FilterPolicy, TakesTheLastOfKeysWithTheSameName) {
    EXPECT_TRUE(matches(body_policy(R"({"a":[1],"a":[2]})"), R"({"a":2})"));
    EXPECT_FALSE(matches(body_policy(R"({"a":[1],"a":[2]})"), R"({"a":1})"));
    EXPECT_TRUE(matches(of("[2]"), R"({"a":1,"\u0061":2})"));
    EXPECT_FALSE(matches(of("[1]"), R"({"a":1,"\u0061":2})"));
    EXPECT_FALSE(matches(of("[1]"), R"({"a":1,"a":{"b":1}})"));
}

TEST(FilterPolicyNumbers, AreComparedAsDecimals) {
    EXPECT_TRUE(matches(of("[0.1]"), R"({"a":10e-2})"));
    EXPECT_TRUE(matches(of("[-0]"), R"({"a":0.000})"));
    EXPECT_FALSE(matches(of("[9007199254740992]"), R"({"a":9007199254740993})"));
    EXPECT_TRUE(
        matches(of(R"([{"numeric":[">",9007199254740992]}])"), R"({"a":9007199254740993})"));
    EXPECT_TRUE(matches(of(R"([{"numeric":[">",1]}])"), R"({"a":1e400})"));
    EXPECT_FALSE(matches(of(R"([{"numeric":[">",-1]}])"), R"({"a":-1e99999999999})"));
    EXPECT_TRUE(matches(of(R"([{"numeric":[">",0,"<",0.00001]}])"), R"({"a":1e-99999999999})"));
}

TEST(FilterPolicyNumbers, HaveBoundsThatBelongToTheRangeOrDoNot) {
    const auto range = of(R"([{"numeric":[">",-1,"<=",5]}])");
    EXPECT_FALSE(matches(range, R"({"a":-1})"));
    EXPECT_TRUE(matches(range, R"({"a":-0.99999})"));
    EXPECT_TRUE(matches(range, R"({"a":5})"));
    EXPECT_FALSE(matches(range, R"({"a":5.00001})"));
    EXPECT_FALSE(matches(range, R"({"a":"5"})"));
    EXPECT_TRUE(matches(of(R"([{"numeric":[">=",-1]}])"), R"({"a":-1})"));
    EXPECT_FALSE(matches(of(R"([{"numeric":["<",-1]}])"), R"({"a":-1})"));
}

TEST(FilterPolicyNumbers, OfAttributesMayHaveLabels) {
    const auto policy = attribute_policy(R"({"a":[{"numeric":["=",1]}]})");
    EXPECT_TRUE(matches(policy, {{"a", "Number.int", "1.0"}}));
    EXPECT_FALSE(matches(policy, {{"a", "Number", "one"}}));
    EXPECT_TRUE(matches(attribute_policy(R"({"a":[{"exists":true}]})"), {{"a", "Number", "one"}}));
    EXPECT_TRUE(matches(attribute_policy(R"({"a":["1"]})"), {{"a", "String.Numbers", "1"}}));
}

TEST(FilterPolicyExists, CountsNullInABodyAsAbsent) {
    EXPECT_TRUE(matches(of(R"([{"exists":false}])"), R"({"a":null})"));
    EXPECT_TRUE(matches(of(R"([{"exists":false}])"), R"({"a":[null,[]]})"));
    EXPECT_TRUE(matches(of(R"([{"exists":true}])"), R"({"a":[null,1]})"));
    EXPECT_TRUE(matches(of(R"([{"exists":true}])"), R"({"a":""})"));
    EXPECT_TRUE(matches(of(R"([{"exists":true}])"), R"({"a":false})"));
    EXPECT_TRUE(matches(of(R"([{"exists":false},"x"])"), R"({"a":"x"})"));
    EXPECT_TRUE(matches(of(R"([{"exists":false},"x"])"), R"({"b":"y"})"));
    EXPECT_FALSE(matches(of(R"([{"exists":false},"x"])"), R"({"a":"y"})"));
}

TEST(FilterPolicyExists, LooksAtArraysOfAttributes) {
    const auto present = attribute_policy(R"({"a":[{"exists":true}]})");
    const auto absent = attribute_policy(R"({"a":[{"exists":false}]})");
    EXPECT_TRUE(matches(present, {{"a", "String.Array", "[]"}}));
    EXPECT_FALSE(matches(absent, {{"a", "String.Array", "[]"}}));
    EXPECT_FALSE(matches(present, {{"a", "String.Array", "no JSON"}}));
    EXPECT_FALSE(matches(absent, {{"a", "String.Array", "no JSON"}}));
    EXPECT_FALSE(matches(absent, {{"a", "Binary", "x", true}})) << "no attribute is left";
    EXPECT_TRUE(matches(absent, {{"a", "Binary", "x", true}, {"b", "String", "x"}}));
}

TEST(FilterPolicyAttributes, HaveNamesWithDots) {
    EXPECT_TRUE(matches(attribute_policy(R"({"a.b":["v"]})"), {{"a.b", "String", "v"}}));
    EXPECT_FALSE(matches(attribute_policy(R"({"a":["v"]})"), {{"a.b", "String", "v"}}));
}

TEST(FilterPolicyTexts, AreComparedWithoutTheirCase) {
    const auto policy = of(R"([{"equals-ignore-case":"Ünïted ΚΌΣΜΟΣ Мир ŁÓDŹ"}])");
    EXPECT_TRUE(matches(policy, R"({"a":"üNÏTED κόσμοσ мИР łódź"})"));
    EXPECT_FALSE(matches(policy, R"({"a":"unïted κόσμοσ мИР łódź"})"));
    EXPECT_FALSE(matches(of(R"([{"equals-ignore-case":"@"}])"), R"({"a":"`"})"));
}

TEST(FilterPolicyTexts, AreComparedUnescaped) {
    EXPECT_TRUE(matches(body_policy(R"({"\u0061\n":[{"prefix":"\ud83d\udc1f"}]})"),
                        "{\"a\\n\":\"\xF0\x9F\x90\x9F\\\"\"}"));
    EXPECT_TRUE(matches(of(R"([{"suffix":"\\\""}])"), R"({"a":"x\u005c\u0022"})"));
}

TEST(FilterPolicyAnythingBut, HoldsForValuesOfOtherTypes) {
    EXPECT_TRUE(matches(of(R"([{"anything-but":"x"}])"), R"({"a":1})"));
    EXPECT_TRUE(matches(of(R"([{"anything-but":"x"}])"), R"({"a":null})"));
    EXPECT_TRUE(matches(of(R"([{"anything-but":{"prefix":"x"}}])"), R"({"a":1})"));
    EXPECT_TRUE(matches(of(R"([{"anything-but":[]}])"), R"({"a":"x"})"));
    EXPECT_FALSE(matches(of(R"([{"anything-but":[]}])"), R"({"a":[]})"));
    EXPECT_FALSE(matches(of(R"([{"anything-but":["x",1]}])"), R"({"a":1.0})"));
}

TEST(FilterPolicyCidr, ComparesTheFirstBits) {
    const auto block = of(R"([{"cidr":"10.1.128.0/17"}])");
    EXPECT_TRUE(matches(block, R"({"a":"10.1.255.255"})"));
    EXPECT_FALSE(matches(block, R"({"a":"10.1.127.255"})"));
    EXPECT_FALSE(matches(block, R"({"a":"::ffff:10.1.255.255"})"));
    EXPECT_FALSE(matches(block, R"({"a":167903231})"));
    EXPECT_TRUE(matches(of(R"([{"cidr":"0.0.0.0/0"}])"), R"({"a":"1.2.3.4"})"));
    EXPECT_FALSE(matches(of(R"([{"cidr":"0.0.0.0/0"}])"), R"({"a":"1.2.3.4\u0000"})"));
    EXPECT_TRUE(matches(of(R"([{"cidr":"1.2.3.4/32"}])"), R"({"a":"1.2.3.4"})"));
}

TEST(FilterPolicyArrays, HoldKeysTogetherInOneElement) {
    const auto policy = body_policy(R"({"r":{"a":[1],"b":{"c":[2]}}})");
    EXPECT_TRUE(matches(policy, R"({"r":[{"a":9},{"a":1,"b":[{"c":9},{"c":2}]}]})"));
    EXPECT_FALSE(matches(policy, R"({"r":[{"a":1,"b":[{"c":9}]},{"b":[{"c":2}]}]})"));
    EXPECT_TRUE(matches(policy, R"({"r":[[{"a":1,"b":{"c":2}}]]})"));
    EXPECT_FALSE(matches(policy, R"({"r":[[{"a":1},{"b":{"c":2}}]]})"));
    EXPECT_TRUE(matches(policy, R"({"r.a":1,"r":[{"b":{"c":2}}]})")) << "a is not in the array";
}

TEST(FilterPolicyArrays, AreIndependentOfEachOther) {
    const auto policy = body_policy(R"({"r":{"a":[1]},"s":{"a":[1],"b":[2]}})");
    EXPECT_TRUE(matches(policy, R"({"r":[{"a":9},{"a":1}],"s":[{"a":1,"b":2},{"a":9}]})"));
    EXPECT_FALSE(matches(policy, R"({"r":[{"a":9},{"a":1}],"s":[{"a":1},{"b":2}]})"));
}

TEST(FilterPolicyArrays, HoldTheBranchesOfAnOrTogetherWithItsNeighbours) {
    const auto policy = body_policy(R"({"r":{"$or":[{"a":[1]},{"b":[1]}],"c":[1]}})");
    EXPECT_TRUE(matches(policy, R"({"r":[{"a":1},{"b":1,"c":1}]})"));
    EXPECT_FALSE(matches(policy, R"({"r":[{"a":1},{"b":1},{"c":1}]})"));
}

TEST(FilterPolicyArrays, MustLackAKeyInTheElementThatOthersChose) {
    const auto policy = body_policy(R"({"r":{"a":[1],"b":[{"exists":false}]}})");
    EXPECT_TRUE(matches(policy, R"({"r":[{"a":1},{"a":2,"b":1}]})"));
    EXPECT_FALSE(matches(policy, R"({"r":[{"a":1,"b":1},{"a":2}]})"));

    const auto alone = body_policy(R"({"r":{"b":[{"exists":false}]}})");
    EXPECT_TRUE(matches(alone, R"({"r":[{"a":1},{}]})"));
    EXPECT_FALSE(matches(alone, R"({"r":[{"a":1},{"b":1}]})"));
}

TEST(EventPattern, HasWildcardsAndMoreAnythingBut) {
    EXPECT_TRUE(
        matches(pattern(R"({"a":[{"wildcard":"*/order-*.json"}]})"), R"({"a":"in/order-1.json"})"));
    EXPECT_FALSE(matches(pattern(R"({"a":[{"wildcard":"\\*x"}]})"), R"({"a":"yx"})"));
    EXPECT_TRUE(
        matches(pattern(R"({"a":[{"anything-but":{"suffix":["x","y"]}}]})"), R"({"a":"z"})"));
    EXPECT_FALSE(
        matches(pattern(R"({"a":[{"anything-but":{"suffix":["x","y"]}}]})"), R"({"a":"zy"})"));
    EXPECT_FALSE(
        matches(pattern(R"({"a":[{"anything-but":{"equals-ignore-case":"Z"}}]})"), R"({"a":"z"})"));
    EXPECT_FALSE(
        matches(pattern(R"({"a":[{"anything-but":{"wildcard":"z*"}}]})"), R"({"a":"zy"})"));
}

}  // namespace
}  // namespace forebay::engine
