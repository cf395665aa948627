#include "tests/dynamodb/world.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <string>

namespace forebay::dynamodb {
namespace {

using testing::MatchesRegex;

const std::string keys =
    "'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}],"
    "'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'}]";
const std::string capacity =
    "'ProvisionedThroughput':{'ReadCapacityUnits':5,'WriteCapacityUnits':6}";
const std::string arn = "arn:aws:dynamodb:us-east-1:000000000000:table/";

std::string creation(std::string_view name, std::string_view members) {
    return fmt::format("{{'TableName':'{}',{}}}", name, members);
}

TEST(DynamoTables, ACreatedTableIsDescribed) {
    World world;

    const json::value created =
        at(world.ok("CreateTable", creation("orders", keys + "," + capacity)), "TableDescription");
    EXPECT_EQ(at(created, "TableStatus"), "CREATING");
    EXPECT_EQ(at(created, "TableArn").as_string(), arn + "orders");
    EXPECT_EQ(at(created, "BillingModeSummary"), nullptr);
    EXPECT_EQ(at(created, "LatestStreamArn"), nullptr);
    EXPECT_EQ(at(created, "GlobalSecondaryIndexes"), nullptr);
    EXPECT_THAT(
        std::string(at(created, "TableId").as_string()),
        MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));

    const json::value described = world.get("DescribeTable", "{'TableName':'orders'}", "Table");
    EXPECT_EQ(at(described, "TableStatus"), "ACTIVE");
    EXPECT_EQ(at(described, "TableId"), at(created, "TableId"));
    EXPECT_EQ(at(described, "CreationDateTime"), 1'700'000'000);
    EXPECT_EQ(at(described, "ItemCount"), 0);
    EXPECT_EQ(at(described, "ProvisionedThroughput"),
              parsed("{'NumberOfDecreasesToday':0,'ReadCapacityUnits':5,'WriteCapacityUnits':6}"));
    EXPECT_EQ(at(described, "WarmThroughput"),
              parsed("{'ReadUnitsPerSecond':5,'WriteUnitsPerSecond':6,'Status':'ACTIVE'}"));
    EXPECT_EQ(at(described, "KeySchema"), parsed("[{'AttributeName':'id','KeyType':'HASH'}]"));
    EXPECT_EQ(at(described, "AttributeDefinitions"),
              parsed("[{'AttributeName':'id','AttributeType':'S'}]"));
    EXPECT_EQ(at(described, "DeletionProtectionEnabled"), false);
    EXPECT_EQ(world.get("DescribeTable", "{'TableName':'" + arn + "orders'}", "Table/TableName"),
              "orders");
}

TEST(DynamoTables, ATableOnDemandSaysSinceWhen) {
    World world;

    const json::value created =
        at(world.ok("CreateTable", creation("abc", keys + ",'BillingMode':'PAY_PER_REQUEST'")),
           "TableDescription");
    EXPECT_EQ(at(created, "BillingModeSummary"), parsed("{'BillingMode':'PAY_PER_REQUEST'}"));

    const json::value described = world.get("DescribeTable", "{'TableName':'abc'}", "Table");
    EXPECT_EQ(at(described, "BillingModeSummary/LastUpdateToPayPerRequestDateTime"), 1'700'000'000);
    EXPECT_EQ(at(described, "ProvisionedThroughput/ReadCapacityUnits"), 0);
    EXPECT_EQ(at(described, "WarmThroughput/ReadUnitsPerSecond"), 12'000);
}

TEST(DynamoTables, IndexesAreDescribed) {
    World world;
    world.table("abc", "id at:N",
                "'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'},"
                "{'AttributeName':'at','AttributeType':'N'},"
                "{'AttributeName':'b','AttributeType':'B'}],"
                "'LocalSecondaryIndexes':[{'IndexName':'local','KeySchema':["
                "{'AttributeName':'id','KeyType':'HASH'},{'AttributeName':'b','KeyType':'RANGE'}],"
                "'Projection':{'ProjectionType':'KEYS_ONLY'}}],"
                "'GlobalSecondaryIndexes':[{'IndexName':'global','KeySchema':["
                "{'AttributeName':'b','KeyType':'HASH'}],"
                "'Projection':{'ProjectionType':'INCLUDE','NonKeyAttributes':['x']}}]");

    const json::value described = world.get("DescribeTable", "{'TableName':'abc'}", "Table");

    EXPECT_EQ(at(described, "LocalSecondaryIndexes"),
              parsed("[{'IndexName':'local','KeySchema':["
                     "{'AttributeName':'id','KeyType':'HASH'},"
                     "{'AttributeName':'b','KeyType':'RANGE'}],"
                     "'Projection':{'ProjectionType':'KEYS_ONLY'},'IndexSizeBytes':0,"
                     "'ItemCount':0,'IndexArn':'" +
                     arn + "abc/index/local'}]"));
    EXPECT_EQ(at(described, "GlobalSecondaryIndexes/0/IndexStatus"), "ACTIVE");
    EXPECT_EQ(at(described, "GlobalSecondaryIndexes/0/Projection"),
              parsed("{'ProjectionType':'INCLUDE','NonKeyAttributes':['x']}"));
}

TEST(DynamoTables, WhatCannotBeATableIsRefused) {
    World world;
    const std::string two_keys =
        "'AttributeDefinitions':[{'AttributeName':'a','AttributeType':'S'},"
        "{'AttributeName':'b','AttributeType':'S'}],";
    const auto schema = [](std::string_view first, std::string_view second) {
        return fmt::format(
            "'KeySchema':[{{'AttributeName':'{}','KeyType':'{}'}},{{'AttributeName':"
            "'{}','KeyType':'{}'}}],",
            first.substr(0, 1), first.substr(2), second.substr(0, 1), second.substr(2));
    };
    const auto refused = [&](const std::string& members, std::string_view message) {
        expect_refusals(world, {{"CreateTable", creation("abc", members), message}});
    };
    const std::string wrong = "One or more parameter values were invalid: ";

    refused(keys, wrong +
                      "ReadCapacityUnits and WriteCapacityUnits must both be specified when "
                      "BillingMode is PROVISIONED");
    refused(keys + "," + capacity + ",'BillingMode':'PAY_PER_REQUEST'",
            wrong +
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                "BillingMode is PAY_PER_REQUEST");
    refused(two_keys + schema("a HASH", "c RANGE") + capacity,
            wrong +
                "Some index key attributes are not defined in AttributeDefinitions. Keys: [a, c], "
                "AttributeDefinitions: [a, b]");
    refused(two_keys + schema("a HASH", "a RANGE") + capacity,
            "Both the Hash Key and the Range Key element in the KeySchema have the same name");
    refused(two_keys + schema("a RANGE", "b HASH") + capacity,
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
    refused(two_keys + schema("a HASH", "b HASH") + capacity,
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
    refused(two_keys + "'KeySchema':[{'AttributeName':'a','KeyType':'HASH'}]," + capacity,
            wrong +
                "Number of attributes in KeySchema does not exactly match number of attributes "
                "defined in AttributeDefinitions");
    refused(keys + "," + capacity + ",'LocalSecondaryIndexes':[]",
            wrong + "List of LocalSecondaryIndexes is empty");
    refused(keys + "," + capacity + ",'GlobalSecondaryIndexes':[]",
            wrong + "List of GlobalSecondaryIndexes is empty");
}

TEST(DynamoTables, IndexesThatCannotBeAreRefused) {
    World world;
    const std::string table =
        "'AttributeDefinitions':[{'AttributeName':'a','AttributeType':'S'},"
        "{'AttributeName':'b','AttributeType':'S'}],'KeySchema':[{'AttributeName':'a','KeyType':"
        "'HASH'},{'AttributeName':'b','KeyType':'RANGE'}]," +
        capacity;
    const auto refused = [&](std::string_view indexes, std::string_view message) {
        expect_refusals(world,
                        {{"CreateTable", creation("abc", fmt::format("{},{}", table, indexes)),
                          fmt::format("One or more parameter values were invalid: {}", message)}});
    };
    refused(
        "'LocalSecondaryIndexes':[{'IndexName':'one','KeySchema':[{'AttributeName':'a',"
        "'KeyType':'HASH'}],'Projection':{'ProjectionType':'ALL'}}]",
        "Index KeySchema does not have a range key for index: one");
    refused(
        "'LocalSecondaryIndexes':[{'IndexName':'one','KeySchema':[{'AttributeName':'b',"
        "'KeyType':'HASH'},{'AttributeName':'a','KeyType':'RANGE'}],'Projection':"
        "{'ProjectionType':'ALL'}}]",
        "Index KeySchema does not have the same leading hash key as table KeySchema for "
        "index: one. index hash key: b, table hash key: a");
    refused(
        "'GlobalSecondaryIndexes':[{'IndexName':'one','KeySchema':[{'AttributeName':'b',"
        "'KeyType':'HASH'}],'Projection':{}}]",
        "Unknown ProjectionType: null");
    refused(
        "'GlobalSecondaryIndexes':[{'IndexName':'one','KeySchema':[{'AttributeName':'b',"
        "'KeyType':'HASH'}],'Projection':{'ProjectionType':'ALL','NonKeyAttributes':['x']}}]",
        "ProjectionType is ALL, but NonKeyAttributes is specified");
}

TEST(DynamoTables, ANameIsTakenUntilItsTableIsDeleted) {
    World world;
    world.table("abc");
    expect_refusals(world, {{"CreateTable", creation("abc", keys + "," + capacity),
                             "Table already exists: abc", "ResourceInUseException"}});

    const json::value deleted = world.get("DeleteTable", "{'TableName':'abc'}", "TableDescription");
    EXPECT_EQ(at(deleted, "TableStatus"), "DELETING");
    EXPECT_EQ(at(deleted, "KeySchema"), nullptr);
    EXPECT_EQ(at(deleted, "AttributeDefinitions"), nullptr);
    EXPECT_EQ(at(deleted, "CreationDateTime"), nullptr);

    expect_refusals(
        world, {{"DescribeTable", "{'TableName':'abc'}",
                 "Requested resource not found: Table: abc not found", "ResourceNotFoundException"},
                {"DeleteTable", "{'TableName':'abc'}",
                 "Requested resource not found: Table: abc not found", "ResourceNotFoundException"},
                {"GetItem", "{'TableName':'abc','Key':{'id':{'S':'a'}}}",
                 "Requested resource not found", "ResourceNotFoundException"}});
    world.table("abc");
}

TEST(DynamoTables, AProtectedTableIsNotDeleted) {
    World world;
    world.table("abc", "id", "'DeletionProtectionEnabled':true");
    expect_refusals(world, {{"DeleteTable", "{'TableName':'abc'}",
                             "Resource cannot be deleted as it is currently protected against "
                             "deletion. Disable deletion protection first."}});

    world.ok("UpdateTable", "{'TableName':'abc','DeletionProtectionEnabled':false}");
    world.ok("DeleteTable", "{'TableName':'abc'}");
}

TEST(DynamoTables, ListsComeInPagesByName) {
    World world;
    for (const std::string_view name : {"ccc", "aaa", "bbb"}) {
        world.table(name);
    }
    EXPECT_EQ(json::serialize(world.ok("ListTables", "{}")),
              R"({"TableNames":["aaa","bbb","ccc"]})");
    EXPECT_EQ(json::serialize(world.ok("ListTables", "{'Limit':2}")),
              R"({"TableNames":["aaa","bbb"],"LastEvaluatedTableName":"bbb"})");
    EXPECT_EQ(json::serialize(world.ok("ListTables", "{'ExclusiveStartTableName':'aab'}")),
              R"({"TableNames":["bbb","ccc"]})");
}

TEST(DynamoTables, AnUpdateChangesBillingAndThroughput) {
    World world;
    world.ok("CreateTable", creation("abc", keys + "," + capacity));
    expect_refusals(
        world,
        {{"UpdateTable", "{'TableName':'abc'}",
          "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
          "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required"},
         {"UpdateTable", creation("abc", capacity),
          "The provisioned throughput for the table will not change. The requested value equals "
          "the current value. Current ReadCapacityUnits provisioned for the table: 5. Requested "
          "ReadCapacityUnits: 5. Current WriteCapacityUnits provisioned for the table: 6. "
          "Requested WriteCapacityUnits: 6. Refer to the Amazon DynamoDB Developer Guide for "
          "current limits and how to request higher limits."}});

    EXPECT_EQ(world.get("UpdateTable", "{'TableName':'abc','BillingMode':'PAY_PER_REQUEST'}",
                        "TableDescription/TableStatus"),
              "UPDATING");
    EXPECT_EQ(
        world.get("DescribeTable", "{'TableName':'abc'}", "Table/BillingModeSummary/BillingMode"),
        "PAY_PER_REQUEST");
    EXPECT_EQ(world.get("DescribeTable", "{'TableName':'abc'}", "Table/TableStatus"), "ACTIVE");

    world.ok("UpdateTable", creation("abc", "'BillingMode':'PROVISIONED'," + capacity));
    EXPECT_EQ(world.get("DescribeTable", "{'TableName':'abc'}", "Table/BillingModeSummary"),
              nullptr);
}

TEST(DynamoTables, AnIndexThatIsAddedWhereBillingIsByRequestHasNoCapacity) {
    World world;
    world.table("abc");
    expect_refusals(
        world,
        {{"UpdateTable",
          "{'TableName':'abc','AttributeDefinitions':[{'AttributeName':'b','AttributeType':'S'}],"
          "'GlobalSecondaryIndexUpdates':[{'Create':{'IndexName':'by-b','KeySchema':["
          "{'AttributeName':'b','KeyType':'HASH'}],'Projection':{'ProjectionType':'ALL'}," +
              capacity + "}}]}",
          "One or more parameter values were invalid: ProvisionedThroughput should not be "
          "specified for index: by-b when BillingMode is PAY_PER_REQUEST"}});
}

TEST(DynamoTables, AnIndexIsAddedAndRemoved) {
    World world;
    world.table("abc");
    world.put("abc", "[{'id':{'S':'1'},'b':{'S':'x'}},{'id':{'S':'2'}}]");
    world.ok("UpdateTable",
             "{'TableName':'abc','AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'}"
             ",{'AttributeName':'b','AttributeType':'S'}],'GlobalSecondaryIndexUpdates':[{'Create':"
             "{'IndexName':'byB','KeySchema':[{'AttributeName':'b','KeyType':'HASH'}],"
             "'Projection':{'ProjectionType':'ALL'}}}]}");
    world.harness().until([&] {
        return world.get("DescribeTable", "{'TableName':'abc'}",
                         "Table/GlobalSecondaryIndexes/0/IndexStatus") == "ACTIVE";
    });
    EXPECT_EQ(world.get("Scan", "{'TableName':'abc','IndexName':'byB'}", "Count"), 1);

    world.ok("UpdateTable",
             "{'TableName':'abc','GlobalSecondaryIndexUpdates':[{'Delete':{'IndexName':'byB'}}]}");
    const json::value described = world.get("DescribeTable", "{'TableName':'abc'}", "Table");
    EXPECT_EQ(at(described, "GlobalSecondaryIndexes"), nullptr);
    EXPECT_EQ(at(described, "AttributeDefinitions"),
              parsed("[{'AttributeName':'id','AttributeType':'S'}]"));
    expect_refusals(world, {{"Scan", "{'TableName':'abc','IndexName':'byB'}",
                             "The table does not have the specified index: byB"}});
}

TEST(DynamoTables, TimeToLiveIsSwitchedOnAndOff) {
    World world;
    world.table("abc");
    const std::string on =
        "{'TableName':'abc','TimeToLiveSpecification':{'Enabled':true,'AttributeName':'ttl'}}";
    const std::string off =
        "{'TableName':'abc','TimeToLiveSpecification':{'Enabled':false,'AttributeName':'ttl'}}";
    const std::string other =
        "{'TableName':'abc','TimeToLiveSpecification':{'Enabled':true,'AttributeName':'x'}}";
    EXPECT_EQ(json::serialize(world.ok("DescribeTimeToLive", "{'TableName':'abc'}")),
              R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})");
    expect_refusals(world, {{"UpdateTimeToLive", off, "TimeToLive is already disabled"}});

    EXPECT_EQ(json::serialize(world.ok("UpdateTimeToLive", on)),
              R"({"TimeToLiveSpecification":{"Enabled":true,"AttributeName":"ttl"}})");
    EXPECT_EQ(json::serialize(world.ok("DescribeTimeToLive", "{'TableName':'abc'}")),
              R"({"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED","AttributeName":"ttl"}})");
    expect_refusals(world,
                    {{"UpdateTimeToLive", on, "TimeToLive is already enabled"},
                     {"UpdateTimeToLive", other,
                      "TimeToLive is active on a different AttributeName: current AttributeName "
                      "is ttl"}});
    world.ok("UpdateTimeToLive", off);
}

TEST(DynamoTables, TagsAreSetListedAndRemoved) {
    World world;
    world.table("abc", "id", "'Tags':[{'Key':'a','Value':'1'}]");
    const std::string resource = "'ResourceArn':'" + arn + "abc'";

    EXPECT_EQ(
        world
            .call("TagResource", "{" + resource +
                                     ",'Tags':[{'Key':'b','Value':'2'},{'Key':'a','Value':'3'}"
                                     "]}")
            .body,
        "{}");
    EXPECT_EQ(json::serialize(world.ok("ListTagsOfResource", "{" + resource + "}")),
              R"({"Tags":[{"Key":"a","Value":"3"},{"Key":"b","Value":"2"}]})");
    world.ok("UntagResource", "{" + resource + ",'TagKeys':['a','none']}");
    EXPECT_EQ(json::serialize(world.ok("ListTagsOfResource", "{" + resource + "}")),
              R"({"Tags":[{"Key":"b","Value":"2"}]})");

    expect_refusals(
        world, {{"ListTagsOfResource", "{}", "Invalid TableArn"},
                {"ListTagsOfResource", "{'ResourceArn':'abc'}",
                 "Invalid TableArn: Invalid ResourceArn provided as input abc"},
                {"ListTagsOfResource", "{'ResourceArn':'arn:aws:dynamodb:us-east-1:1:queue/abc'}",
                 "Invalid TableArn: Invalid ResourceArn provided as input "
                 "arn:aws:dynamodb:us-east-1:1:queue/abc"},
                {"ListTagsOfResource", "{'ResourceArn':'" + arn + "none'}",
                 "Requested resource not found: ResourcArn: " + arn + "none not found",
                 "ResourceNotFoundException"},
                {"TagResource", "{" + resource + ",'Tags':[]}",
                 "Atleast one Tag needs to be provided as Input."},
                {"UntagResource", "{" + resource + ",'TagKeys':[]}",
                 "Atleast one Tag Key needs to be provided as Input."},
                {"TagResource", "{" + resource + "}",
                 "1 validation error detected: Value null at 'tags' failed to satisfy constraint: "
                 "Member must not be null"}});
}

TEST(DynamoTables, ManyTagsAreListedInPages) {
    World world;
    std::string tags;
    for (char c = 'a'; c < 'a' + 12; ++c) {
        tags += fmt::format("{}{{'Key':'{}','Value':''}}", tags.empty() ? "" : ",", c);
    }
    world.table("abc", "id", "'Tags':[" + tags + "]");

    const json::value first = world.ok("ListTagsOfResource", "{'ResourceArn':'" + arn + "abc'}");
    EXPECT_EQ(at(first, "Tags").as_array().size(), 10U);
    const json::value rest =
        world.ok("ListTagsOfResource", fmt::format("{{'ResourceArn':'{}abc','NextToken':{}}}", arn,
                                                   json::serialize(at(first, "NextToken"))));
    EXPECT_EQ(json::serialize(rest), R"({"Tags":[{"Key":"k","Value":""},{"Key":"l","Value":""}]})");
}

TEST(DynamoTables, WhatTerraformAndToolsAskIsAnswered) {
    World world;
    world.table("abc");
    EXPECT_EQ(world.get("DescribeContinuousBackups", "{'TableName':'abc'}",
                        "ContinuousBackupsDescription/PointInTimeRecoveryDescription"),
              parsed("{'PointInTimeRecoveryStatus':'DISABLED'}"));
    EXPECT_EQ(world.get("DescribeLimits", "{}", "TableMaxReadCapacityUnits"), 40'000);
    EXPECT_EQ(world.get("DescribeEndpoints", "{}", "Endpoints"),
              parsed("[{'Address':'broker:4566','CachePeriodInMinutes':1440}]"));
}

TEST(DynamoTables, EverythingOfATableOutlivesARestart) {
    World world;
    world.table("abc", "id at:N",
                "'Tags':[{'Key':'a','Value':'1'}],'TableClass':'STANDARD_INFREQUENT_ACCESS',"
                "'SSESpecification':{'Enabled':true},'StreamSpecification':{'StreamEnabled':true,"
                "'StreamViewType':'NEW_IMAGE'},'OnDemandThroughput':{'MaxReadRequestUnits':7}");
    world.ok("UpdateTimeToLive",
             "{'TableName':'abc','TimeToLiveSpecification':{'Enabled':true,'AttributeName':'t'}}");
    const json::value before = world.ok("DescribeTable", "{'TableName':'abc'}");

    world.harness().restart();

    EXPECT_EQ(world.ok("DescribeTable", "{'TableName':'abc'}"), before);
    EXPECT_EQ(at(before, "Table/SSEDescription"), parsed("{'Status':'ENABLED','SSEType':'KMS'}"));
    EXPECT_EQ(at(before, "Table/TableClassSummary/TableClass"), "STANDARD_INFREQUENT_ACCESS");
    EXPECT_EQ(at(before, "Table/OnDemandThroughput"), parsed("{'MaxReadRequestUnits':7}"));
    EXPECT_EQ(at(before, "Table/StreamSpecification/StreamViewType"), "NEW_IMAGE");
    EXPECT_EQ(at(before, "Table/LatestStreamArn").as_string(),
              arn + "abc/stream/2023-11-14T22:13:20.000");
}

}  // namespace
}  // namespace forebay::dynamodb
