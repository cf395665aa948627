#include "tests/engine/expressions/notation.hpp"
#include "tests/engine/expressions/requests.hpp"
#include <forebay/engine/legacy_conditions.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace forebay::engine {
namespace {

using enum LegacyOperator;

constexpr std::string_view order =
    "{id: 'o-1', n: 5, t: true, s: <'a', 'b'>, l: [1, 'x'], text: 'prefix-end'}";

const std::string invalid = "One or more parameter values were invalid: ";

GivenValue given(std::string_view text) {
    return {.value = value(text), .fault = {}};
}

GivenValue faulty() {
    return {.value = {}, .fault = Error{Errc::validation_failed, "A fault"}};
}

std::vector<GivenValue> list(std::initializer_list<std::string_view> texts) {
    std::vector<GivenValue> values;
    for (const std::string_view text : texts) {
        values.push_back(given(text));
    }
    return values;
}

LegacyCondition condition(std::string attribute, LegacyOperator comparison,
                          std::initializer_list<std::string_view> values = {}) {
    return {.attribute = std::move(attribute),
            .comparison = comparison,
            .values = values.size() == 0 ? std::nullopt : std::optional(list(values))};
}

std::string outcome(const Result<Condition>& compiled) {
    return compiled ? (compiled->holds(item(order)) ? "true" : "false") : compiled.error().detail;
}

std::string filter(std::vector<LegacyCondition> conditions,
                   LegacyJunction junction = LegacyJunction::all) {
    return outcome(compile_filter(std::move(conditions), junction));
}

struct Row {
    LegacyCondition condition;
    std::string expected;
};

// DynamoDB specification 11.
TEST(LegacyFilter, MeansWhatTheExpressionsMean) {
    const Row rows[] = {
        {condition("id", eq, {"'o-1'"}), "true"},
        {condition("id", eq, {"'o-2'"}), "false"},
        {condition("l", eq, {"[1, 'x']"}), "true"},
        {condition("id", ne, {"'o-2'"}), "true"},
        {condition("missing", ne, {"'o-2'"}), "true"},
        {condition("n", le, {"5.0"}), "true"},
        {condition("n", lt, {"5"}), "false"},
        {condition("n", ge, {"5"}), "true"},
        {condition("n", gt, {"4"}), "true"},
        {condition("n", gt, {"'4'"}), "false"},
        {condition("t", not_null), "true"},
        {condition("missing", not_null), "false"},
        {condition("missing", null), "true"},
        {condition("s", contains, {"'a'"}), "true"},
        {condition("l", contains, {"1"}), "true"},
        {condition("text", contains, {"'x-e'"}), "true"},
        {condition("s", not_contains, {"'a'"}), "false"},
        {condition("s", not_contains, {"'c'"}), "true"},
        {condition("missing", not_contains, {"'c'"}), "true"},
        {condition("text", begins_with, {"'pre'"}), "true"},
        {condition("n", in, {"4", "5"}), "true"},
        {condition("n", in, {"4"}), "false"},
        {condition("n", between, {"5", "6"}), "true"},
        {condition("n", between, {"6", "7"}), "false"},
        {condition("a.b", null), "true"},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(filter({row.condition}), row.expected)
            << row.condition.attribute << static_cast<int>(row.condition.comparison);
    }
}

TEST(LegacyFilter, JoinsItsConditions) {
    const LegacyCondition yes = condition("id", eq, {"'o-1'"}), no = condition("n", eq, {"1"});
    EXPECT_EQ(filter({yes, no}), "false");
    EXPECT_EQ(filter({yes, yes}), "true");
    EXPECT_EQ(filter({yes, no}, LegacyJunction::any), "true");
    EXPECT_EQ(filter({no, no}, LegacyJunction::any), "false");
    EXPECT_EQ(filter({}), "true");
    EXPECT_EQ(filter({}, LegacyJunction::any), "true");
}

TEST(LegacyFilter, IsRefusedInTheServicesWords) {
    const std::string number = invalid + "Invalid number of argument(s) for the ";
    const Row rows[] = {
        {condition("id", eq), number + "EQ ComparisonOperator"},
        {condition("id", eq, {"1", "2"}), number + "EQ ComparisonOperator"},
        {condition("id", null, {"1"}), number + "NULL ComparisonOperator"},
        {condition("id", in), number + "IN ComparisonOperator"},
        {condition("id", between, {"1"}), number + "BETWEEN ComparisonOperator"},
        {condition("id", lt, {"<'a'>"}),
         invalid + "ComparisonOperator LT is not valid for SS AttributeValue type"},
        {condition("id", begins_with, {"1"}),
         invalid + "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type"},
        {condition("id", contains, {"[]"}),
         invalid + "ComparisonOperator CONTAINS is not valid for L AttributeValue type"},
        {condition("id", in, {"1", "'1'"}),
         invalid + "AttributeValues inside AttributeValueList must be of same type"},
        {condition("id", between, {"2", "1"}),
         "The BETWEEN condition was provided a range where the lower bound is greater than the "
         "upper bound"},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(filter({row.condition}), row.expected);
    }
    LegacyCondition with_fault = condition("id", eq);
    with_fault.values.emplace().push_back(faulty());
    EXPECT_EQ(filter({with_fault}), "A fault");
}

std::string expected(LegacyExpectation expectation) {
    std::vector<LegacyExpectation> all;
    all.push_back(std::move(expectation));
    return outcome(compile_expected(std::move(all), LegacyJunction::all));
}

LegacyExpectation of(std::string attribute) {
    LegacyExpectation expectation;
    expectation.attribute = std::move(attribute);
    return expectation;
}

TEST(LegacyExpected, IsACondition) {
    auto is = of("id");
    is.value = given("'o-1'");
    EXPECT_EQ(expected(is), "true");
    is.exists = true;
    EXPECT_EQ(expected(is), "true");
    is.value = given("'o-2'");
    EXPECT_EQ(expected(is), "false");

    auto absent = of("id");
    absent.exists = false;
    EXPECT_EQ(expected(absent), "false");
    absent.attribute = "missing";
    EXPECT_EQ(expected(absent), "true");

    auto compared = of("n");
    compared.comparison = gt;
    compared.values = list({"4"});
    EXPECT_EQ(expected(compared), "true");
    compared.values.reset();
    compared.value = given("5");
    EXPECT_EQ(expected(compared), "false");

    auto present = of("n");
    present.comparison = not_null;
    EXPECT_EQ(expected(present), "true");
}

TEST(LegacyExpected, IsRefusedInTheServicesWords) {
    EXPECT_EQ(expected(of("a")),
              invalid + "Value must be provided when Exists is null for Attribute: a");
    auto one = of("a");
    one.exists = true;
    EXPECT_EQ(expected(one),
              invalid + "Value must be provided when Exists is true for Attribute: a");
    one.exists = false;
    one.value = given("1");
    EXPECT_EQ(expected(one),
              invalid + "Value cannot be used when Exists is false for Attribute: a");
    one.comparison = eq;
    EXPECT_EQ(expected(one),
              invalid + "Exists and ComparisonOperator cannot be used together for Attribute: a");
    one.values = list({"1"});
    EXPECT_EQ(expected(one),
              invalid + "Value and AttributeValueList cannot be used together for Attribute: a");

    auto only_list = of("a");
    only_list.values = list({"1"});
    EXPECT_EQ(
        expected(only_list),
        invalid + "AttributeValueList can only be used with a ComparisonOperator for Attribute: a");

    auto no_value = of("a");
    no_value.comparison = lt;
    EXPECT_EQ(expected(no_value),
              invalid +
                  "Value or AttributeValueList must be used with ComparisonOperator: LT for "
                  "Attribute: a");

    auto with_fault = of("a");
    with_fault.value = faulty();
    EXPECT_EQ(expected(with_fault), "A fault");
}

const KeySchema schema{.partition = {"id", ValueType::string},
                       .sort = KeyAttribute{"n", ValueType::number}};

Result<KeyRange> key_range(std::vector<LegacyCondition> conditions) {
    const auto compiled = compile_key_conditions(std::move(conditions));
    if (!compiled) {
        return compiled.error();
    }
    return compiled->resolve(schema);
}

TEST(LegacyKeyConditions, AreARangeOfKeys) {
    const auto range =
        key_range({condition("n", between, {"1", "2"}), condition("id", eq, {"'a'"})});
    ASSERT_TRUE(range) << refusal(range);
    EXPECT_EQ(range->partition, "a");
    EXPECT_EQ(range->sort.kind, SortCondition::Kind::between);
    EXPECT_EQ(range->sort.value, value("1").view().ordered());
    EXPECT_EQ(range->sort.upper, value("2").view().ordered());
}

TEST(LegacyKeyConditions, AreRefusedInTheServicesWords) {
    EXPECT_EQ(refusal(key_range({})), "Conditions can be of length 1 or 2 only");
    EXPECT_EQ(refusal(key_range({condition("id", ne, {"'a'"})})),
              "Attempted conditional constraint is not an indexable operation");
    EXPECT_EQ(refusal(key_range({condition("id", eq, {"'a'"}), condition("n", null)})),
              "Attempted conditional constraint is not an indexable operation");
    EXPECT_EQ(refusal(key_range({condition("id", gt, {"'a'"})})),
              "Query key condition not supported");
    EXPECT_EQ(refusal(key_range({condition("n", eq, {"1"})})),
              "Query condition missed key schema element: id");
    EXPECT_EQ(refusal(key_range({condition("id", eq, {"1"})})),
              invalid + "Condition parameter type does not match schema type");
    EXPECT_EQ(refusal(key_range({condition("id", eq)})),
              invalid + "Invalid number of argument(s) for the EQ ComparisonOperator");
}

std::string updated(std::string_view before, LegacyAction action,
                    std::optional<std::string_view> with) {
    std::vector<LegacyUpdate> updates;
    updates.push_back({.attribute = "a",
                       .action = action,
                       .value = with ? std::optional(given(*with)) : std::nullopt});
    const auto compiled = compile_updates(std::move(updates));
    if (!compiled) {
        return compiled.error().detail;
    }
    const auto result = compiled->apply(item(before));
    return result ? text(result->view()) : result.error().detail;
}

TEST(LegacyUpdates, ChangeTheItem) {
    using enum LegacyAction;
    EXPECT_EQ(updated("{id: 1}", put, "'x'"), "{a: 'x', id: 1}");
    EXPECT_EQ(updated("{a: 1}", put, "[]"), "{a: []}");
    EXPECT_EQ(updated("{a: 1}", add, "2"), "{a: 3}");
    EXPECT_EQ(updated("{}", add, "2"), "{a: 2}");
    EXPECT_EQ(updated("{a: <1>}", add, "<2>"), "{a: <1, 2>}");
    EXPECT_EQ(updated("{a: [1]}", add, "[1, 2]"), "{a: [1, 1, 2]}");
    EXPECT_EQ(updated("{}", add, "[1]"), "{a: [1]}");
    EXPECT_EQ(updated("{a: 1}", remove, {}), "{}");
    EXPECT_EQ(updated("{}", remove, {}), "{}");
    EXPECT_EQ(updated("{a: <1, 2>}", remove, "<1>"), "{a: <2>}");
    EXPECT_EQ(updated("{a: <1>}", remove, "<1>"), "{}");
}

TEST(LegacyUpdates, AreRefusedInTheServicesWords) {
    using enum LegacyAction;
    EXPECT_EQ(updated("{}", put, {}),
              invalid + "Only DELETE action is allowed when no attribute value is specified");
    EXPECT_EQ(updated("{}", add, {}),
              invalid + "Only DELETE action is allowed when no attribute value is specified");
    EXPECT_EQ(updated("{}", remove, "'x'"),
              invalid + "DELETE action with value is not supported for the type S");
    EXPECT_EQ(updated("{}", add, "'x'"), invalid + "ADD action is not supported for the type S");
    EXPECT_EQ(updated("{a: 'x'}", add, "1"), "Type mismatch for attribute to update");
    EXPECT_EQ(updated("{a: <'x'>}", remove, "<1>"), "Type mismatch for attribute to update");
    EXPECT_EQ(refusal(compile_updates({{.attribute = "a", .action = put, .value = faulty()}})),
              "A fault");
}

TEST(LegacyAttributesToGet, AreAProjection) {
    const auto compiled = compile_attributes_to_get({"n", "a.b", "missing"});
    ASSERT_TRUE(compiled);
    EXPECT_EQ(text(compiled->of(item("{n: 1, a.b: 2, a: {b: 3}, c: 4}")).view()), "{a.b: 2, n: 1}");
    EXPECT_EQ(refusal(compile_attributes_to_get({"a", "b", "a"})),
              invalid + "Duplicate value in attribute name: a");
}

TEST(LegacyOperators, HaveTheNamesOfTheWire) {
    for (const std::string_view name :
         {"EQ", "NE", "LE", "LT", "GE", "GT", "NOT_NULL", "NULL", "CONTAINS", "NOT_CONTAINS",
          "BEGINS_WITH", "IN", "BETWEEN"}) {
        EXPECT_TRUE(parse_legacy_operator(name)) << name;
    }
    EXPECT_FALSE(parse_legacy_operator("eq"));
}

}  // namespace
}  // namespace forebay::engine
