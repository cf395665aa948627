#include "tests/protocol/codec.hpp"

#include <gtest/gtest.h>

// AWS JSON to the letter: SQS specification 2.2. Requests are shown as what a shape makes of them.
namespace forebay::protocol {
namespace {

using namespace service::sqs;

// Reads what it would write: all members that a request can have.
template <class T>
void expect_same(std::string_view json) {
    EXPECT_EQ(seen_in_json<T>(json), json);
}

TEST(JsonReader, TakesEveryMemberOfEveryRequest) {
    expect_same<CreateQueueInput>(
        R"({"QueueName":"q","Attributes":{"DelaySeconds":"5"},"tags":{"k":"v"}})");
    expect_same<GetQueueUrlInput>(R"({"QueueName":"q","QueueOwnerAWSAccountId":"000000000000"})");
    expect_same<ListQueuesInput>(R"({"QueueNamePrefix":"a","NextToken":"t","MaxResults":10})");
    expect_same<QueueUrlInput>(R"({"QueueUrl":"u"})");
    expect_same<GetQueueAttributesInput>(R"({"QueueUrl":"u","AttributeNames":["All","Policy"]})");
    expect_same<SetQueueAttributesInput>(R"({"QueueUrl":"u","Attributes":{"Policy":""}})");
    expect_same<TagQueueInput>(R"({"QueueUrl":"u","Tags":{"k":""}})");
    expect_same<UntagQueueInput>(R"({"QueueUrl":"u","TagKeys":["k"]})");
    expect_same<AddPermissionInput>(
        R"({"QueueUrl":"u","Label":"l","AWSAccountIds":["1"],"Actions":["*"]})");
    expect_same<RemovePermissionInput>(R"({"QueueUrl":"u","Label":"l"})");
    expect_same<SendMessageInput>(
        R"({"QueueUrl":"u","MessageBody":"b","DelaySeconds":1,)"
        R"("MessageAttributes":{"n":{"DataType":"Binary","BinaryValue":"AAH/"}},)"
        R"("MessageSystemAttributes":{"AWSTraceHeader":{"DataType":"String","StringValue":"r"}},)"
        R"("MessageDeduplicationId":"d","MessageGroupId":"g"})");
    expect_same<SendMessageBatchInput>(
        R"({"QueueUrl":"u","Entries":[{"Id":"a","MessageBody":"b","DelaySeconds":0},)"
        R"({"Id":"","MessageBody":""}]})");
    expect_same<ReceiveMessageInput>(
        R"({"QueueUrl":"u","AttributeNames":["All"],"MessageSystemAttributeNames":["SenderId"],)"
        R"("MessageAttributeNames":["a.*"],"MaxNumberOfMessages":10,"VisibilityTimeout":0,)"
        R"("WaitTimeSeconds":20,"ReceiveRequestAttemptId":"i"})");
    expect_same<DeleteMessageInput>(R"({"QueueUrl":"u","ReceiptHandle":"h"})");
    expect_same<DeleteMessageBatchInput>(
        R"({"QueueUrl":"u","Entries":[{"Id":"a","ReceiptHandle":"h"}]})");
    expect_same<ChangeMessageVisibilityInput>(
        R"({"QueueUrl":"u","ReceiptHandle":"h","VisibilityTimeout":0})");
    expect_same<ChangeMessageVisibilityBatchInput>(
        R"({"QueueUrl":"u","Entries":[{"Id":"a","ReceiptHandle":"h","VisibilityTimeout":7}]})");
}

TEST(JsonReader, SkipsWhatItDoesNotKnow) {
    EXPECT_EQ(seen_in_json<QueueUrlInput>(
                  R"({"A":{"QueueUrl":[1,{"b":[[]]}]},"QueueUrl":"u","B":[{"c":1}],"C":-1.5e3,)"
                  R"("D":null,"E":true,"queueUrl":"no"})"),
              R"({"QueueUrl":"u"})");
}

TEST(JsonReader, TakesNullForAbsent) {
    EXPECT_EQ(seen_in_json<ReceiveMessageInput>(
                  R"({"QueueUrl":"u","AttributeNames":null,"MaxNumberOfMessages":null,)"
                  R"("MessageAttributeNames":[null,"a"],"ReceiveRequestAttemptId":null})"),
              R"({"QueueUrl":"u","MessageAttributeNames":["a"]})");
    EXPECT_EQ(seen_in_json<CreateQueueInput>(R"({"tags":{"a":null,"b":"c"}})"),
              R"({"tags":{"b":"c"}})");
}

TEST(JsonReader, TellsAbsentFromEmpty) {
    const auto with_empty =
        from_json<SendMessageInput>(R"({"QueueUrl":"u","MessageBody":"b","MessageGroupId":""})");
    const auto without = from_json<SendMessageInput>(R"({"QueueUrl":"u","MessageBody":"b"})");

    EXPECT_EQ(with_empty->message_group_id, "");
    EXPECT_EQ(without->message_group_id, std::nullopt);
}

TEST(JsonReader, ReadsEscapesAndLongTexts) {
    const auto body_of = [](const std::string& text) {
        return from_json<SendMessageInput>(R"({"QueueUrl":"u","MessageBody":")" + text + "\"}")
            ->message_body;
    };
    const std::string many(5000, 'x');

    EXPECT_EQ(body_of(R"(\"\\\/\b\f\n\r\t\u00e4\ud83d\ude00)"),
              "\"\\/\b\f\n\r\t\xc3\xa4\xf0\x9f\x98\x80");
    EXPECT_EQ(body_of("\xe2\x82\xac"), "\xe2\x82\xac");
    EXPECT_EQ(body_of(R"(\u0000)"), std::string(1, '\0'));
    EXPECT_EQ(body_of(many + R"(\n)" + many + R"(\u00e4)"), many + "\n" + many + "\xc3\xa4");
    EXPECT_EQ(seen_in_json<QueueUrlInput>(R"({"Queue\u0055rl":"u","\u0041\n":1})"),
              R"({"QueueUrl":"u"})");
    EXPECT_EQ(seen_in_json<TagQueueInput>(R"({"QueueUrl":"u","Tags":{"a\u0062c":"d"}})"),
              R"({"QueueUrl":"u","Tags":{"abc":"d"}})");
}

TEST(JsonReader, TakesTheLastOfTwo) {
    EXPECT_EQ(seen_in_json<QueueUrlInput>(R"({"QueueUrl":"u","QueueUrl":"v"})"),
              R"({"QueueUrl":"v"})");
}

TEST(JsonReader, FloorsDecimals) {
    const auto delay_of = [](const std::string& number) {
        return from_json<ListQueuesInput>("{\"MaxResults\":" + number + "}")->max_results;
    };
    EXPECT_EQ(delay_of("-0"), 0);
    EXPECT_EQ(delay_of("30.5"), 30);
    EXPECT_EQ(delay_of("-0.5"), -1);
    EXPECT_EQ(delay_of("1e3"), 1000);
    EXPECT_EQ(delay_of("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
}

TEST(JsonReader, TakesAnEmptyTextForAnEmptyObject) {
    EXPECT_EQ(seen_in_json<ListQueuesInput>(""), "{}");
}

TEST(JsonReader, RefusesOtherTypes) {
    const auto send = [](const std::string& members) {
        const auto read = from_json<SendMessageInput>("{" + members + "}");
        EXPECT_FALSE(read) << members;
        return read ? "" : read.error().code == Errc::malformed_request ? read.error().detail : "?";
    };
    EXPECT_EQ(send(R"("MessageBody":7)"), "NUMBER_VALUE cannot be converted to String");
    EXPECT_EQ(send(R"("MessageBody":7.5)"), "DECIMAL_VALUE cannot be converted to String");
    EXPECT_EQ(send(R"("MessageBody":true)"), "TRUE_VALUE cannot be converted to String");
    EXPECT_EQ(send(R"("MessageBody":["a"])"),
              "Unrecognized collection type class java.lang.String");
    EXPECT_EQ(send(R"("MessageBody":{"a":1})"),
              "Start of structure or map found where not expected");
    EXPECT_EQ(send(R"("DelaySeconds":"5")"), "STRING_VALUE cannot be converted to Integer");
    EXPECT_EQ(send(R"("DelaySeconds":99999999999999999999)"),
              "DECIMAL_VALUE cannot be converted to Integer");
    EXPECT_EQ(send(R"("DelaySeconds":18446744073709551615)"),
              "NUMBER_VALUE cannot be converted to Integer");
    EXPECT_EQ(send(R"("DelaySeconds":false)"), "FALSE_VALUE cannot be converted to Integer");
    EXPECT_EQ(send(R"("MessageAttributes":"a")"), "Unexpected field type");
    EXPECT_EQ(send(R"("MessageAttributes":[])"), "Start of list found where not expected");
    EXPECT_EQ(send(R"("MessageAttributes":{"a":1})"), "Unexpected field type");
    EXPECT_EQ(send(R"("MessageAttributes":{"a":{"BinaryValue":1}})"),
              "only base-64-encoded strings are convertible to bytes");
    EXPECT_EQ(send(R"("MessageAttributes":{"a":{"BinaryValue":"%%"}})"),
              "Invalid base64 encoding found where bytes are expected");
    EXPECT_EQ(send(R"("MessageAttributes":{"a":{"StringListValues":{}}})"),
              "Start of structure or map found where not expected");
}

TEST(JsonReader, RefusesWhatIsNotJsonOrNotUtf8) {
    for (const std::string_view json : {"{",
                                        "}",
                                        "[]",
                                        "1",
                                        "\"a\"",
                                        "null",
                                        "true",
                                        "{} x",
                                        "{}{}",
                                        "{\"a\":1,}",
                                        "{'a':1}",
                                        "{\"a\":01}",
                                        "{\"a\":\"\n\"}",
                                        "{\"a\":\"\\x\"}",
                                        "{\"a\":\"\\ud800\"}",
                                        "{\"a\":\"\xff\"}",
                                        "{\"a\":\"\xed\xa0\x80\"}",
                                        "{\"a\":\"\xc0\x80\"}",
                                        "\xef\xbb\xbf{}",
                                        "{\"\xff\":1}",
                                        "/**/{}",
                                        "{\"a\":NaN}",
                                        " "}) {
        const auto read = from_json<CreateQueueInput>(json);
        ASSERT_FALSE(read) << json;
        EXPECT_EQ(read.error().code, Errc::malformed_request) << json;
        EXPECT_FALSE(read.error().detail.empty());
    }
}

TEST(JsonReader, RefusesDeepNesting) {
    const auto nested = [](std::size_t depth) {
        return "{\"X\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
    };
    EXPECT_TRUE(from_json<CreateQueueInput>(nested(124)));
    EXPECT_FALSE(from_json<CreateQueueInput>(nested(128)));
    EXPECT_FALSE(from_json<CreateQueueInput>(std::string(1 << 20, '[')));
}

TEST(JsonReader, RefusesMissingMembersBeforeTheActionSeesThem) {
    EXPECT_EQ(seen_in_json<SendMessageInput>("{}"),
              "The request must contain the parameter QueueUrl.");
    EXPECT_EQ(seen_in_json<SendMessageInput>(R"({"QueueUrl":"u","MessageBody":""})"),
              "The request must contain the parameter MessageBody.");
    EXPECT_EQ(seen_in_json<ChangeMessageVisibilityInput>(R"({"QueueUrl":"u","ReceiptHandle":"h"})"),
              "The request must contain the parameter VisibilityTimeout.");
    EXPECT_EQ(from_json<QueueUrlInput>(R"({"QueueUrl":null})").error().code,
              Errc::missing_parameter);
}

TEST(JsonReader, WantsRequiredListsAndMapsToBeThereAndMayFindThemEmpty) {
    EXPECT_EQ(seen_in_json<SetQueueAttributesInput>(R"({"QueueUrl":"u"})"),
              "The request must contain the parameter Attributes.");
    EXPECT_EQ(seen_in_json<SetQueueAttributesInput>(R"({"QueueUrl":"u","Attributes":null})"),
              "The request must contain the parameter Attributes.");
    EXPECT_EQ(seen_in_json<SendMessageBatchInput>(R"({"QueueUrl":"u"})"),
              "The request must contain the parameter Entries.");
    for (const std::string_view json :
         {R"({"QueueUrl":"u","Attributes":{}})", R"({"QueueUrl":"u","Attributes":{"A":"1"}})"}) {
        EXPECT_EQ(seen_in_json<SetQueueAttributesInput>(json), json);
    }
}

TEST(JsonWriter, WritesEveryReply) {
    SendMessageOutput sent;
    sent.message_id = "i";
    sent.md5_of_message_body = "b";
    sent.md5_of_message_attributes = "a";
    sent.md5_of_message_system_attributes = "s";
    sent.sequence_number = "1";
    EXPECT_EQ(json_of(sent),
              R"({"MessageId":"i","MD5OfMessageBody":"b","MD5OfMessageAttributes":"a",)"
              R"("MD5OfMessageSystemAttributes":"s","SequenceNumber":"1"})");

    ReceivedMessage message;
    message.message_id = "i";
    message.receipt_handle = "h";
    message.md5_of_body = "m";
    message.body = "b";
    message.attributes = {{"SenderId", "s"}};
    message.md5_of_message_attributes = "a";
    message.message_attributes["n"].data_type = "Binary";
    message.message_attributes["n"].binary_value = Blob{std::string("\0\1\xff", 3)};
    EXPECT_EQ(json_of(ReceiveMessageOutput{{message}}),
              R"({"Messages":[{"MessageId":"i","ReceiptHandle":"h","MD5OfBody":"m","Body":"b",)"
              R"("Attributes":{"SenderId":"s"},"MD5OfMessageAttributes":"a",)"
              R"("MessageAttributes":{"n":{"DataType":"Binary","BinaryValue":"AAH/"}}}]})");

    SendMessageBatchOutput batch;
    SendMessageResultEntry entry;
    entry.id = "1";
    entry.message_id = "i";
    entry.md5_of_message_body = "b";
    batch.successful = {entry};
    batch.failed = {
        {.id = "2", .sender_fault = true, .code = Errc::invalid_parameter, .message = "why"}};
    EXPECT_EQ(json_of(batch),
              R"({"Successful":[{"Id":"1","MessageId":"i","MD5OfMessageBody":"b"}],)"
              R"("Failed":[{"Id":"2","SenderFault":true,"Code":"InvalidParameterValue",)"
              R"("Message":"why"}]})");

    DeleteMessageBatchOutput deleted;
    deleted.successful = {{.id = "1"}};
    EXPECT_EQ(json_of(deleted), R"({"Successful":[{"Id":"1"}]})");
    EXPECT_EQ(json_of(QueueUrlOutput{"u"}), R"({"QueueUrl":"u"})");
    EXPECT_EQ(json_of(ListQueuesOutput{{"u", "v"}, "t"}),
              R"({"QueueUrls":["u","v"],"NextToken":"t"})");
    EXPECT_EQ(json_of(GetQueueAttributesOutput{{{"A", "1"}}}), R"({"Attributes":{"A":"1"}})");
    EXPECT_EQ(json_of(ListQueueTagsOutput{{{"k", "v"}}}), R"({"Tags":{"k":"v"}})");
}

TEST(JsonWriter, WritesNothingForWhatIsAbsent) {
    EXPECT_EQ(json_of(ReceiveMessageOutput{}), "{}");
    EXPECT_EQ(json_of(ListQueueTagsOutput{}), "{}");
    EXPECT_EQ(json_of(ChangeMessageVisibilityBatchOutput{}), "{}");
}

TEST(JsonWriter, EscapesWhatJsonDemandsAndNothingElse) {
    std::string all;
    for (char c = 0; c < 0x7f; ++c) {
        all += c;
    }
    all += "\x7f\xc3\xa4\xf0\x9f\x98\x80";

    const std::string json = json_of(QueueUrlOutput{all});

    EXPECT_EQ(json.substr(0, 39), R"({"QueueUrl":"\u0000\u0001\u0002\u0003\u)");
    EXPECT_NE(json.find(R"(\u0008\t\n\u000b\u000c\r\u000e)"), std::string::npos);
    EXPECT_NE(json.find(R"( !\"#$%&'()*+,-./0)"), std::string::npos);
    EXPECT_NE(json.find("[\\\\]"), std::string::npos);
    EXPECT_EQ(from_json<QueueUrlOutput>(json)->queue_url, all);
}

}  // namespace
}  // namespace forebay::protocol
