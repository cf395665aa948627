#include "tests/engine/filter_policy/policies.hpp"
#include <forebay/model/limits.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

// What is wrong with a policy, in the service's words: SNS specification 10.5.

namespace forebay::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto attributes = FilterScope::message_attributes;
constexpr auto body = FilterScope::message_body;

struct Row {
    std::string policy;
    std::string_view text;
    std::optional<int> column;  // nullopt: the text does not say where
};

/// A policy of one rule.
std::string rule(std::string_view text) {
    return R"({"key":[)" + std::string(text) + "]}";
}

std::string numeric(std::string_view list) {
    return rule(R"({"numeric":)" + std::string(list) + "}");
}

std::string cidr(std::string_view text) {
    return rule(R"({"cidr":")" + std::string(text) + "\"}");
}

std::string anything_but(std::string_view text) {
    return rule(R"({"anything-but":)" + std::string(text) + "}");
}

void expect_refused(const Row& row, FilterPolicyUse use, std::string_view begin) {
    std::string expected = std::string(begin) + std::string(row.text);
    if (row.column) {
        expected += "\n at [Source: (String)\"" + row.policy +
                    "\"; line: 1, column: " + std::to_string(*row.column) + "]";
    }
    EXPECT_EQ(refusal(row.policy, attributes, use), expected);
    EXPECT_EQ(refusal(row.policy, body, use), expected);
}

void expect_refused(const Row& row) {
    expect_refused(row, FilterPolicyUse::subscribe,
                   "Invalid parameter: Attributes Reason: FilterPolicy: ");
    expect_refused(row, FilterPolicyUse::set_subscription_attributes,
                   "Invalid parameter: FilterPolicy: ");
}

TEST(FilterPolicyRefusals, OfStructure) {
    expect_refused({R"({"key_a":"value_one"})", R"("key_a" must be an object or an array)", 11});
    expect_refused(
        {R"({"key":{"suffix":"value"}})", R"("suffix" must be an object or an array)", 19});
    expect_refused({R"({"key":{"not-an-operator":"value"}})",
                    R"("not-an-operator" must be an object or an array)", 28});
    expect_refused({R"({"key":[]})", "Empty arrays are not allowed", 10});
    expect_refused({R"({"key":{}})", "Empty objects are not allowed", 10});
    expect_refused({R"([])", "Filter is not an object", 2});
    expect_refused({R"("text")", "Filter is not an object", 2});
}

TEST(FilterPolicyRefusals, OfRules) {
    expect_refused(
        {rule(R"(["value"])"), "Match value must be String, number, true, false, or null", 10});
    expect_refused(
        {rule(R"({"wrong-operator":true})"), "Unrecognized match type wrong-operator", 31});
    expect_refused({rule(R"({"wildcard":"a*"})"), "Unrecognized match type wildcard", 22});
    expect_refused({rule(R"({"suffix":"value","prefix":"value2"})"),
                    "Only one key allowed in match expression", 37});
    expect_refused({rule("{}"), "Match expression name not found", 11});
    for (const std::string_view name : {"suffix", "prefix", "equals-ignore-case"}) {
        const std::string text = std::string(name) + " match pattern must be a string";
        const int column = 13 + static_cast<int>(name.size());
        for (const auto& [wrong, consumed] : std::initializer_list<std::pair<std::string, int>>{
                 {"100", 3}, {"null", 4}, {"[]", 1}, {R"(["a","b"])", 1}}) {
            expect_refused(
                {rule("{\"" + std::string(name) + "\":" + wrong + "}"), text, column + consumed});
        }
    }
    expect_refused(
        {rule(R"({"exists":null})"), "exists match pattern must be either true or false.", 23});
    expect_refused(
        {rule(R"({"exists":"no"})"), "exists match pattern must be either true or false.", 20});
}

TEST(FilterPolicyRefusals, OfAnythingBut) {
    expect_refused({anything_but(R"({"wrong-operator":null})"),
                    "Unsupported anything-but pattern: wrong-operator", 47});
    expect_refused(
        {anything_but(R"({"suffix":"test"})"), "Unsupported anything-but pattern: suffix", 36});
    expect_refused(
        {anything_but(R"({"exists":false})"), "Unsupported anything-but pattern: exists", 40});
    expect_refused(
        {anything_but(R"({"prefix":false})"), "prefix match pattern must be a string", 40});
    expect_refused({anything_but("true"),
                    "Value of anything-but must be an array or single string/number value.", 29});
    expect_refused({anything_but("[null]"),
                    "Inside anything but list, start|null|boolean is not supported.", 30});
}

TEST(FilterPolicyRefusals, OfCidr) {
    expect_refused(
        {rule(R"({"cidr":["bad-filter"]})"), "prefix match pattern must be a string", 18});
    expect_refused({cidr("bad-filter"), "Malformed CIDR, one '/' required", {}});
    expect_refused({cidr("10.0.0.0/8/8"), "Malformed CIDR, one '/' required", {}});
    expect_refused({cidr("bad-filter/64"), "Nonstandard IP address: bad-filter", {}});
    expect_refused({cidr("bad-/64filter"), "Malformed CIDR, mask bits must be an integer", {}});
    expect_refused({cidr("xx.11.xx/8"), "Nonstandard IP address: xx.11.xx", {}});
    expect_refused(
        {cidr("xxxx:db8:1234:1a00::/64"), "Nonstandard IP address: xxxx:db8:1234:1a00::", {}});
    expect_refused({cidr("10.0.0.0/33"), "Malformed CIDR, mask bits must not exceed 32", {}});
    expect_refused({cidr("::/129"), "Malformed CIDR, mask bits must not exceed 128", {}});
}

TEST(FilterPolicyRefusals, OfNumeric) {
    expect_refused({numeric("[]"), "Invalid member in numeric match: ]", 22});
    expect_refused(
        {numeric(R"(["operator"])"), "Unrecognized numeric range operator: operator", 32});
    expect_refused({numeric(R"([1,"<="])"), "Invalid member in numeric match: 1", 22});
    expect_refused({numeric(R"(["=","000"])"), "Value of equals must be numeric", 26});
    expect_refused({numeric(R"([">="])"), "Value of >= must be numeric", 26});
    expect_refused({numeric(R"(["<",100,">",10])"), "Too many elements in numeric expression", 30});
    expect_refused({numeric(R"([">=",1,">",2])"), "Bad numeric range operator: >", 33});
    expect_refused({numeric(R"([">",3,"<",1])"), "Bottom must be less than top", 33});
    expect_refused({numeric(R"([">",1,"<",1])"), "Bottom must be less than top", 33});
    expect_refused({numeric(R"([">",20,"<="])"), "Value of <= must be numeric", 33});
    expect_refused({numeric(R"([">",20,30])"), "Bad value in numeric range: 30", 30});
    expect_refused({numeric(R"([">",20,"test"])"), "Bad numeric range operator: test", 35});
    expect_refused({numeric(R"([">","20","<","30"])"), "Value of > must be numeric", 26});
    expect_refused({numeric(R"([">",20,"<","30"])"), "Value of < must be numeric", 33});
    expect_refused(
        {numeric(R"([">",20,"<",30,"<",50])"), "Too many terms in numeric range expression", 36});
    expect_refused({numeric("5"), "Value of numeric must be an array.", 21});
}

TEST(FilterPolicyRefusals, OfWhatIsNoJson) {
    for (const std::string_view text :
         {"x", "{", "{\"a\"", "{\"a\":[1]", "{'a':[1]}", "{\"a\":[1],}", "{\"a\":[01]}", "{}{}",
          "{\"a\":[\"\\x\"]}", "{\"a\":[\"\\ud800\"]}", "{\"a\":[tru]}", "{\"a\":[1.]}", " "}) {
        EXPECT_THAT(refusal(text, body, FilterPolicyUse::subscribe),
                    StartsWith("Invalid parameter: Attributes Reason: FilterPolicy: "
                               "failed to parse JSON. "))
            << text;
    }
    expect_refused({"{x",
                    "failed to parse JSON. Unexpected character ('x' (code 120)): was "
                    "expecting double-quote to start field name",
                    3});
}

TEST(FilterPolicyRefusals, SayLineAndColumnInUnitsOfUtf16) {
    EXPECT_THAT(refusal("{\n \"\xF0\x9F\x90\x9F\":[],\n \"b\":1}", body),
                HasSubstr("; line: 2, column: 9]"));
    EXPECT_THAT(refusal("{\n \"a\":[1],\n \"b\":1}", body), HasSubstr("; line: 3, column: 7]"));
}

TEST(FilterPolicyRefusals, RepeatOnlyTheBeginningOfALongPolicy) {
    const std::string text = R"({"a":")" + std::string(1000, 'x') + "\"}";
    EXPECT_EQ(refusal(text, body), "\"a\" must be an object or an array\n at [Source: (String)\"" +
                                       text.substr(0, 500) +
                                       "\"[truncated 508 chars]; line: 1, column: 7]");
}

TEST(FilterPolicyRefusals, OfNestedPoliciesForAttributes) {
    const std::string_view nested =
        "Invalid parameter: Filter policy scope MessageAttributes does not support nested filter "
        "policy";
    for (const auto use :
         {FilterPolicyUse::subscribe, FilterPolicyUse::set_subscription_attributes}) {
        EXPECT_EQ(refusal(R"({"a":{"b":["v"]}})", attributes, use), nested);
        EXPECT_EQ(refusal(R"({"$or":{"x":["1"]}})", attributes, use), nested);
        EXPECT_EQ(refusal(R"({"$or":[{"a":["v"]},{"b":["w"]}]})", attributes, use), "");
    }
}

TEST(FilterPolicyRefusals, OfMoreThanFiveKeys) {
    const std::string_view six = R"({"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]})";
    expect_refused({std::string(six), "Filter policy can not have more than 5 keys", {}});
    EXPECT_EQ(refusal(R"({"a":[1],"b":[1],"c":[1],"d":[1],"e":[1]})", attributes), "");
    EXPECT_EQ(refusal(R"({"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"a":[2]})", attributes), "")
        << "a name that is given twice is one key";
    EXPECT_EQ(refusal(R"({"x":)" + std::string(six) + "}", body), "") << "only at the top";
}

/// `"name":[…]` with `count` values.
std::string key(std::string_view name, int count) {
    std::string text = "\"" + std::string(name) + "\":[";
    for (int i = 0; i < count; ++i) {
        text += (i == 0 ? "" : ",") + std::to_string(i);
    }
    return text + "]";
}

std::string in(std::string_view name, const std::string& members) {
    return "\"" + std::string(name) + "\":{" + members + "}";
}

std::string object(const std::string& members) {
    return "{" + members + "}";
}

std::string metrics(int sources, int names, int types, int ids, int spaces) {
    return object(key("source", sources) + ",\"$or\":[" + object(key("metricName", names)) + "," +
                  object(key("metricType", types) + ",\"$or\":[" + object(key("metricId", ids)) +
                         "," + object(key("spaceId", spaces)) + "]") +
                  "]");
}

TEST(FilterPolicyRefusals, OfMoreThan150Combinations) {
    const std::string_view text =
        "Invalid parameter: Attributes Reason: FilterPolicy: Filter policy is too complex";
    const auto refused = [&](const std::string& policy) {
        const std::string found = refusal(policy, body, FilterPolicyUse::subscribe);
        EXPECT_TRUE(found.empty() || found == text) << found;
        return !found.empty();
    };

    EXPECT_FALSE(refused(object(key("k", 150))));
    EXPECT_TRUE(refused(object(key("k", 151))));
    EXPECT_TRUE(refused(object(key("k", 100) + "," + key("l", 51))));
    EXPECT_FALSE(refused(object(key("k", 10) + "," + key("l", 15))));

    const std::string nested = in("a", in("b", key("c", 4))) + "," + in("d", key("e", 3));
    EXPECT_FALSE(refused(object(nested)));                      // 72
    EXPECT_TRUE(refused(object(nested + "," + key("f", 3))));   // 216
    EXPECT_FALSE(refused(object(nested + "," + key("f", 2))));  // 144

    EXPECT_TRUE(refused(metrics(4, 6, 4, 4, 4)));   // 152
    EXPECT_FALSE(refused(metrics(3, 6, 4, 4, 7)));  // 150
    EXPECT_TRUE(refused(metrics(3, 7, 4, 4, 7)));   // 153
}

TEST(FilterPolicyRefusals, ComeInTheServicesOrder) {
    const std::string six_and_wrong = R"({"a":1,"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]})";
    EXPECT_THAT(refusal(six_and_wrong, body), HasSubstr("more than 5 keys"));
    EXPECT_THAT(refusal(R"({"a":[{"x":1}],"b":[]})", body), HasSubstr("Empty arrays"));
    EXPECT_THAT(refusal(R"({"a":[{"x":1}],"b":{"c":[1]}})", attributes), HasSubstr("nested"));
    EXPECT_THAT(refusal(object(key("k", 151) + R"(,"l":[{"x":1}])"), body),
                HasSubstr("too complex"));
}

TEST(FilterPolicyRefusals, OfNumbersThatNoDoubleHolds) {
    EXPECT_THAT(refusal(rule("1e400"), body), HasSubstr("Numeric value is out of range"));
    EXPECT_THAT(refusal(numeric(R"(["=",-1e400])"), body),
                HasSubstr("Numeric value is out of range"));
    EXPECT_THAT(refusal(rule("1e99999999999999999999"), body),
                HasSubstr("Numeric value is out of range"));
    EXPECT_EQ(refusal(rule("1e-99999999999999999999"), body), "");
    EXPECT_EQ(refusal(rule("123456789012345678901234567890"), body), "");
}

TEST(FilterPolicyRefusals, OfWhatIsTooLongOrTooDeep) {
    const std::size_t most = limits::filter_policy_bytes_max;
    const std::string longest = rule("\"" + std::string(most - 12, 'x') + "\"");
    EXPECT_EQ(longest.size(), most);
    EXPECT_EQ(refusal(longest, body), "");
    EXPECT_THAT(refusal(longest + " ", body), HasSubstr("longer than 262144 bytes"));

    std::string deep;
    for (int i = 0; i < 40'000; ++i) {
        deep += R"({"a":)";
    }
    EXPECT_THAT(refusal(deep, body), HasSubstr("Nested more deeply than 1000 levels"));
    EXPECT_THAT(refusal(rule(std::string(200'000, '[')), body),
                HasSubstr("Nested more deeply than 1000 levels"));
    EXPECT_THAT(refusal(object("\"" + std::string(200'000, '.') + "\":[1]"), body),
                HasSubstr("too complex"));

    std::string ors = "[1]";
    for (int i = 0; i < 400; ++i) {
        ors = R"([{"a":[1]},{"$or":)" + ors + "}]";
    }
    EXPECT_THAT(refusal(R"({"$or":)" + ors + "}", body), HasSubstr("too complex"));
}

TEST(FilterPolicyRefusals, OfEventPatternsAllowMoreTestsOfTexts) {
    EXPECT_EQ(refusal(rule(R"({"wildcard":"a*"})"), body), "");
    EXPECT_THAT(refusal(rule(R"({"wildcard":"a\\b"})"), body), HasSubstr("Invalid escape"));
    EXPECT_EQ(refusal(anything_but(R"({"suffix":"test"})"), body), "");
    EXPECT_EQ(refusal(anything_but(R"({"wildcard":["a*","*b"]})"), body), "");
    EXPECT_THAT(refusal(anything_but(R"({"exists":false})"), body),
                HasSubstr("Unsupported anything-but pattern: exists"));
    EXPECT_THAT(refusal(rule(R"({"suffix":100})"), body), Not(HasSubstr("Invalid parameter")));
}

}  // namespace
}  // namespace forebay::engine
