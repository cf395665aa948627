#include "tests/dynamodb/world.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <string>

namespace forebay::dynamodb {
namespace {

/// `count` keys or items `{'id':{'S':'0'}}` …, each in `form`.
std::string many(int count, std::string_view form) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += i == 0 ? "" : ",";
        text += fmt::format(fmt::runtime(form), fmt::format("{{'id':{{'S':'{}'}}}}", i));
    }
    return text;
}

TEST(DynamoBatches, ItemsAreWrittenAndReadTogether) {
    World world;
    world.table("abc");
    world.table("def");
    world.put("abc", "[{'id':{'S':'old'}}]");

    EXPECT_EQ(world
                  .call("BatchWriteItem",
                        "{'RequestItems':{'abc':[{'PutRequest':{'Item':{'id':{'S':'a'},'n':{'N':"
                        "'1'}}}},{'DeleteRequest':{'Key':{'id':{'S':'old'}}}}],'def':["
                        "{'PutRequest':{'Item':{'id':{'S':'d'}}}}]}}")
                  .body,
              R"({"UnprocessedItems":{}})");

    const json::value read =
        world.ok("BatchGetItem",
                 "{'RequestItems':{'abc':{'Keys':[{'id':{'S':'a'}},{'id':{'S':'old'}}],"
                 "'ProjectionExpression':'n'},'def':{'Keys':[{'id':{'S':'none'}}]}},"
                 "'ReturnConsumedCapacity':'TOTAL'}");
    EXPECT_EQ(at(read, "Responses"), parsed("{'abc':[{'n':{'N':'1'}}],'def':[]}"));
    EXPECT_EQ(at(read, "UnprocessedKeys"), parsed("{}"));
    EXPECT_EQ(at(read, "ConsumedCapacity"), parsed("[{'TableName':'abc','CapacityUnits':1},"
                                                   "{'TableName':'def','CapacityUnits':0.5}]"));
}

TEST(DynamoBatches, WhatCannotBeAskedTogetherIsRefused) {
    World world;
    world.table("abc");
    world.table("def");
    expect_refusals(
        world,
        {{"BatchGetItem", "{'RequestItems':{'abc':{'Keys':[{'id':{'S':'a'}},{'id':{'S':'a'}}]}}}",
          "Provided list of item keys contains duplicates"},
         {"BatchGetItem",
          "{'RequestItems':{'abc':{'Keys':[" + many(51, "{}") + "]},'def':{'Keys':[" +
              many(50, "{}") + "]}}}",
          "Too many items requested for the BatchGetItem call"},
         {"BatchGetItem", "{'RequestItems':{'abc':{'Keys':[{'x':{'S':'a'}}]}}}",
          "The provided key element does not match the schema"},
         {"BatchGetItem", "{'RequestItems':{'none':{'Keys':[{'id':{'S':'a'}}]}}}",
          "Requested resource not found", "ResourceNotFoundException"},
         {"BatchWriteItem",
          "{'RequestItems':{'abc':[{'PutRequest':{'Item':{'id':{'S':'a'}}}},"
          "{'DeleteRequest':{'Key':{'id':{'S':'a'}}}}]}}",
          "Provided list of item keys contains duplicates"},
         {"BatchWriteItem",
          "{'RequestItems':{'abc':[" + many(13, "{{'PutRequest':{{'Item':{}}}}}") + "],'def':[" +
              many(13, "{{'PutRequest':{{'Item':{}}}}}") + "]}}",
          "Too many items requested for the BatchWriteItem call"},
         {"BatchWriteItem", "{'RequestItems':{'abc':[{'PutRequest':{'Item':{'x':{'S':'a'}}}}]}}",
          "The provided key element does not match the schema"},
         {"BatchWriteItem", "{'RequestItems':{'abc':[{}]}}",
          "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
          "the supported datatypes"},
         {"BatchWriteItem", "{'RequestItems':{}}",
          "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy "
          "constraint: Member must have length greater than or equal to 1"}});
}

TEST(DynamoBatches, MoreThanAnAnswerHoldsIsLeftForTheNext) {
    World world;
    world.table("abc");
    const std::string big(400'000, 'x');
    for (int i = 0; i < 50; ++i) {
        world.put("abc", fmt::format("[{{'id':{{'S':'{}'}},'x':{{'S':'{}'}}}}]", i, big));
    }
    const json::value first =
        world.ok("BatchGetItem", "{'RequestItems':{'abc':{'Keys':[" + many(50, "{}") +
                                     "],'ProjectionExpression':'id'}}}");
    const std::size_t read = at(first, "Responses/abc").as_array().size();
    EXPECT_EQ(read, 41U);  // of 400,006 bytes, in 16 MiB
    EXPECT_EQ(at(first, "UnprocessedKeys/abc/ProjectionExpression"), "id");

    const json::value rest = world.ok(
        "BatchGetItem",
        fmt::format("{{'RequestItems':{}}}", json::serialize(at(first, "UnprocessedKeys"))));
    EXPECT_EQ(at(rest, "Responses/abc").as_array().size(), 50 - read);
    EXPECT_EQ(at(rest, "UnprocessedKeys"), parsed("{}"));
}

}  // namespace
}  // namespace forebay::dynamodb
