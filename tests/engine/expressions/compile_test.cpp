#include "tests/engine/expressions/requests.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace forebay::engine {
namespace {

// DynamoDB specification 7: what is said of names and values before any expression is read.
TEST(Placeholders, AreRefusedInTheServicesWords) {
    ExpressionTexts request;
    request.condition = "((";
    request.names.emplace();
    EXPECT_EQ(refusal(compile(request)), "ExpressionAttributeNames must not be empty");

    for (const std::string key : {"a", "#", "#a-b", ":a", ""}) {
        request.names = Names{{key, "x"}};
        EXPECT_EQ(
            refusal(compile(request)),
            "ExpressionAttributeNames contains invalid key: Syntax error; key: \"" + key + "\"");
    }
    request.names = Names{{"#a", "x"}};
    request.values.emplace();
    EXPECT_EQ(refusal(compile(request)), "ExpressionAttributeValues must not be empty");

    for (const std::string key : {"a", ":", ":a.b", "#a"}) {
        request.values->item = item("{" + key + ": 1}");
        EXPECT_EQ(
            refusal(compile(request)),
            "ExpressionAttributeValues contains invalid key: Syntax error; key: \"" + key + "\"");
    }
    request.values->fault = Error{Errc::validation_failed, "What is wrong"};
    request.values->faulty_attribute = ":x";
    EXPECT_EQ(refusal(compile(request)),
              "ExpressionAttributeValues contains invalid value: What is wrong for key :x");
}

TEST(Placeholders, MustAllBeUsed) {
    EXPECT_EQ(refusal(compile_condition("a = :v", {{{"#b", "b"}, {"#a", "a"}}, "{:v: 1}"})),
              "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}");
    EXPECT_EQ(refusal(compile_condition("a = :v", {{}, "{:v: 1, :w: 2}"})),
              "Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}");
}

TEST(Placeholders, AreUsedByAnyExpressionOfTheRequest) {
    ExpressionTexts request = texts({{{"#u", "u"}, {"#c", "c"}, {"#p", "p"}}, "{:u: 1, :c: 2}"});
    request.update = "SET #u = :u";
    request.condition = "#c = :c";
    request.projection = "#p";
    const auto compiled = compile(request);
    ASSERT_TRUE(compiled) << refusal(compiled);
    EXPECT_TRUE(compiled->update);
    EXPECT_TRUE(compiled->condition);
    EXPECT_TRUE(compiled->projection);
    EXPECT_FALSE(compiled->filter);
    EXPECT_FALSE(compiled->key_condition);
}

TEST(Compile, LooksAtTheExpressionsInTheirOrder) {
    ExpressionTexts request = texts({{{"#unused", "u"}}, {}});
    request.update = request.condition = request.key_condition = request.filter =
        request.projection = std::string();
    const std::string empty = ": The expression can not be empty;";
    EXPECT_EQ(refusal(compile(request)), "Invalid UpdateExpression" + empty);
    request.update = "REMOVE a";
    EXPECT_EQ(refusal(compile(request)), "Invalid ConditionExpression" + empty);
    request.condition = "attribute_exists(a)";
    EXPECT_EQ(refusal(compile(request)), "Invalid KeyConditionExpression" + empty);
    request.key_condition = "attribute_exists(a)";
    EXPECT_EQ(refusal(compile(request)), "Invalid FilterExpression" + empty);
    request.filter = "attribute_exists(a)";
    EXPECT_EQ(refusal(compile(request)), "Invalid ProjectionExpression" + empty);
    request.projection = "a";
    EXPECT_EQ(refusal(compile(request)),
              "Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}");
    request.names.reset();
    EXPECT_EQ(refusal(compile(request)),
              "Invalid operator used in KeyConditionExpression: attribute_exists");
}

struct Members {
    std::vector<Parameter> expressions;
    std::vector<Parameter> legacy = {};
    bool has_names = false;
    bool has_values = false;
};

std::string refused(const Members& members) {
    return refusal(check_parameters(
        {members.expressions, members.legacy, members.has_names, members.has_values}));
}

TEST(Parameters, OlderMembersDoNotMixWithExpressions) {
    EXPECT_EQ(refused({{{"UpdateExpression", true}, {"ConditionExpression", true}},
                       {{"AttributeUpdates", true}, {"Expected", true}}}),
              "Can not use both expression and non-expression parameters in the same request: "
              "Non-expression parameters: {AttributeUpdates, Expected} Expression parameters: "
              "{UpdateExpression, ConditionExpression}");
    EXPECT_EQ(refused({{{"UpdateExpression", true}, {"ConditionExpression", false}},
                       {{"AttributeUpdates", false}, {"Expected", true}}}),
              "Can not use both expression and non-expression parameters in the same request: "
              "Non-expression parameters: {Expected} Expression parameters: {UpdateExpression}");
    EXPECT_EQ(refused({{{"ConditionExpression", false}}, {{"Expected", true}}}), "");
    EXPECT_EQ(refused({{{"FilterExpression", true}, {"KeyConditionExpression", false}},
                       {{"KeyConditions", true}}}),
              "");
    EXPECT_NE(refused({{{"FilterExpression", true}, {"KeyConditionExpression", true}},
                       {{"KeyConditions", true}}}),
              "");
}

TEST(Parameters, NamesAndValuesNeedAnExpression) {
    EXPECT_EQ(refused({.expressions = {{"ProjectionExpression", false}}, .has_names = true}),
              "ExpressionAttributeNames can only be specified when using expressions");
    EXPECT_EQ(refused({.expressions = {{"ProjectionExpression", true}}, .has_names = true}), "");

    const std::string needed =
        "ExpressionAttributeValues can only be specified when using expressions: ";
    EXPECT_EQ(refused({.expressions = {{"ConditionExpression", false}}, .has_values = true}),
              needed + "ConditionExpression is null");
    EXPECT_EQ(refused({.expressions = {{"UpdateExpression", false}, {"ConditionExpression", false}},
                       .has_values = true}),
              needed + "UpdateExpression and ConditionExpression are null");
    EXPECT_EQ(refused({.expressions = {{"ProjectionExpression", true},
                                       {"FilterExpression", false},
                                       {"KeyConditionExpression", false}},
                       .has_values = true}),
              needed + "FilterExpression and KeyConditionExpression are null");
    EXPECT_EQ(refused({.expressions = {{"UpdateExpression", false}, {"ConditionExpression", true}},
                       .has_values = true}),
              "");
}

}  // namespace
}  // namespace forebay::engine
