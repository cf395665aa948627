#include "tests/dynamodb/world.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <string>
#include <vector>

namespace forebay::dynamodb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The sort keys of the items on a page.
std::vector<std::string> sort_keys(const json::value& page, std::string_view attribute = "n/N") {
    std::vector<std::string> keys;
    for (const json::value& item : at(page, "Items").as_array()) {
        keys.emplace_back(at(item, attribute).as_string());
    }
    return keys;
}

/// A world with the table `abc`: partition `p`, sort key `n`, a local index by `s` that has keys
/// only and a global one by `g` that includes `x`.
struct Abc : World {
    Abc() {
        table("abc", "p n:N",
              "'AttributeDefinitions':[{'AttributeName':'p','AttributeType':'S'},"
              "{'AttributeName':'n','AttributeType':'N'},{'AttributeName':'s','AttributeType':'S'},"
              "{'AttributeName':'g','AttributeType':'S'}],"
              "'LocalSecondaryIndexes':[{'IndexName':'byS','KeySchema':["
              "{'AttributeName':'p','KeyType':'HASH'},{'AttributeName':'s','KeyType':'RANGE'}],"
              "'Projection':{'ProjectionType':'KEYS_ONLY'}}],"
              "'GlobalSecondaryIndexes':[{'IndexName':'byG','KeySchema':["
              "{'AttributeName':'g','KeyType':'HASH'}],"
              "'Projection':{'ProjectionType':'INCLUDE','NonKeyAttributes':['x']}}]");
    }

    void fill(int count) {
        for (int i = 1; i <= count; ++i) {
            put("abc", fmt::format("[{{'p':{{'S':'a'}},'n':{{'N':'{}'}},'s':{{'S':'{}'}},"
                                   "'g':{{'S':'g'}},'x':{{'N':'{}'}},'y':{{'S':'y'}}}}]",
                                   i, char('z' - i), i % 2));
        }
    }

    /// Queries the partition `a`, with more members.
    json::value query(std::string_view more = {}, std::string_view values = {}) {
        return ok("Query",
                  fmt::format("{{'TableName':'abc','KeyConditionExpression':'p = :p',"
                              "'ExpressionAttributeValues':{{':p':{{'S':'a'}}{}{}}}{}{}}}",
                              values.empty() ? "" : ",", values, more.empty() ? "" : ",", more));
    }
};

TEST(DynamoQuery, APartitionIsReadInTheOrderOfItsSortKeys) {
    Abc world;
    world.fill(11);
    world.put("abc", "[{'p':{'S':'b'},'n':{'N':'1'}}]");

    const json::value page = world.query();
    EXPECT_THAT(sort_keys(page),
                ElementsAre("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"));
    EXPECT_EQ(at(page, "Count"), 11);
    EXPECT_EQ(at(page, "ScannedCount"), 11);
    EXPECT_EQ(at(page, "LastEvaluatedKey"), nullptr);
    EXPECT_THAT(sort_keys(world.query("'ScanIndexForward':false,'Limit':2")),
                ElementsAre("11", "10"));
}

TEST(DynamoQuery, PagesContinueWhereTheLastOneEnded) {
    Abc world;
    world.fill(3);

    const json::value first = world.query("'Limit':2");
    EXPECT_EQ(at(first, "LastEvaluatedKey"), parsed("{'p':{'S':'a'},'n':{'N':'2'}}"));
    const json::value second =
        world.query("'ExclusiveStartKey':" + json::serialize(at(first, "LastEvaluatedKey")));
    EXPECT_THAT(sort_keys(second), ElementsAre("3"));
    EXPECT_EQ(at(second, "LastEvaluatedKey"), nullptr);

    const json::value exact = world.query("'Limit':3");
    EXPECT_EQ(at(exact, "LastEvaluatedKey"), parsed("{'p':{'S':'a'},'n':{'N':'3'}}"));
    EXPECT_THAT(sort_keys(world.query("'ScanIndexForward':false,'ExclusiveStartKey':{'p':{'S':'a'},"
                                      "'n':{'N':'2.5'}}")),
                ElementsAre("2", "1"));
}

TEST(DynamoQuery, SortConditionsNarrowThePartition) {
    Abc world;
    world.fill(5);
    const auto found = [&](std::string_view condition) {
        return sort_keys(world.ok(
            "Query",
            fmt::format("{{'TableName':'abc','KeyConditionExpression':'p = :p AND {}',"
                        "'ExpressionAttributeValues':{{':p':{{'S':'a'}},':a':{{'N':'2'}}"
                        "{}}}}}",
                        condition,
                        condition.find(":b") == std::string_view::npos ? "" : ",':b':{'N':'4'}")));
    };
    EXPECT_THAT(found("n = :a"), ElementsAre("2"));
    EXPECT_THAT(found("n < :a"), ElementsAre("1"));
    EXPECT_THAT(found(":a <= n"), ElementsAre("2", "3", "4", "5"));
    EXPECT_THAT(found("n BETWEEN :a AND :b"), ElementsAre("2", "3", "4"));
}

TEST(DynamoQuery, AFilterComesAfterReading) {
    Abc world;
    world.fill(4);
    const json::value page = world.query("'FilterExpression':'x = :x','Limit':3", "':x':{'N':'1'}");
    EXPECT_THAT(sort_keys(page), ElementsAre("1", "3"));
    EXPECT_EQ(at(page, "Count"), 2);
    EXPECT_EQ(at(page, "ScannedCount"), 3);

    const json::value counted =
        world.query("'FilterExpression':'x = :x','Select':'COUNT'", "':x':{'N':'1'}");
    EXPECT_EQ(at(counted, "Items"), nullptr);
    EXPECT_EQ(at(counted, "Count"), 2);
}

TEST(DynamoQuery, AProjectionKeepsWhatWasAskedFor) {
    Abc world;
    world.fill(1);
    EXPECT_EQ(at(world.query("'ProjectionExpression':'x, y'"), "Items"),
              parsed("[{'x':{'N':'1'},'y':{'S':'y'}}]"));
}

TEST(DynamoQuery, ALocalIndexSortsInItsOwnWayAndFetchesTheRest) {
    Abc world;
    world.fill(2);
    const json::value keys = world.query("'IndexName':'byS'");
    EXPECT_EQ(at(keys, "Items/0"), parsed("{'p':{'S':'a'},'n':{'N':'2'},'s':{'S':'x'}}"));

    EXPECT_EQ(at(world.query("'IndexName':'byS','Select':'ALL_ATTRIBUTES'"), "Items/0/y/S"), "y");
    EXPECT_EQ(at(world.query("'IndexName':'byS','ProjectionExpression':'y'"), "Items"),
              parsed("[{'y':{'S':'y'}},{'y':{'S':'y'}}]"));
    EXPECT_EQ(at(world.query("'IndexName':'byS','Limit':1"), "LastEvaluatedKey"),
              parsed("{'p':{'S':'a'},'n':{'N':'2'},'s':{'S':'x'}}"));
}

TEST(DynamoQuery, ALocalIndexFetchesItemsOnlyForWhatItDoesNotHave) {
    Abc world;
    world.fill(3);
    const auto capacity = [&](std::string_view more) {
        return at(world.query(
                      fmt::format("'IndexName':'byS','ReturnConsumedCapacity':'INDEXES',{}", more),
                      more.find(":y") == std::string_view::npos ? "" : "':y':{'S':'y'}"),
                  "ConsumedCapacity");
    };
    const json::value of_index = parsed(
        "{'TableName':'abc','CapacityUnits':0.5,'Table':{'CapacityUnits':0},"
        "'LocalSecondaryIndexes':{'byS':{'CapacityUnits':0.5}}}");
    const json::value of_both = parsed(
        "{'TableName':'abc','CapacityUnits':2,'Table':{'CapacityUnits':1.5},"
        "'LocalSecondaryIndexes':{'byS':{'CapacityUnits':0.5}}}");
    EXPECT_EQ(capacity("'ProjectionExpression':'p, n, s'"), of_index);
    EXPECT_EQ(capacity("'ProjectionExpression':'p, y'"), of_both);
    EXPECT_EQ(capacity("'FilterExpression':'y = :y'"), of_both);
    EXPECT_EQ(
        at(world.query("'IndexName':'byS','FilterExpression':'y = :y'", "':y':{'S':'y'}"), "Count"),
        3);
}

TEST(DynamoQuery, AGlobalIndexHasWhatItProjects) {
    Abc world;
    world.fill(2);
    world.put("abc", "[{'p':{'S':'a'},'n':{'N':'9'}}]");
    const std::string query =
        "{'TableName':'abc','IndexName':'byG','KeyConditionExpression':'g = :g',"
        "'ExpressionAttributeValues':{':g':{'S':'g'}}";

    const json::value page = world.ok("Query", query + "}");
    EXPECT_EQ(at(page, "Count"), 2);
    EXPECT_EQ(at(page, "Items/0"),
              parsed("{'p':{'S':'a'},'n':{'N':'1'},'g':{'S':'g'},'x':{'N':'1'}}"));
    EXPECT_EQ(
        world.get("Query", query + ",'ReturnConsumedCapacity':'INDEXES'}", "ConsumedCapacity"),
        parsed("{'TableName':'abc','CapacityUnits':0.5,'Table':{'CapacityUnits':0},"
               "'GlobalSecondaryIndexes':{'byG':{'CapacityUnits':0.5}}}"));
    expect_refusals(
        world,
        {{"Query", query + ",'ConsistentRead':true}",
          "Consistent reads are not supported on global secondary indexes"},
         {"Query", query + ",'Select':'ALL_ATTRIBUTES'}",
          "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported "
          "for global secondary index byG because its projection type is not ALL"},
         {"Query", query + ",'ProjectionExpression':'y'}",
          "One or more parameter values were invalid: Global secondary index byG does not project "
          "[y]"}});
}

TEST(DynamoQuery, ConditionsThatCannotBeAreRefused) {
    Abc world;
    const auto refused = [&](std::string_view condition, std::string_view message,
                             std::string_view values = "':p':{'S':'a'}") {
        expect_refusals(world, {{"Query",
                                 fmt::format("{{'TableName':'abc','KeyConditionExpression':'{}',"
                                             "'ExpressionAttributeValues':{{{}}}}}",
                                             condition, values),
                                 message}});
    };
    expect_refusals(world, {{"Query", "{'TableName':'abc'}",
                             "Either the KeyConditions or KeyConditionExpression parameter must be "
                             "specified in the request."}});
    refused("p = :p OR n = :p", "Invalid operator used in KeyConditionExpression: OR");
    refused("n = :p", "Query condition missed key schema element: p");
    refused("p > :p", "Query key condition not supported");
    refused("p = :p AND y = :p", "Query condition missed key schema element: n");
    refused("p = :p",
            "One or more parameter values were invalid: Condition parameter type does not match "
            "schema type",
            "':p':{'N':'1'}");
}

TEST(DynamoQuery, FiltersOnKeysAndWrongSelectionsAreRefused) {
    Abc world;
    const auto refused = [&](std::string_view more, std::string_view message) {
        expect_refusals(world, {{"Query",
                                 fmt::format("{{'TableName':'abc','KeyConditionExpression':'p = :p'"
                                             ",'ExpressionAttributeValues':{{':p':{{'S':'a'}}}},"
                                             "{}}}",
                                             more),
                                 message}});
    };
    refused("'FilterExpression':'n = :p'",
            "Filter Expression can only contain non-primary key attributes: Primary key "
            "attribute: n");
    refused("'IndexName':'none'", "The table does not have the specified index: none");
    refused("'Select':'SPECIFIC_ATTRIBUTES'",
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
            "SPECIFIC_ATTRIBUTES");
    refused("'Select':'ALL_PROJECTED_ATTRIBUTES'",
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
    refused("'Select':'ALL_ATTRIBUTES','ProjectionExpression':'x'",
            "Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES");
    refused("'ExclusiveStartKey':{'p':{'S':'a'}}", "The provided starting key is invalid");
    refused("'ExclusiveStartKey':{'p':{'S':'b'},'n':{'N':'1'}}",
            "The provided starting key is outside query boundaries based on provided conditions");
    refused("'ExclusiveStartKey':{'p':{'S':'a'},'n':{'N':'1'},'x':{'N':'1'}}",
            "The provided starting key is invalid");
    refused("'ExclusiveStartKey':{'p':{'S':'a'},'n':{'N':'x'}}",
            "The parameter cannot be converted to a numeric value: x");
    refused("'ExclusiveStartKey':{'p':{'S':'a'},'n':{}}",
            "The provided starting key is invalid: Supplied AttributeValue is empty, must contain "
            "exactly one of the supported datatypes");
    expect_refusals(world, {{"Query",
                             "{'TableName':'abc','KeyConditionExpression':'p = :p AND n > :n',"
                             "'ExpressionAttributeValues':{':p':{'S':'a'},':n':{'N':'5'}},"
                             "'ExclusiveStartKey':{'p':{'S':'a'},'n':{'N':'4'}}}",
                             "The provided starting key does not match the range key predicate"}});
}

TEST(DynamoQuery, OlderConditionsStillWork) {
    Abc world;
    world.fill(3);
    EXPECT_THAT(
        sort_keys(world.ok(
            "Query",
            "{'TableName':'abc','KeyConditions':{'p':{'ComparisonOperator':'EQ',"
            "'AttributeValueList':[{'S':'a'}]},'n':{'ComparisonOperator':'GT',"
            "'AttributeValueList':[{'N':'1'}]}},'QueryFilter':{'x':{'ComparisonOperator':'EQ',"
            "'AttributeValueList':[{'N':'1'}]}},'AttributesToGet':['n']}")),
        ElementsAre("3"));
    EXPECT_EQ(at(world.ok("Scan",
                          "{'TableName':'abc','ScanFilter':{'x':{'ComparisonOperator':'EQ',"
                          "'AttributeValueList':[{'N':'1'}]},'n':{'ComparisonOperator':'EQ',"
                          "'AttributeValueList':[{'N':'2'}]}},'ConditionalOperator':'OR'}"),
                 "Count"),
              3);
}

TEST(DynamoScan, ATableIsReadInPages) {
    Abc world;
    world.fill(5);
    std::vector<std::string> keys;
    std::string start;
    do {
        const json::value page =
            world.ok("Scan", fmt::format("{{'TableName':'abc','Limit':2{}}}", start));
        for (const std::string& key : sort_keys(page)) {
            keys.push_back(key);
        }
        const json::value last = at(page, "LastEvaluatedKey");
        start = last.is_null() ? "" : ",'ExclusiveStartKey':" + json::serialize(last);
    } while (!start.empty());
    EXPECT_THAT(keys, ElementsAre("1", "2", "3", "4", "5"));
}

TEST(DynamoScan, SegmentsShareATable) {
    World world;
    world.table("abc");
    for (int i = 0; i < 40; ++i) {
        world.put("abc", fmt::format("[{{'id':{{'S':'{}'}}}}]", i));
    }
    std::vector<std::string> keys;
    for (int segment = 0; segment < 3; ++segment) {
        const auto found = sort_keys(
            world.ok("Scan",
                     fmt::format("{{'TableName':'abc','Segment':{},'TotalSegments':3}}", segment)),
            "id/S");
        EXPECT_LT(found.size(), 40U);
        keys.insert(keys.end(), found.begin(), found.end());
    }
    std::ranges::sort(keys);
    EXPECT_EQ(std::ranges::unique(keys).size(), 0U);
    EXPECT_EQ(keys.size(), 40U);
}

TEST(DynamoScan, SegmentsThatCannotBeAreRefused) {
    World world;
    world.table("abc");
    expect_refusals(
        world,
        {{"Scan", "{'TableName':'abc','Segment':0}",
          "The TotalSegments parameter is required but was not present in the request when Segment "
          "parameter is present"},
         {"Scan", "{'TableName':'abc','TotalSegments':1}",
          "The Segment parameter is required but was not present in the request when parameter "
          "TotalSegments is present"},
         {"Scan", "{'TableName':'abc','Segment':1,'TotalSegments':1}",
          "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
          "Segment: 1 is not less than TotalSegments: 1"},
         {"Scan", "{'TableName':'abc','ExclusiveStartKey':{'x':{'S':'a'}}}",
          "The provided starting key is invalid: The provided key element does not match the "
          "schema"}});
}

TEST(DynamoScan, AFilterMayLookAtKeys) {
    World world;
    world.table("abc");
    world.put("abc", "[{'id':{'S':'a'}},{'id':{'S':'b'}}]");
    EXPECT_THAT(sort_keys(world.ok("Scan",
                                   "{'TableName':'abc','FilterExpression':'id = :a',"
                                   "'ExpressionAttributeValues':{':a':{'S':'a'}}}"),
                          "id/S"),
                ElementsAre("a"));
    EXPECT_THAT(sort_keys(world.ok("Scan",
                                   "{'TableName':'abc','FilterExpression':"
                                   "'attribute_exists(x)'}"),
                          "id/S"),
                IsEmpty());
}

TEST(DynamoScan, APageEndsWhenAMebibyteIsRead) {
    World world;
    world.table("abc");
    const std::string big(300'000, 'x');
    for (const char c : {'a', 'b', 'c', 'd', 'e'}) {
        world.put("abc", fmt::format("[{{'id':{{'S':'{}'}},'x':{{'S':'{}'}}}}]", c, big));
    }
    const json::value page = world.ok("Scan", "{'TableName':'abc','Select':'COUNT'}");
    EXPECT_EQ(at(page, "Count"), 4);
    EXPECT_TRUE(at(page, "LastEvaluatedKey").is_object());
}

}  // namespace
}  // namespace forebay::dynamodb
