#include "tests/dynamodb/world.hpp"

#include <boost/json/serialize.hpp>

#include <string>

namespace forebay::dynamodb {
namespace {

using testing::MatchesRegex;

constexpr std::string_view json_type = "application/x-amz-json-1.0";

Answer with_body(World& world, std::string body) {
    return world.post("DynamoDB_20120810.GetItem", json_type, std::move(body));
}

TEST(DynamoProtocol, AnswersHaveAChecksumAndAnIdOfTheService) {
    World world;

    const Answer answer = world.call("ListTables", "{}");

    EXPECT_EQ(answer.body, R"({"TableNames":[]})");
    EXPECT_EQ(answer.header("x-amz-crc32"), "1315925753");
    EXPECT_EQ(answer.content_type, json_type);
    EXPECT_THAT(answer.header("x-amzn-RequestId"), MatchesRegex("[A-Z0-9]{52}"));
}

TEST(DynamoProtocol, ErrorsHaveAChecksumAndTheirPrefix) {
    World world;

    const Answer unknown = world.call("DescribeTable", "{'TableName':'none'}");
    EXPECT_EQ(unknown.body,
              R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",)"
              R"("message":"Requested resource not found: Table: none not found"})");
    EXPECT_EQ(unknown.header("x-amz-crc32"), "2960256995");
    EXPECT_EQ(unknown.header("x-amzn-query-error"), "");

    EXPECT_EQ(world.call("DescribeTable", "{}").type(),
              "com.amazon.coral.validate#ValidationException");
}

TEST(DynamoProtocol, AnActionThatIsNotThereIsUnknown) {
    World world;

    const Answer answer = world.call("ExecuteStatement", "{}");

    EXPECT_EQ(answer.status, 400U);
    EXPECT_EQ(answer.body, R"({"__type":"com.amazon.coral.service#UnknownOperationException"})");
}

TEST(DynamoProtocol, OtherContentTypesAreNoRequests) {
    World world;

    const Answer answer = world.post("DynamoDB_20120810.ListTables", "text/plain", "{}");
    EXPECT_EQ(answer.status, 404U);
    EXPECT_EQ(answer.body, "<UnknownOperationException/>\n");

    const Answer plain = world.post("DynamoDB_20120810.ListTables", "application/json", "{}");
    EXPECT_EQ(plain.status, 200U);
    EXPECT_EQ(plain.content_type, "application/json");
}

TEST(DynamoProtocol, WhatIsNoJsonIsRefusedWithoutAWord) {
    World world;
    for (const std::string body : {"", "{", "hello", "{} x"}) {
        const Answer answer = with_body(world, body);
        EXPECT_EQ(answer.status, 400U);
        EXPECT_EQ(answer.body, R"({"__type":"com.amazon.coral.service#SerializationException"})");
    }
}

TEST(DynamoProtocol, ValuesOfOtherTypesAreRefusedInTheWordsOfTheService) {
    World world;
    const std::pair<std::string, std::string> rows[] = {
        {R"({"TableName":1})", "NUMBER_VALUE cannot be converted to String"},
        {R"({"TableName":1.5})", "DECIMAL_VALUE cannot be converted to String"},
        {R"({"TableName":true})", "TRUE_VALUE cannot be converted to String"},
        {R"({"TableName":[]})", "Unrecognized collection type class java.lang.String"},
        {R"({"TableName":{}})", "Start of structure or map found where not expected"},
        {R"({"ConsistentRead":"maybe"})", "Unexpected token received from parser"},
        {R"({"ConsistentRead":1})", "NUMBER_VALUE cannot be converted to Boolean"},
        {R"({"AttributesToGet":"a"})", "Unexpected field type"},
        {R"({"AttributesToGet":{}})", "Start of structure or map found where not expected"},
        {R"({"Key":{"a":"b"}})", "Unexpected value type in payload"},
        {R"({"Key":{"a":{"B":1}}})", "only base-64-encoded strings are convertible to bytes"},
        {R"({"Key":{"a":{"B":"abc"}}})",
         "Base64 encoded length is expected a multiple of 4 bytes but found: 3"},
    };
    for (const auto& [body, message] : rows) {
        const Answer answer = with_body(world, body);
        EXPECT_EQ(answer.value(),
                  json::value({{"__type", "com.amazon.coral.service#SerializationException"},
                               {"Message", message}}))
            << body;
    }
}

TEST(DynamoProtocol, TextsThatSayYesOrNoAreBooleans) {
    World world;
    world.table("abc");
    for (const std::string_view word : {"'true'", "'1'", "'YES'", "'false'", "'0'", "'no'"}) {
        world.ok("GetItem", "{'TableName':'abc','Key':{'id':{'S':'a'}},'ConsistentRead':" +
                                std::string(word) + "}");
    }
}

TEST(DynamoProtocol, AnAddressThatIsCalledSoSaysThatItIsHealthy) {
    World world;
    const protocol::Header headers[] = {{"Host", "dynamodb.example.com"}};
    const Answer answer =
        world.send({.method = "GET", .target = "/", .headers = headers, .body = {}});
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, "healthy: dynamodb.us-east-1.amazonaws.com ");

    const protocol::Header named[] = {{"Host", "dynamodb.eu-west-1.amazonaws.com:4566"}};
    EXPECT_EQ(world.send({.method = "GET", .target = "/", .headers = named, .body = {}}).body,
              "healthy: dynamodb.eu-west-1.amazonaws.com ");
}

TEST(DynamoProtocol, NullIsAbsentAndUnknownMembersAreIgnored) {
    World world;
    EXPECT_EQ(json::serialize(world.ok("ListTables", "{'Limit':null,'Colour':{'a':[1]}}")),
              R"({"TableNames":[]})");
}

TEST(DynamoProtocol, AllConstraintsAreToldAtOnce) {
    World world;
    expect_refusals(
        world,
        {
            {"GetItem", "{'TableName':'abc;','ReturnConsumedCapacity':'hi','AttributesToGet':[]}",
             "4 validation errors detected: "
             "Value 'hi' at 'returnConsumedCapacity' failed to satisfy constraint: "
             "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; "
             "Value '[]' at 'attributesToGet' failed to satisfy constraint: "
             "Member must have length greater than or equal to 1; "
             "Value 'abc;' at 'tableName' failed to satisfy constraint: "
             "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
             "Value null at 'key' failed to satisfy constraint: Member must not be null"},
            {"PutItem", "{'TableName':'ab','Item':{}}",
             "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy "
             "constraint: Member must have length greater than or equal to 3"},
            {"Scan", "{'TableName':'abc','Limit':0,'Segment':-1}",
             "2 validation errors detected: Value '-1' at 'segment' failed to satisfy constraint: "
             "Member must have value greater than or equal to 0; Value '0' at 'limit' failed to "
             "satisfy constraint: Member must have value greater than or equal to 1"},
            {"ListTables", "{'Limit':101}",
             "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: "
             "Member must have value less than or equal to 100"},
            {"BatchWriteItem", "{'RequestItems':{'ab':[{'PutRequest':{}}]}}",
             "2 validation errors detected: Value '{\"ab\":[{\"PutRequest\":{}}]}' at "
             "'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: "
             "[Member must have length less than or equal to 255, Member must have length greater "
             "than or equal to 3, Member must satisfy regular expression pattern: "
             "[a-zA-Z0-9_.-]+]; Value null at 'requestItems.ab.member.1.member.putRequest.item' "
             "failed to satisfy constraint: Member must not be null"},
        });
}

TEST(DynamoProtocol, ATableNameIsLookedAtFirstWhereTheTableIsMeant) {
    World world;
    for (const std::string_view action :
         {"CreateTable", "DescribeTable", "DeleteTable", "UpdateTable", "DescribeTimeToLive"}) {
        expect_refusals(
            world, {{action, "{}",
                     "The parameter 'TableName' is required but was not present in the request"},
                    {action, "{'TableName':'ab'}",
                     "TableName must be at least 3 characters long and at most 255 characters "
                     "long"}});
    }
}

}  // namespace
}  // namespace forebay::dynamodb
