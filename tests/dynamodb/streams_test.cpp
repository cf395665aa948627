#include "tests/dynamodb/world.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <string>
#include <vector>

namespace forebay::dynamodb {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

const std::string arn =
    "arn:aws:dynamodb:us-east-1:000000000000:table/abc/stream/2023-11-14T22:13:20.000";

/// A world with the table `abc` and its stream.
struct Abc : World {
    explicit Abc(std::string_view view = "NEW_AND_OLD_IMAGES") {
        table("abc", "id",
              fmt::format("'StreamSpecification':{{'StreamEnabled':true,'StreamViewType':'{}'}}",
                          view));
    }

    std::string text(std::string_view action, std::string_view input, std::string_view path) {
        return std::string(get(action, input, path).as_string());
    }

    std::string shard() {
        return text("DescribeStream", "{'StreamArn':'" + arn + "'}",
                    "StreamDescription/Shards/0/ShardId");
    }

    std::string iterator_request(std::string_view type, std::string_view more = {}) {
        return fmt::format("{{'StreamArn':'{}','ShardId':'{}','ShardIteratorType':'{}'{}}}", arn,
                           shard(), type, more);
    }

    std::string iterator(std::string_view type, std::string_view more = {}) {
        return text("GetShardIterator", iterator_request(type, more), "ShardIterator");
    }

    json::value records(std::string_view iterator, std::string_view more = {}) {
        return ok("GetRecords", fmt::format("{{'ShardIterator':'{}'{}}}", iterator, more));
    }
};

std::vector<std::string> events(const json::value& output) {
    std::vector<std::string> names;
    for (const json::value& record : at(output, "Records").as_array()) {
        names.emplace_back(at(record, "eventName").as_string());
    }
    return names;
}

TEST(DynamoStreams, AStreamIsListedAndDescribed) {
    Abc world;
    world.table("plain");

    EXPECT_EQ(at(world.ok("ListStreams", "{}"), "Streams"),
              parsed("[{'StreamArn':'" + arn +
                     "','TableName':'abc','StreamLabel':'2023-11-14T22:13:20.000'}]"));
    EXPECT_EQ(at(world.ok("ListStreams", "{'TableName':'plain'}"), "Streams"), parsed("[]"));
    const json::value described =
        world.get("DescribeStream", "{'StreamArn':'" + arn + "'}", "StreamDescription");
    EXPECT_EQ(at(described, "StreamStatus"), "ENABLED");
    EXPECT_EQ(at(described, "StreamViewType"), "NEW_AND_OLD_IMAGES");
    EXPECT_EQ(at(described, "KeySchema"), parsed("[{'AttributeName':'id','KeyType':'HASH'}]"));
    EXPECT_THAT(
        std::string(
            at(described, "Shards/0/SequenceNumberRange/StartingSequenceNumber").as_string()),
        MatchesRegex("1[0-9]{20}"));
    expect_refusals(world, {{"DescribeStream", "{'StreamArn':'" + arn + "1'}",
                             "Requested resource not found: Stream: " + arn + "1 not found",
                             "ResourceNotFoundException"}});
}

TEST(DynamoStreams, StreamsAreListedInPages) {
    Abc world;
    for (const char* name : {"abd", "abe"}) {
        world.table(name, "id",
                    "'StreamSpecification':{'StreamEnabled':true,'StreamViewType':'KEYS_ONLY'}");
    }
    const json::value first = world.ok("ListStreams", "{'Limit':2}");
    EXPECT_EQ(at(first, "Streams").as_array().size(), 2U);
    EXPECT_EQ(at(first, "Streams/1/TableName"), "abd");
    const json::value rest =
        world.ok("ListStreams", "{'Limit':2,'ExclusiveStartStreamArn':" +
                                    json::serialize(at(first, "LastEvaluatedStreamArn")) + "}");
    EXPECT_EQ(at(rest, "Streams").as_array().size(), 1U);
    EXPECT_EQ(at(rest, "Streams/0/TableName"), "abe");
    EXPECT_EQ(at(rest, "LastEvaluatedStreamArn"), nullptr);
}

TEST(DynamoStreams, WhatIsADayOldIsTrimmed) {
    Abc world;
    world.put("abc", "[{'id':{'S':'a'}}]");
    const std::string sequence =
        ",'SequenceNumber':" + json::serialize(at(world.records(world.iterator("TRIM_HORIZON")),
                                                  "Records/0/dynamodb/SequenceNumber"));
    world.harness().advance(25h);
    world.put("abc", "[{'id':{'S':'b'}}]");
    const auto is_trimmed = [&] {
        return world
                   .call("GetShardIterator", world.iterator_request("AT_SEQUENCE_NUMBER", sequence))
                   .code() == "TrimmedDataAccessException";
    };
    world.harness().until(is_trimmed);
    EXPECT_EQ(events(world.records(world.iterator("TRIM_HORIZON"))).size(), 1U);
}

TEST(DynamoStreams, AnIteratorDoesNotPassOverWhatWasTrimmed) {
    Abc world;
    world.put("abc", "[{'id':{'S':'a'}}]");
    world.harness().advance(23h + 55min);
    const std::string iterator = world.iterator("TRIM_HORIZON");
    world.harness().advance(10min);
    world.put("abc", "[{'id':{'S':'b'}}]");
    world.harness().until([&] {
        return world.call("GetRecords", "{'ShardIterator':'" + iterator + "'}").code() ==
               "TrimmedDataAccessException";
    });
}

TEST(DynamoStreams, EachChangeIsARecord) {
    Abc world;
    world.put("abc",
              "[{'id':{'S':'a'},'n':{'N':'1'}},{'id':{'S':'a'},'n':{'N':'2'}},"
              "{'id':{'S':'a'},'n':{'N':'2'}}]");
    world.ok("DeleteItem", "{'TableName':'abc','Key':{'id':{'S':'a'}}}");

    const json::value read = world.records(world.iterator("TRIM_HORIZON"));

    EXPECT_THAT(events(read), ElementsAre("INSERT", "MODIFY", "REMOVE"));
    const json::value modified = at(read, "Records/1");
    EXPECT_EQ(at(modified, "eventSource"), "aws:dynamodb");
    EXPECT_EQ(at(modified, "eventVersion"), "1.1");
    EXPECT_EQ(at(modified, "awsRegion"), "us-east-1");
    EXPECT_THAT(std::string(at(modified, "eventID").as_string()), MatchesRegex("[0-9a-f]{32}"));
    EXPECT_EQ(at(modified, "dynamodb/Keys"), parsed("{'id':{'S':'a'}}"));
    EXPECT_EQ(at(modified, "dynamodb/OldImage/n/N"), "1");
    EXPECT_EQ(at(modified, "dynamodb/NewImage/n/N"), "2");
    EXPECT_EQ(at(modified, "dynamodb/StreamViewType"), "NEW_AND_OLD_IMAGES");
    EXPECT_EQ(at(modified, "dynamodb/SizeBytes"), 15);  // 3, and twice 3 + 1 + 2
    EXPECT_EQ(at(read, "Records/0/dynamodb/OldImage"), nullptr);
    EXPECT_EQ(at(read, "Records/2/dynamodb/NewImage"), nullptr);
}

TEST(DynamoStreams, AViewShowsWhatItIsFor) {
    for (const std::string_view view : {"KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE"}) {
        Abc world(view);
        world.put("abc", "[{'id':{'S':'a'},'n':{'N':'1'}},{'id':{'S':'a'},'n':{'N':'2'}}]");
        const json::value modified =
            at(world.records(world.iterator("TRIM_HORIZON")), "Records/1/dynamodb");
        EXPECT_EQ(at(modified, "NewImage").is_object(), view == "NEW_IMAGE");
        EXPECT_EQ(at(modified, "OldImage").is_object(), view == "OLD_IMAGE");
        EXPECT_EQ(at(modified, "Keys"), parsed("{'id':{'S':'a'}}"));
    }
}

TEST(DynamoStreams, IteratorsBeginWhereTheySay) {
    Abc world;
    world.put("abc", "[{'id':{'S':'a'}}]");
    const std::string latest = world.iterator("LATEST");
    world.put("abc", "[{'id':{'S':'b'}},{'id':{'S':'c'}}]");

    const json::value newer = world.records(latest);
    EXPECT_EQ(at(newer, "Records").as_array().size(), 2U);
    const std::string second =
        ",'SequenceNumber':" + json::serialize(at(newer, "Records/0/dynamodb/SequenceNumber"));
    EXPECT_EQ(events(world.records(world.iterator("AT_SEQUENCE_NUMBER", second))).size(), 2U);
    EXPECT_EQ(events(world.records(world.iterator("AFTER_SEQUENCE_NUMBER", second))).size(), 1U);

    const json::value first = world.records(world.iterator("TRIM_HORIZON"), ",'Limit':2");
    EXPECT_EQ(events(first).size(), 2U);
    const json::value rest = world.records(at(first, "NextShardIterator").as_string());
    EXPECT_EQ(events(rest).size(), 1U);
    EXPECT_THAT(events(world.records(at(rest, "NextShardIterator").as_string())), IsEmpty());
}

TEST(DynamoStreams, AnIteratorExpires) {
    Abc world;
    const std::string iterator = world.iterator("TRIM_HORIZON");
    world.harness().advance(15min);
    EXPECT_EQ(world.call("GetRecords", "{'ShardIterator':'" + iterator + "'}").code(),
              "ExpiredIteratorException");
    EXPECT_EQ(world.call("GetRecords", "{'ShardIterator':'abcd'}").code(), "ValidationException");
}

TEST(DynamoStreams, AStreamThatIsSwitchedOffEnds) {
    Abc world;
    world.put("abc", "[{'id':{'S':'a'}}]");
    const std::string iterator = world.iterator("TRIM_HORIZON");
    world.harness().advance(1s);
    world.ok("UpdateTable", "{'TableName':'abc','StreamSpecification':{'StreamEnabled':false}}");
    world.put("abc", "[{'id':{'S':'b'}}]");

    const json::value read = world.records(iterator);
    EXPECT_EQ(events(read).size(), 1U);
    EXPECT_EQ(at(read, "NextShardIterator"), nullptr);
    EXPECT_EQ(world.get("DescribeStream", "{'StreamArn':'" + arn + "'}",
                        "StreamDescription/StreamStatus"),
              "DISABLED");
    EXPECT_EQ(world.get("DescribeTable", "{'TableName':'abc'}", "Table/StreamSpecification"),
              nullptr);
}

TEST(DynamoStreams, ItemsThatExpireAreRemovedByTheService) {
    Abc world;
    world.ok("UpdateTimeToLive",
             "{'TableName':'abc','TimeToLiveSpecification':{'Enabled':true,'AttributeName':'t'}}");
    world.put("abc", "[{'id':{'S':'a'},'t':{'N':'1700000010'}}]");
    world.harness().until([&] { return world.get("Scan", "{'TableName':'abc'}", "Count") == 0; });
    const json::value removed = at(world.records(world.iterator("TRIM_HORIZON")), "Records/1");
    EXPECT_EQ(at(removed, "eventName"), "REMOVE");
    EXPECT_EQ(at(removed, "userIdentity"),
              parsed("{'PrincipalId':'dynamodb.amazonaws.com','Type':'Service'}"));
}

}  // namespace
}  // namespace forebay::dynamodb
