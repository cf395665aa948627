#include "tests/dynamodb/world.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <string>

namespace forebay::dynamodb {
namespace {

constexpr std::string_view invalid = "One or more parameter values were invalid: ";

TEST(DynamoItems, AnItemIsPutReadAndDeleted) {
    World world;
    world.table("abc");
    const std::string item =
        R"({"id":{"S":"a"},"n":{"N":"1.5"},"l":{"L":[{"M":{"x":{"BOOL":true}}},{"NULL":true}]},)"
        R"("b":{"B":"AAE="},"ss":{"SS":["x","y"]}})";

    EXPECT_EQ(world.call("PutItem", "{'TableName':'abc','Item':" + item + "}").body, "{}");
    EXPECT_EQ(world.get("GetItem", "{'TableName':'abc','Key':{'id':{'S':'a'}}}", "Item"),
              parsed(item));
    EXPECT_EQ(world.call("GetItem", "{'TableName':'abc','Key':{'id':{'S':'b'}}}").body, "{}");

    EXPECT_EQ(world.get("DeleteItem",
                        "{'TableName':'abc','Key':{'id':{'S':'a'}},'ReturnValues':'ALL_OLD'}",
                        "Attributes/n/N"),
              "1.5");
    EXPECT_EQ(world
                  .call("DeleteItem",
                        "{'TableName':'abc','Key':{'id':{'S':'a'}},"
                        "'ReturnValues':'ALL_OLD'}")
                  .body,
              "{}");
}

TEST(DynamoItems, APutGivesBackWhatItReplaced) {
    World world;
    world.table("abc");
    const std::string put =
        "{{'TableName':'abc','Item':{{'id':{{'S':'a'}},'n':{{'N':'{}'}}}},'ReturnValues':'{}'}}";
    EXPECT_EQ(world.call("PutItem", fmt::format(fmt::runtime(put), 1, "ALL_OLD")).body, "{}");
    EXPECT_EQ(world.call("PutItem", fmt::format(fmt::runtime(put), 2, "NONE")).body, "{}");
    EXPECT_EQ(world.get("PutItem", fmt::format(fmt::runtime(put), 3, "ALL_OLD"), "Attributes/n/N"),
              "2");
    expect_refusals(world, {{"PutItem", fmt::format(fmt::runtime(put), 4, "ALL_NEW"),
                             "ReturnValues can only be ALL_OLD or NONE"}});
}

TEST(DynamoItems, KeysThatDoNotFitAreRefused) {
    World world;
    world.table("abc", "id n:N");
    const std::string long_key(2049, 'k');
    expect_refusals(
        world,
        {{"PutItem", "{'TableName':'abc','Item':{'n':{'N':'1'}}}",
          fmt::format("{}Missing the key id in the item", invalid)},
         {"PutItem", "{'TableName':'abc','Item':{'id':{'N':'1'},'n':{'N':'1'}}}",
          fmt::format("{}Type mismatch for key id expected: S actual: N", invalid)},
         {"PutItem", "{'TableName':'abc','Item':{'id':{'S':''},'n':{'N':'1'}}}",
          "One or more parameter values are not valid. The AttributeValue for a key attribute "
          "cannot contain an empty string value. Key: id"},
         {"PutItem", "{'TableName':'abc','Item':{'id':{'S':'" + long_key + "'},'n':{'N':'1'}}}",
          fmt::format("{}Size of hashkey has exceeded the maximum size limit of2048 bytes",
                      invalid)},
         {"GetItem", "{'TableName':'abc','Key':{'id':{'S':'a'}}}",
          "The provided key element does not match the schema"},
         {"GetItem", "{'TableName':'abc','Key':{'id':{'S':'a'},'n':{'N':'1'},'x':{'S':'a'}}}",
          "The provided key element does not match the schema"},
         {"GetItem", "{'TableName':'abc','Key':{'id':{'S':'a'}},'ProjectionExpression':'id.x'}",
          "The provided key element does not match the schema"},
         {"DeleteItem", "{'TableName':'abc','Key':{'id':{'S':''},'n':{'N':'1'}}}",
          fmt::format("{}The AttributeValue for a key attribute cannot contain an empty string "
                      "value. Key: id",
                      invalid)}});
}

TEST(DynamoItems, ValuesThatAreNoneAreRefused) {
    World world;
    world.table("abc");
    const auto refused = [&](std::string_view value, std::string_view message) {
        expect_refusals(
            world, {{"PutItem",
                     fmt::format("{{'TableName':'abc','Item':{{'id':{{'S':'a'}},'x':{}}}}}", value),
                     message}});
    };
    refused("{}",
            "Supplied AttributeValue is empty, must contain exactly one of the supported "
            "datatypes");
    refused("{'S':'a','N':'1'}",
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
            "the supported datatypes");
    refused("{'N':'x'}", "The parameter cannot be converted to a numeric value: x");
    refused("{'N':''}", "The parameter cannot be converted to a numeric value");
    refused("{'NULL':false}",
            fmt::format("{}Null attribute value types must have the value of true", invalid));
    refused("{'SS':[]}", fmt::format("{}An string set  may not be empty", invalid));
    refused("{'NS':['1','1.0']}", "Input collection contains duplicates");
    refused("{'S':'" + std::string(409'600, 'x') + "'}",
            "Item size has exceeded the maximum allowed size");
}

TEST(DynamoItems, HaveNamesOfLimitedLength) {
    World world;
    world.table("abc");
    const std::string longest(65'535, 'x');
    const std::string too_long = longest + "x";
    const auto put = [](const std::string& attributes) {
        return "{'TableName':'abc','Item':{'id':{'S':'a'}," + attributes + "}}";
    };
    const auto set = [](const std::string& name) {
        return "{'TableName':'abc','Key':{'id':{'S':'a'}},'UpdateExpression':'SET #n=:v',"
               "'ExpressionAttributeNames':{'#n':'" +
               name + "'},'ExpressionAttributeValues':{':v':{'N':'1'}}}";
    };
    world.ok("PutItem", put("'" + longest + "':{'S':''},'m':{'M':{'" + longest + "':{'S':''}}}"));
    world.ok("UpdateItem", set(longest));
    const std::string message =
        std::string(invalid) + "Attribute name is too large, must be less than 65536 bytes";
    const std::string nested = "{'" + too_long + "':{'S':''}}";
    expect_refusals(
        world,
        {{"PutItem", put("'" + too_long + "':{'S':''}"), message},
         {"PutItem", put("'m':{'M':" + nested + "}"), message},
         {"PutItem", put("'m':{'L':[{'N':'1'},{'M':" + nested + "}]}"), message},
         {"UpdateItem", set(too_long),
          "ExpressionAttributeNames contains invalid value: Attribute name is too large, must be "
          "less than 65536 bytes for key #n"}});
}

TEST(DynamoItems, MayNotComeWithMoreThanTwoMebibytesOfPlaceholders) {
    World world;
    world.table("abc");
    const auto scan = [](std::size_t bytes) {
        return "{'TableName':'abc','FilterExpression':'#n = :v',"
               "'ExpressionAttributeNames':{'#n':'a'},'ExpressionAttributeValues':{':v':{'S':'" +
               std::string(bytes, 'x') + "'}}}";
    };
    const std::size_t most = (std::size_t{2} << 20U) - 5;  // #n, a, :v
    world.ok("Scan", scan(most));
    expect_refusals(world, {{"Scan", scan(most + 1),
                             "The size of ExpressionAttributeNames and ExpressionAttributeValues "
                             "has exceeded the maximum allowed size of 2097152 bytes"}});
}

TEST(DynamoItems, AConditionGuardsAWrite) {
    World world;
    world.table("abc");
    const std::string create =
        "{'TableName':'abc','Item':{'id':{'S':'a'},'n':{'N':'1'}},"
        "'ConditionExpression':'attribute_not_exists(id)'";
    world.ok("PutItem", create + "}");

    const Answer refused = world.call("PutItem", create + "}");
    EXPECT_EQ(refused.status, 400U);
    EXPECT_EQ(refused.body,
              R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",)"
              R"("message":"The conditional request failed"})");

    const Answer with_item =
        world.call("PutItem", create + ",'ReturnValuesOnConditionCheckFailure':'ALL_OLD'}");
    EXPECT_EQ(at(with_item.value(), "Item"), parsed("{'id':{'S':'a'},'n':{'N':'1'}}"));

    const std::string gone =
        "{'TableName':'abc','Key':{'id':{'S':'none'}},'ConditionExpression':'n = :n',"
        "'ExpressionAttributeValues':{':n':{'N':'1'}},"
        "'ReturnValuesOnConditionCheckFailure':'ALL_OLD'}";
    EXPECT_EQ(at(world.call("DeleteItem", gone).value(), "Item"), nullptr);
}

TEST(DynamoItems, AnUpdateTellsWhatWasAskedFor) {
    World world;
    world.table("abc");
    world.put("abc", "[{'id':{'S':'a'},'n':{'N':'1'},'m':{'M':{'x':{'S':'1'},'y':{'S':'2'}}}}]");
    const auto update = [&](std::string_view returned) {
        return world.ok("UpdateItem",
                        fmt::format("{{'TableName':'abc','Key':{{'id':{{'S':'a'}}}},"
                                    "'UpdateExpression':'SET m.x = :x ADD n :one REMOVE gone',"
                                    "'ExpressionAttributeValues':{{':x':{{'S':'9'}},':one':"
                                    "{{'N':'1'}}}},'ReturnValues':'{}'}}",
                                    returned));
    };
    EXPECT_EQ(update("NONE"), parsed("{}"));
    EXPECT_EQ(update("UPDATED_OLD"),
              parsed("{'Attributes':{'n':{'N':'2'},'m':{'M':{'x':{'S':'9'}}}}}"));
    EXPECT_EQ(update("UPDATED_NEW"),
              parsed("{'Attributes':{'n':{'N':'4'},'m':{'M':{'x':{'S':'9'}}}}}"));
    EXPECT_EQ(at(update("ALL_OLD"), "Attributes/n/N"), "4");
    EXPECT_EQ(update("ALL_NEW"), parsed("{'Attributes':{'id':{'S':'a'},'n':{'N':'6'},'m':{'M':"
                                        "{'x':{'S':'9'},'y':{'S':'2'}}}}}"));
}

TEST(DynamoItems, AnUpdateMakesAnItem) {
    World world;
    world.table("abc");
    EXPECT_EQ(world
                  .call("UpdateItem",
                        "{'TableName':'abc','Key':{'id':{'S':'a'}},"
                        "'ReturnValues':'UPDATED_OLD'}")
                  .body,
              "{}");
    EXPECT_EQ(world.get("GetItem", "{'TableName':'abc','Key':{'id':{'S':'a'}}}", "Item"),
              parsed("{'id':{'S':'a'}}"));
}

TEST(DynamoItems, UpdatesThatCannotBeAreRefused) {
    World world;
    world.table("abc");
    world.put("abc", "[{'id':{'S':'a'},'s':{'S':'x'}}]");
    const auto refused = [&](std::string_view expression, std::string_view message) {
        expect_refusals(world, {{"UpdateItem",
                                 fmt::format("{{'TableName':'abc','Key':{{'id':{{'S':'a'}}}},"
                                             "'UpdateExpression':'{}','ExpressionAttributeValues':"
                                             "{{':v':{{'N':'1'}}}}}}",
                                             expression),
                                 message}});
    };
    refused("SET id = :v", fmt::format("{}Cannot update attribute id. This attribute is part of "
                                       "the key",
                                       invalid));
    refused("SET x.y = :v",
            "The document path provided in the update expression is invalid for update");
    refused("SET x = y + :v",
            "The provided expression refers to an attribute that does not exist in the item");
    refused("SET x = s + :v", "An operand in the update expression has an incorrect data type");
    refused("SET x = :w",
            "Invalid UpdateExpression: An expression attribute value used in expression is not "
            "defined; attribute value: :w");
    refused(
        "SET id.x = :v",
        fmt::format("{}Cannot update attribute id. This attribute is part of the key", invalid));
}

TEST(DynamoItems, ExpressionsAndOlderMembersDoNotMix) {
    World world;
    world.table("abc");
    expect_refusals(
        world,
        {{"PutItem",
          "{'TableName':'abc','Item':{'id':{'S':'a'}},'ConditionExpression':'attribute_exists(a)',"
          "'Expected':{'a':{'Exists':false}}}",
          "Can not use both expression and non-expression parameters in the same request: "
          "Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}"},
         {"GetItem", "{'TableName':'abc','Key':{'id':{'S':'a'}},'ExpressionAttributeNames':{}}",
          "ExpressionAttributeNames can only be specified when using expressions"},
         {"PutItem", "{'TableName':'abc','Item':{'id':{'S':'a'}},'ExpressionAttributeValues':{}}",
          "ExpressionAttributeValues can only be specified when using expressions: "
          "ConditionExpression is null"}});
}

TEST(DynamoItems, OlderMembersStillWork) {
    World world;
    world.table("abc");
    world.ok("PutItem",
             "{'TableName':'abc','Item':{'id':{'S':'a'},'n':{'N':'1'}},"
             "'Expected':{'id':{'Exists':false}}}");
    EXPECT_EQ(world
                  .call("PutItem",
                        "{'TableName':'abc','Item':{'id':{'S':'a'}},"
                        "'Expected':{'id':{'Exists':false}}}")
                  .code(),
              "ConditionalCheckFailedException");
    EXPECT_EQ(world.get("UpdateItem",
                        "{'TableName':'abc','Key':{'id':{'S':'a'}},'AttributeUpdates':{'n':"
                        "{'Action':'ADD','Value':{'N':'2'}},'s':{'Value':{'S':'x'}}},"
                        "'ReturnValues':'UPDATED_NEW'}",
                        "Attributes"),
              parsed("{'n':{'N':'3'},'s':{'S':'x'}}"));
    EXPECT_EQ(world.get("GetItem",
                        "{'TableName':'abc','Key':{'id':{'S':'a'}},"
                        "'AttributesToGet':['n','none']}",
                        "Item"),
              parsed("{'n':{'N':'3'}}"));
    expect_refusals(world, {{"GetItem",
                             "{'TableName':'abc','Key':{'id':{'S':'a'}},"
                             "'AttributesToGet':['n','n']}",
                             fmt::format("{}Duplicate value in attribute name: n", invalid)}});
}

TEST(DynamoItems, CapacityIsCountedAsTheServiceDoes) {
    World world;
    world.table("abc");
    const std::string big(5000, 'x');
    EXPECT_EQ(world.get("PutItem",
                        "{'TableName':'abc','Item':{'id':{'S':'a'},'x':{'S':'" + big +
                            "'}},'ReturnConsumedCapacity':'TOTAL'}",
                        "ConsumedCapacity"),
              parsed("{'TableName':'abc','CapacityUnits':5}"));
    const std::string get = "{'TableName':'abc','Key':{'id':{'S':'a'}},";
    EXPECT_EQ(world.get("GetItem", get + "'ReturnConsumedCapacity':'TOTAL'}",
                        "ConsumedCapacity/CapacityUnits"),
              1);
    EXPECT_EQ(
        world.get("GetItem", get + "'ConsistentRead':true,'ReturnConsumedCapacity':'INDEXES'}",
                  "ConsumedCapacity"),
        parsed("{'TableName':'abc','CapacityUnits':2,'Table':{'CapacityUnits':2}}"));
    EXPECT_EQ(world.get("GetItem",
                        "{'TableName':'abc','Key':{'id':{'S':'none'}},"
                        "'ReturnConsumedCapacity':'TOTAL'}",
                        "ConsumedCapacity/CapacityUnits"),
              0.5);
    EXPECT_EQ(world.get("PutItem",
                        "{'TableName':'abc','Item':{'id':{'S':'a'}},"
                        "'ReturnConsumedCapacity':'TOTAL'}",
                        "ConsumedCapacity/CapacityUnits"),
              5)
        << "the larger of the two counts";
}

TEST(DynamoItems, CollectionsAreMeasuredInTablesWithLocalIndexes) {
    World world;
    world.table("abc", "id at",
                "'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'},"
                "{'AttributeName':'at','AttributeType':'S'},"
                "{'AttributeName':'b','AttributeType':'S'}],"
                "'LocalSecondaryIndexes':[{'IndexName':'byB','KeySchema':["
                "{'AttributeName':'id','KeyType':'HASH'},{'AttributeName':'b','KeyType':'RANGE'}],"
                "'Projection':{'ProjectionType':'ALL'}}]");
    world.table("plain");
    const json::value metrics =
        world.get("PutItem",
                  "{'TableName':'abc','Item':{'id':{'S':'a'},'at':{'S':'1'},'b':{'S':'x'}},"
                  "'ReturnItemCollectionMetrics':'SIZE','ReturnConsumedCapacity':'INDEXES'}",
                  "");
    EXPECT_EQ(at(metrics, "ItemCollectionMetrics/ItemCollectionKey"), parsed("{'id':{'S':'a'}}"));
    EXPECT_EQ(at(metrics, "ConsumedCapacity"),
              parsed("{'TableName':'abc','CapacityUnits':2,'Table':{'CapacityUnits':1},"
                     "'LocalSecondaryIndexes':{'byB':{'CapacityUnits':1}}}"));
    EXPECT_EQ(world.get("PutItem",
                        "{'TableName':'plain','Item':{'id':{'S':'a'}},"
                        "'ReturnItemCollectionMetrics':'SIZE'}",
                        "ItemCollectionMetrics"),
              nullptr);
}

TEST(DynamoItems, ItemsOutliveARestart) {
    World world;
    world.table("abc");
    world.put("abc", "[{'id':{'S':'a'},'n':{'N':'1'}}]");
    world.harness().restart();
    EXPECT_EQ(world.get("GetItem", "{'TableName':'abc','Key':{'id':{'S':'a'}}}", "Item/n/N"), "1");
}

}  // namespace
}  // namespace forebay::dynamodb
