#include "load/request_writer.hpp"

#include "load/http_reply.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>
#include <string>

namespace forebay::load {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

struct Setting {
    Endpoint endpoint{.url = "http://h:1/p", .host = "h:1", .path = "/p"};
    MessageBodies bodies{7, 40};
    RequestWriter writer;
    explicit Setting(const RequestShape& shape) : writer(endpoint, {}, shape, bodies) {}
};

/// The body of a request, after its head was found to tell the right length.
boost::json::object body_of(const std::string& request) {
    const std::size_t end = request.find("\r\n\r\n") + 4;
    const std::string length = "Content-Length: " + std::to_string(request.size() - end) + "\r\n";
    EXPECT_THAT(request.substr(0, end), HasSubstr(length));
    return boost::json::parse(request.substr(end)).as_object();
}

TEST(RequestWriter, SendsOneMessage) {
    Setting setting{{}};
    std::string request;
    setting.writer.write_send("q", 5, 1, request);
    EXPECT_THAT(request, StartsWith("POST /p HTTP/1.1\r\nHost: h:1\r\n"));
    EXPECT_THAT(request, HasSubstr("X-Amz-Target: AmazonSQS.SendMessage\r\n"));
    EXPECT_THAT(request, HasSubstr("/us-east-1/sqs/aws4_request, "));
    const boost::json::object body = body_of(request);
    EXPECT_EQ(body.at("QueueUrl"), "q");
    EXPECT_EQ(setting.bodies.recognise(body.at("MessageBody").as_string()).number, 5U);
    EXPECT_FALSE(body.contains("MessageGroupId"));
}

std::string form_of(const std::string& request) {
    return request.substr(request.find("\r\n\r\n") + 4);
}

TEST(RequestWriter, PublishesOneMessage) {
    Setting setting{{.form = Form::publication, .attribute = "type=order-0"}};
    std::string request;
    setting.writer.write_send("arn:t", 5, 1, request);
    EXPECT_THAT(request, HasSubstr("Content-Type: application/x-www-form-urlencoded"));
    EXPECT_THAT(request, HasSubstr("/us-east-1/sns/aws4_request, "));
    EXPECT_THAT(request, Not(HasSubstr("X-Amz-Target")));
    EXPECT_THAT(form_of(request),
                StartsWith("Version=2010-03-31&Action=Publish&TopicArn=arn:t&Message=fb-"));
    EXPECT_THAT(form_of(request), EndsWith("&MessageAttributes.entry.1.Name=type"
                                           "&MessageAttributes.entry.1.Value.DataType=String"
                                           "&MessageAttributes.entry.1.Value.StringValue=order-0"));
}

TEST(RequestWriter, PublishesABatch) {
    Setting setting{{.batch = 2, .form = Form::publication}};
    std::string request;
    setting.writer.write_send("arn:t", 5, 2, request);
    const std::string form = form_of(request);
    EXPECT_THAT(form, StartsWith("Version=2010-03-31&Action=PublishBatch&TopicArn=arn:t"
                                 "&PublishBatchRequestEntries.member.1.Id=0"
                                 "&PublishBatchRequestEntries.member.1.Message=fb-"));
    EXPECT_THAT(form, HasSubstr("&PublishBatchRequestEntries.member.2.Id=1"));
    EXPECT_THAT(form, Not(HasSubstr("+")));
}

TEST(RequestWriter, PutsItems) {
    Setting setting{{.form = Form::put}};
    std::string request;
    setting.writer.write_send("t", 57, 1, request);
    EXPECT_THAT(request, HasSubstr("X-Amz-Target: DynamoDB_20120810.PutItem\r\n"));
    EXPECT_THAT(request, HasSubstr("/us-east-1/dynamodb/aws4_request, "));
    const boost::json::object body = body_of(request);
    EXPECT_EQ(body.at("TableName"), "t");
    const boost::json::object item = body.at("Item").as_object();
    EXPECT_EQ(item.at("pk"), (boost::json::object{{"S", "5"}}));
    EXPECT_EQ(item.at("sk"), (boost::json::object{{"N", "7"}}));
    EXPECT_EQ(setting.bodies.recognise(item.at("body").at("S").as_string()).number, 57U);

    Setting many{{.batch = 2, .form = Form::put}};
    many.writer.write_send("t", 57, 2, request);
    EXPECT_THAT(request, HasSubstr("X-Amz-Target: DynamoDB_20120810.BatchWriteItem\r\n"));
    const boost::json::array puts = body_of(request).at("RequestItems").at("t").as_array();
    ASSERT_EQ(puts.size(), 2U);
    EXPECT_EQ(puts[1].at("PutRequest").at("Item").at("sk"), (boost::json::object{{"N", "8"}}));
}

TEST(RequestWriter, ReadsItemsThatWerePut) {
    std::string request;
    Setting get{{.form = Form::get, .items = 1}};
    get.writer.write_send("t", 57, 1, request);
    EXPECT_EQ(body_of(request),
              (boost::json::object{{"TableName", "t"},
                                   {"Key", {{"pk", {{"S", "0"}}}, {"sk", {{"N", "0"}}}}}}));

    Setting query{{.form = Form::query, .items = 100}};
    std::set<boost::json::string> partitions;
    for (std::uint64_t number = 0; number < 100; ++number) {
        query.writer.write_send("t", number, 1, request);
        const boost::json::object body = body_of(request);
        EXPECT_EQ(body.at("KeyConditionExpression"), "pk = :p");
        partitions.insert(body.at("ExpressionAttributeValues").at(":p").at("S").as_string());
    }
    EXPECT_EQ(partitions.size(), 10U);
}

TEST(RequestWriter, SendsNineOfTenMessagesForTheFirstTenant) {
    Setting setting{{.batch = 10, .tenants = 3}};
    std::map<std::string, int> count;
    for (std::uint64_t first = 0; first < 40; first += 10) {
        std::string request;
        setting.writer.write_send("q", first, 10, request);
        for (const boost::json::value& entry : body_of(request).at("Entries").as_array()) {
            EXPECT_FALSE(entry.as_object().contains("MessageDeduplicationId"));
            ++count[entry.at("MessageGroupId").as_string().c_str()];
        }
    }
    EXPECT_THAT(count, ElementsAre(Pair("t0", 36), Pair("t1", 2), Pair("t2", 2)));
}

TEST(RequestWriter, SendsABatchToMessageGroups) {
    Setting setting{{.batch = 10, .groups = 2}};
    std::string request;
    setting.writer.write_send("q", 10, 3, request);
    EXPECT_THAT(request, HasSubstr("X-Amz-Target: AmazonSQS.SendMessageBatch\r\n"));
    const boost::json::array entries = body_of(request).at("Entries").as_array();
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(entries[2].at("Id"), "2");
    EXPECT_EQ(entries[1].at("MessageGroupId"), "g1");
    EXPECT_EQ(entries[2].at("MessageGroupId"), "g0");
    EXPECT_EQ(entries[2].at("MessageDeduplicationId"), "fb-00000007-12");
}

TEST(RequestWriter, ReceivesAsItsShapeSays) {
    Setting setting{{.batch = 10, .visibility_s = 0, .wait_s = 20}};
    std::string request;
    setting.writer.write_receive("q", request);
    const boost::json::object body = body_of(request);
    EXPECT_EQ(body.at("MaxNumberOfMessages"), 10);
    EXPECT_EQ(body.at("WaitTimeSeconds"), 20);
    EXPECT_EQ(body.at("VisibilityTimeout"), 0);
}

TEST(RequestWriter, DeletesWithHandlesAsTheyStoodInTheReply) {
    const std::array<std::string_view, 2> handles{R"(a\"b)", "c"};
    Setting one{{}};
    std::string request;
    one.writer.write_delete("q", {handles.data(), 1}, request);
    EXPECT_EQ(body_of(request).at("ReceiptHandle"), "a\"b");

    Setting many{{.batch = 10}};
    many.writer.write_delete("q", handles, request);
    const boost::json::array entries = body_of(request).at("Entries").as_array();
    EXPECT_EQ(entries[0].at("ReceiptHandle"), "a\"b");
    EXPECT_EQ(entries[1].at("Id"), "1");
}

// The key is the example of the AWS documentation on deriving a signing key.
TEST(Signer, DerivesTheSigningKey) {
    Signer signer{{.access_key = "AKIDEXAMPLE",
                   .secret_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                   .region = "us-east-1",
                   .service = "iam"}};
    EXPECT_EQ(hex(signer.signing_key("20120215")),
              "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d");
}

// Compared with an independent implementation.
TEST(Signer, SignsHeadersAndBody) {
    Signer signer{{.access_key = "AKIDEXAMPLE",
                   .secret_key = "secret",
                   .region = "eu-central-1",
                   .service = "sqs"}};
    EXPECT_EQ(signer.authorization({.host = "127.0.0.1:4566",
                                    .path = "/",
                                    .target = "AmazonSQS.SendMessage",
                                    .date = "20260131T235959Z",
                                    .body = R"({"QueueUrl":"q"})"}),
              "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260131/eu-central-1/sqs/aws4_request, "
              "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature="
              "6c1416020b0a29ec24bc288d1a1b982929f9bd3257b8e660c528e4bac73bc14b");
}

TEST(Sha256, ShortensLongKeysOfAnHmac) {
    Sha256 sha256;  // RFC 4231, test case 6
    EXPECT_EQ(hex(sha256.hmac(std::string(131, '\xaa'),
                              "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

}  // namespace
}  // namespace forebay::load
