#include "tests/dynamodb/world.hpp"

#include <fmt/format.h>

#include <string>

namespace forebay::dynamodb {
namespace {

std::string put(std::string_view id, std::string_view more = {}) {
    return fmt::format(
        "{{'Put':{{'TableName':'abc','Item':{{'id':{{'S':'{}'}},'n':{{'N':'1'}}}}"
        "{}{}}}}}",
        id, more.empty() ? "" : ",", more);
}

std::string transaction(std::string_view actions, std::string_view more = {}) {
    return fmt::format("{{'TransactItems':[{}]{}{}}}", actions, more.empty() ? "" : ",", more);
}

std::string item(World& world, std::string_view id) {
    const json::value number =
        world.get("GetItem", fmt::format("{{'TableName':'abc','Key':{{'id':{{'S':'{}'}}}}}}", id),
                  "Item/n/N");
    return number.is_null() ? std::string() : std::string(number.as_string());
}

TEST(DynamoTransactions, AllActionsAreDone) {
    World world;
    world.table("abc");
    world.put("abc", "[{'id':{'S':'u'},'n':{'N':'1'}},{'id':{'S':'d'}},{'id':{'S':'c'}}]");

    const json::value done = world.ok(
        "TransactWriteItems",
        transaction(
            put("p") +
                ",{'Update':{'TableName':'abc','Key':{'id':{'S':'u'}},'UpdateExpression':'ADD n "
                ":one','ExpressionAttributeValues':{':one':{'N':'1'}}}}"
                ",{'Delete':{'TableName':'abc','Key':{'id':{'S':'d'}}}}"
                ",{'ConditionCheck':{'TableName':'abc','Key':{'id':{'S':'c'}},"
                "'ConditionExpression':'attribute_exists(id)'}}",
            "'ReturnConsumedCapacity':'TOTAL'"));

    EXPECT_EQ(item(world, "p"), "1");
    EXPECT_EQ(item(world, "u"), "2");
    EXPECT_EQ(world.get("Scan", "{'TableName':'abc'}", "Count"), 3);
    EXPECT_EQ(done, parsed("{'ConsumedCapacity':[{'TableName':'abc','CapacityUnits':8,"
                           "'WriteCapacityUnits':8}]}"));
}

TEST(DynamoTransactions, OneThatFailsUndoesAll) {
    World world;
    world.table("abc");
    world.put("abc", "[{'id':{'S':'b'},'n':{'N':'7'}}]");

    const Answer answer = world.call(
        "TransactWriteItems",
        transaction(put("a") + "," +
                    put("b",
                        "'ConditionExpression':'attribute_not_exists(id)',"
                        "'ReturnValuesOnConditionCheckFailure':'ALL_OLD'") +
                    ",{'Update':{'TableName':'abc','Key':{'id':{'S':'c'}},'UpdateExpression':"
                    "'SET n = x'}}"));

    EXPECT_EQ(answer.status, 400U);
    EXPECT_EQ(answer.value(),
              parsed("{'__type':'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',"
                     "'Message':'Transaction cancelled, please refer cancellation reasons for "
                     "specific reasons [None, ConditionalCheckFailed, ValidationError]',"
                     "'CancellationReasons':[{'Code':'None'},{'Code':'ConditionalCheckFailed',"
                     "'Message':'The conditional request failed','Item':{'id':{'S':'b'},'n':{'N':"
                     "'7'}}},{'Code':'ValidationError','Message':'The provided expression refers "
                     "to an attribute that does not exist in the item'}]}"));
    EXPECT_EQ(item(world, "a"), "");
}

TEST(DynamoTransactions, ATokenMakesItOnce) {
    World world;
    world.table("abc");
    const std::string add = transaction(
        "{'Update':{'TableName':'abc','Key':{'id':{'S':'u'}},'UpdateExpression':'ADD n :one',"
        "'ExpressionAttributeValues':{':one':{'N':'1'}}}}",
        "'ClientRequestToken':'t'");
    world.ok("TransactWriteItems", add);
    EXPECT_EQ(world.call("TransactWriteItems", add).body, "{}");
    EXPECT_EQ(item(world, "u"), "1");

    EXPECT_EQ(
        world.call("TransactWriteItems", transaction(put("a"), "'ClientRequestToken':'t'")).code(),
        "IdempotentParameterMismatchException");

    world.harness().restart();
    world.ok("TransactWriteItems", add);
    EXPECT_EQ(item(world, "u"), "1");
}

TEST(DynamoTransactions, ATokenIsOfOneContent) {
    World world;
    world.table("abc");
    const auto update = [](std::string_view value, std::string_view condition) {
        return transaction(fmt::format("{{'Update':{{'TableName':'abc','Key':{{'id':{{'S':'u'}}}},"
                                       "'UpdateExpression':'SET n = :n','ConditionExpression':'{}',"
                                       "'ExpressionAttributeValues':{{':n':{{'N':'{}'}}}}}}}}",
                                       condition, value),
                           "'ClientRequestToken':'t'");
    };
    world.ok("TransactWriteItems", update("1", "attribute_not_exists(n)"));
    world.ok("TransactWriteItems", update("1", "attribute_not_exists(n)"));
    for (const std::string& other :
         {update("2", "attribute_not_exists(n)"), update("1", "attribute_not_exists(m)")}) {
        EXPECT_EQ(world.call("TransactWriteItems", other).code(),
                  "IdempotentParameterMismatchException");
    }
}

TEST(DynamoTransactions, FourMebibytesAreTheMost) {
    World world;
    world.table("abc");
    const std::string big = fmt::format("'x':{{'S':'{}'}}", std::string(399'000, 'x'));
    std::string puts;
    for (int i = 0; i < 11; ++i) {
        puts += fmt::format("{}{{'Put':{{'TableName':'abc','Item':{{'id':{{'S':'{}'}},{}}}}}}}",
                            i == 0 ? "" : ",", i, big);
        if (i == 9) {
            world.ok("TransactWriteItems", transaction(puts));
        }
    }
    expect_refusals(world, {{"TransactWriteItems", transaction(puts),
                             "Collection of items exceeds the aggregate size limit of 4 MB"}});
}

TEST(DynamoTransactions, WhatCannotBeOneIsRefused) {
    World world;
    world.table("abc");
    expect_refusals(
        world,
        {{"TransactWriteItems", transaction(put("a") + "," + put("a")),
          "Transaction request cannot include multiple operations on one item"},
         {"TransactWriteItems", transaction("{}"),
          "TransactItems can only contain one of Check, Put, Update or Delete"},
         {"TransactWriteItems",
          transaction("{'Put':{'TableName':'abc','Item':{'id':{'S':'a'}}},"
                      "'Delete':{'TableName':'abc','Key':{'id':{'S':'b'}}}}"),
          "TransactItems can only contain one of Check, Put, Update or Delete"},
         {"TransactWriteItems", "{'TransactItems':[]}",
          "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy "
          "constraint: Member must have length greater than or equal to 1"},
         {"TransactWriteItems",
          transaction("{'ConditionCheck':{'TableName':'abc','Key':{'id':{'S':'a'}}}}"),
          "1 validation error detected: Value null at "
          "'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy "
          "constraint: Member must not be null"},
         {"TransactWriteItems", transaction("{'Put':{'TableName':'none','Item':{'id':{'S':'a'}}}}"),
          "Requested resource not found", "ResourceNotFoundException"},
         {"TransactWriteItems", transaction("{'Put':{'TableName':'abc','Item':{'x':{'S':'a'}}}}"),
          "One or more parameter values were invalid: Missing the key id in the item"}});
}

TEST(DynamoTransactions, ItemsAreReadInTheOrderOfTheRequest) {
    World world;
    world.table("abc");
    world.put("abc", "[{'id':{'S':'a'},'n':{'N':'1'}},{'id':{'S':'b'},'n':{'N':'2'}}]");
    const auto get = [](std::string_view id, std::string_view more = {}) {
        return fmt::format("{{'Get':{{'TableName':'abc','Key':{{'id':{{'S':'{}'}}}}{}}}}}", id,
                           more);
    };
    const json::value read = world.ok(
        "TransactGetItems",
        transaction(get("b", ",'ProjectionExpression':'n'") + "," + get("none") + "," + get("a"),
                    "'ReturnConsumedCapacity':'TOTAL'"));
    EXPECT_EQ(at(read, "Responses"),
              parsed("[{'Item':{'n':{'N':'2'}}},{},{'Item':{'id':{'S':'a'},'n':{'N':'1'}}}]"));
    EXPECT_EQ(at(read, "ConsumedCapacity"), parsed("[{'TableName':'abc','CapacityUnits':6,"
                                                   "'ReadCapacityUnits':6}]"));
}

}  // namespace
}  // namespace forebay::dynamodb
