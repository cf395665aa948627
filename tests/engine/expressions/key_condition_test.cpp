#include "tests/engine/expressions/requests.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace forebay::engine {
namespace {

using Kind = SortCondition::Kind;

const KeySchema by_customer{.partition = {"customer", ValueType::string},
                            .sort = KeyAttribute{"number", ValueType::number}};
const KeySchema by_id{.partition = {"id", ValueType::string}, .sort = {}};
const KeySchema by_text{.partition = {"id", ValueType::binary},
                        .sort = KeyAttribute{"sk", ValueType::string}};

constexpr std::string_view values =
    "{:s: 'a', :s2: 'b', :n: 1, :n2: 2, :b: x'00', :t: true, :x: 'x'}";

std::string ordered(std::string_view number) {
    return std::string(value(number).view().ordered());
}

/// Every value counts as used.
Result<KeyRange> resolved(const std::string& condition, const KeySchema& schema) {
    ExpressionTexts request = texts({.values = values});
    request.key_condition = condition;
    request.filter = "q IN (:s, :s2, :n, :n2, :b, :t, :x)";
    const auto compiled = compile(std::move(request));
    if (!compiled) {
        return compiled.error();
    }
    return compiled->key_condition->resolve(schema);
}

TEST(KeyCondition, IsARangeOfKeys) {
    struct Row {
        std::string condition;
        SortCondition sort;
    };
    const Row rows[] = {
        {"customer = :s", {}},
        {":s = customer", {}},
        {"customer = :s AND #number = :n", {Kind::equal, ordered("1"), ""}},
        {"(customer = :s) AND (#number < :n)", {Kind::less, ordered("1"), ""}},
        {"#number <= :n and customer = :s", {Kind::less_or_equal, ordered("1"), ""}},
        {"customer = :s AND #number > :n", {Kind::greater, ordered("1"), ""}},
        {"customer = :s AND #number >= :n", {Kind::greater_or_equal, ordered("1"), ""}},
        {"customer = :s AND :n < #number", {Kind::greater, ordered("1"), ""}},
        {"customer = :s AND :n >= #number", {Kind::less_or_equal, ordered("1"), ""}},
        {"customer = :s AND :n = #number", {Kind::equal, ordered("1"), ""}},
        {"customer = :s AND #number BETWEEN :n AND :n2",
         {Kind::between, ordered("1"), ordered("2")}},
    };
    for (const Row& row : rows) {
        ExpressionTexts request = texts({.names = {{"#number", "number"}}, .values = values});
        request.key_condition = row.condition;
        request.filter = "#number IN (:s, :s2, :n, :n2, :b, :t, :x)";
        const auto compiled = compile(std::move(request));
        ASSERT_TRUE(compiled) << refusal(compiled);
        const auto range = compiled->key_condition->resolve(by_customer);
        ASSERT_TRUE(range) << refusal(range);
        EXPECT_EQ(*range, (KeyRange{.partition = "a", .sort = row.sort})) << row.condition;
    }
    EXPECT_EQ(resolved("id = :b AND begins_with(sk, :x)", by_text).value(),
              (KeyRange{.partition = std::string(1, '\0'), .sort = {Kind::begins_with, "x", ""}}));
    EXPECT_EQ(resolved("id = :s", by_id).value(), (KeyRange{.partition = "a", .sort = {}}));
}

// DynamoDB specification 8.
TEST(KeyConditionRefusals, AreInTheServicesWords) {
    struct Row {
        std::string condition;
        std::string refusal;
    };
    const std::string invalid = "Invalid condition in KeyConditionExpression: ";
    const std::string not_used = "Invalid operator used in KeyConditionExpression: ";
    const std::string type =
        "One or more parameter values were invalid: Condition parameter type does not match schema "
        "type";
    const Row rows[] = {
        {"", "Invalid KeyConditionExpression: The expression can not be empty;"},
        {"id = ", "Invalid KeyConditionExpression: Syntax error; token: \"<EOF>\", near: \"=\""},
        {"id = :b OR sk = :s", not_used + "OR"},
        {"NOT id = :b", not_used + "NOT"},
        {"id IN (:b)", not_used + "IN"},
        {"id <> :b", not_used + "<>"},
        {"contains(id, :b)", not_used + "contains"},
        {"attribute_exists(id)", not_used + "attribute_exists"},
        {"attribute_not_exists(id)", not_used + "attribute_not_exists"},
        {"attribute_type(id, :s)",
         "Invalid KeyConditionExpression: Invalid attribute type name found; type: a, valid types: "
         "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}"},
        {"size(id) = :n", "KeyConditionExpressions cannot contain nested operations"},
        {"id.a = :b", "KeyConditionExpressions cannot have conditions on nested attributes"},
        {"id[0] = :b", "KeyConditionExpressions cannot have conditions on nested attributes"},
        {"id = :b AND id = :b", "KeyConditionExpressions must only contain one condition per key"},
        {":n BETWEEN id AND :n2",
         invalid + "BETWEEN operator must have the key attribute as its first operand"},
        {"begins_with(:s, id)",
         invalid + "begins_with operator must have the key attribute as its first operand"},
        {"id = sk", invalid + "Multiple attribute names used in one condition"},
        {"id BETWEEN sk AND :n2", invalid + "Multiple attribute names used in one condition"},
        {":s = :s2", invalid + "No key attribute specified"},
        {"id = :b AND sk = :s AND x = :n", "Conditions can be of length 1 or 2 only"},
        {"sk = :s", "Query condition missed key schema element: id"},
        {"id = :b AND x = :s", "Query condition missed key schema element: sk"},
        {"id > :b", "Query key condition not supported"},
        {"begins_with(id, :b) AND sk = :s", "Query key condition not supported"},
        {"id = :s", type},
        {"id = :b AND sk = :n", type},
        {"id = :b AND sk BETWEEN :n AND :n2", type},
        {"id = :t", type},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(refusal(resolved(row.condition, by_text)), row.refusal) << row.condition;
    }
    EXPECT_EQ(refusal(resolved("id = :s AND sk = :s", by_id)), "Query key condition not supported");
}

}  // namespace
}  // namespace forebay::engine
