#include "tests/protocol/codec.hpp"

#include <gtest/gtest.h>

// AWS Query to the letter: SQS specification 2.3. Requests are shown as what a shape makes of them.
namespace forebay::protocol {
namespace {

using namespace service::sqs;

TEST(QueryReader, TakesTheParametersOfEveryAction) {
    EXPECT_EQ(seen_in_form<CreateQueueInput>(
                  "QueueName=q&Attribute.1.Name=DelaySeconds&Attribute.1.Value=5"
                  "&Tag.1.Key=k&Tag.1.Value=v"),
              R"({"QueueName":"q","Attributes":{"DelaySeconds":"5"},"tags":{"k":"v"}})");
    EXPECT_EQ(seen_in_form<GetQueueUrlInput>("QueueName=q&QueueOwnerAWSAccountId=1"),
              R"({"QueueName":"q","QueueOwnerAWSAccountId":"1"})");
    EXPECT_EQ(seen_in_form<ListQueuesInput>("QueueNamePrefix=a&NextToken=t&MaxResults=10"),
              R"({"QueueNamePrefix":"a","NextToken":"t","MaxResults":10})");
    EXPECT_EQ(seen_in_form<QueueUrlInput>("QueueUrl=http%3A%2F%2Fh%2Fq"),
              R"({"QueueUrl":"http://h/q"})");
    EXPECT_EQ(seen_in_form<GetQueueAttributesInput>(
                  "QueueUrl=u&AttributeName.1=All&AttributeName.2=Policy"),
              R"({"QueueUrl":"u","AttributeNames":["All","Policy"]})");
    EXPECT_EQ(seen_in_form<SetQueueAttributesInput>(
                  "QueueUrl=u&Attribute.1.Name=Policy&Attribute.1.Value="),
              R"({"QueueUrl":"u","Attributes":{"Policy":""}})");
    EXPECT_EQ(seen_in_form<TagQueueInput>("QueueUrl=u&Tag.1.Key=k&Tag.1.Value="),
              R"({"QueueUrl":"u","Tags":{"k":""}})");
    EXPECT_EQ(seen_in_form<UntagQueueInput>("QueueUrl=u&TagKey.1=k&TagKey.2=l"),
              R"({"QueueUrl":"u","TagKeys":["k","l"]})");
    EXPECT_EQ(seen_in_form<AddPermissionInput>(
                  "QueueUrl=u&Label=l&AWSAccountId.1=1&ActionName.1=SendMessage&ActionName.2=*"),
              R"({"QueueUrl":"u","Label":"l","AWSAccountIds":["1"],)"
              R"("Actions":["SendMessage","*"]})");
    EXPECT_EQ(seen_in_form<RemovePermissionInput>("QueueUrl=u&Label=l"),
              R"({"QueueUrl":"u","Label":"l"})");
    EXPECT_EQ(
        seen_in_form<SendMessageInput>(
            "QueueUrl=u&MessageBody=b&DelaySeconds=1"
            "&MessageAttribute.1.Name=n&MessageAttribute.1.Value.DataType=Binary"
            "&MessageAttribute.1.Value.BinaryValue=AAH%2F"
            "&MessageSystemAttribute.1.Name=AWSTraceHeader"
            "&MessageSystemAttribute.1.Value.DataType=String"
            "&MessageSystemAttribute.1.Value.StringValue=r"
            "&MessageDeduplicationId=d&MessageGroupId=g"),
        R"({"QueueUrl":"u","MessageBody":"b","DelaySeconds":1,)"
        R"("MessageAttributes":{"n":{"DataType":"Binary","BinaryValue":"AAH/"}},)"
        R"("MessageSystemAttributes":{"AWSTraceHeader":{"DataType":"String","StringValue":"r"}},)"
        R"("MessageDeduplicationId":"d","MessageGroupId":"g"})");
    EXPECT_EQ(seen_in_form<SendMessageBatchInput>(
                  "QueueUrl=u&SendMessageBatchRequestEntry.1.Id=a"
                  "&SendMessageBatchRequestEntry.1.MessageBody=b"
                  "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=n"
                  "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=v"
                  "&SendMessageBatchRequestEntry.2.Id="),
              R"({"QueueUrl":"u","Entries":[{"Id":"a","MessageBody":"b",)"
              R"("MessageAttributes":{"n":{"StringValue":"v"}}},{"Id":"","MessageBody":""}]})");
    EXPECT_EQ(seen_in_form<ReceiveMessageInput>(
                  "QueueUrl=u&AttributeName.1=All&MessageAttributeName.1=a.*"
                  "&MaxNumberOfMessages=10&VisibilityTimeout=0&WaitTimeSeconds=20"
                  "&ReceiveRequestAttemptId=i"),
              R"({"QueueUrl":"u","AttributeNames":["All"],"MessageAttributeNames":["a.*"],)"
              R"("MaxNumberOfMessages":10,"VisibilityTimeout":0,"WaitTimeSeconds":20,)"
              R"("ReceiveRequestAttemptId":"i"})");
    EXPECT_EQ(seen_in_form<DeleteMessageInput>("QueueUrl=u&ReceiptHandle=a%2Bb%3D"),
              R"({"QueueUrl":"u","ReceiptHandle":"a+b="})");
    EXPECT_EQ(
        seen_in_form<DeleteMessageBatchInput>("QueueUrl=u&DeleteMessageBatchRequestEntry.1.Id=a"
                                              "&DeleteMessageBatchRequestEntry.1.ReceiptHandle=h"),
        R"({"QueueUrl":"u","Entries":[{"Id":"a","ReceiptHandle":"h"}]})");
    EXPECT_EQ(seen_in_form<ChangeMessageVisibilityInput>(
                  "QueueUrl=u&ReceiptHandle=h&VisibilityTimeout=7"),
              R"({"QueueUrl":"u","ReceiptHandle":"h","VisibilityTimeout":7})");
    EXPECT_EQ(seen_in_form<ChangeMessageVisibilityBatchInput>(
                  "QueueUrl=u&ChangeMessageVisibilityBatchRequestEntry.1.Id=a"
                  "&ChangeMessageVisibilityBatchRequestEntry.1.ReceiptHandle=h"
                  "&ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout=7"),
              R"({"QueueUrl":"u","Entries":[{"Id":"a","ReceiptHandle":"h",)"
              R"("VisibilityTimeout":7}]})");
}

TEST(QueryReader, DecodesForms) {
    const auto body_of = [](const std::string& encoded) {
        return from_form<SendMessageInput>("QueueUrl=u&MessageBody=" + encoded)->message_body;
    };
    EXPECT_EQ(body_of("a+b%20c%2Bd"), "a b c+d");
    EXPECT_EQ(body_of("%e2%82%AC"), "\xe2\x82\xac");
    EXPECT_EQ(body_of("a=b"), "a=b");
    EXPECT_EQ(body_of("%zz%4%"), "%zz%4%");
    EXPECT_EQ(body_of("%00"), std::string(1, '\0'));
    EXPECT_EQ(seen_in_form<QueueUrlInput>("&&=&=x&a&Queue%55rl=u&"), R"({"QueueUrl":"u"})");
}

TEST(QueryReader, OrdersItemsByTheirNumbers) {
    EXPECT_EQ(seen_in_form<UntagQueueInput>("TagKey.10=c&QueueUrl=u&TagKey.9=b&TagKey.0=a"),
              R"({"QueueUrl":"u","TagKeys":["a","b","c"]})");
    EXPECT_EQ(seen_in_form<UntagQueueInput>("TagKey.99999999999999999999999=b&QueueUrl=u"
                                            "&TagKey.18446744073709551615=a"),
              R"({"QueueUrl":"u","TagKeys":["a","b"]})");
    EXPECT_EQ(
        seen_in_form<DeleteMessageBatchInput>("QueueUrl=u&DeleteMessageBatchRequestEntry.7.Id=b"
                                              "&DeleteMessageBatchRequestEntry.3.ReceiptHandle=h"
                                              "&DeleteMessageBatchRequestEntry.3.Id=a"),
        R"({"QueueUrl":"u","Entries":[{"Id":"a","ReceiptHandle":"h"},)"
        R"({"Id":"b","ReceiptHandle":""}]})");
}

TEST(QueryReader, TakesNumbersThatAreSpelledDifferentlyForDifferentItems) {
    EXPECT_EQ(seen_in_form<UntagQueueInput>("QueueUrl=u&TagKey.01=b&TagKey.1=a&TagKey.2=c"),
              R"({"QueueUrl":"u","TagKeys":["a","b","c"]})");
}

TEST(QueryReader, TakesOneItemWithoutANumber) {
    EXPECT_EQ(seen_in_form<SetQueueAttributesInput>(
                  "QueueUrl=u&Attribute.Name=DelaySeconds&Attribute.Value=5"),
              R"({"QueueUrl":"u","Attributes":{"DelaySeconds":"5"}})");
    EXPECT_EQ(seen_in_form<GetQueueAttributesInput>("QueueUrl=u&AttributeName=All"),
              R"({"QueueUrl":"u","AttributeNames":["All"]})");
    EXPECT_EQ(seen_in_form<GetQueueAttributesInput>("QueueUrl=u&AttributeName="),
              R"({"QueueUrl":"u"})");
}

TEST(QueryReader, TakesTheFirstOfTwo) {
    EXPECT_EQ(seen_in_form<QueueUrlInput>("QueueUrl=u&QueueUrl=v"), R"({"QueueUrl":"u"})");
}

TEST(QueryReader, SkipsWhatItDoesNotKnow) {
    EXPECT_EQ(seen_in_form<QueueUrlInput>("Action=X&Version=1&QueueUrl=u&QueueUrl.1=v&QueueUrl.=w"
                                          "&Tag.1.Key=a&.=1&..=2&X.1.2.3.4=5"),
              R"({"QueueUrl":"u"})");
    EXPECT_EQ(seen_in_form<SendMessageInput>("QueueUrl=u&MessageBody=b&MessageAttribute.1.Name=n"
                                             "&MessageAttribute.1.Value=v"),
              R"({"QueueUrl":"u","MessageBody":"b","MessageAttributes":{"n":{}}})");
}

TEST(QueryReader, RefusesWithTheParametersName) {
    EXPECT_EQ(seen_in_form<SendMessageInput>("MessageBody=b"),
              "The request must contain the parameter QueueUrl.");
    EXPECT_EQ(seen_in_form<SendMessageInput>("QueueUrl=u&MessageBody="),
              "The request must contain the parameter MessageBody.");
    EXPECT_EQ(seen_in_form<ChangeMessageVisibilityInput>("QueueUrl=u&ReceiptHandle=h"),
              "The request must contain the parameter VisibilityTimeout.");
    EXPECT_EQ(seen_in_form<TagQueueInput>("QueueUrl=u&Tag.2.Value=v"),
              "The request must contain the parameter Tag.2.Key.");
    EXPECT_EQ(seen_in_form<ListQueuesInput>("MaxResults=ten"),
              "Value ten for parameter MaxResults is invalid. Reason: Must be an integer.");
    EXPECT_EQ(seen_in_form<ListQueuesInput>("MaxResults=99999999999999999999"),
              "Value 99999999999999999999 for parameter MaxResults is invalid. "
              "Reason: Must be an integer.");
    EXPECT_EQ(seen_in_form<SendMessageInput>("QueueUrl=u&MessageBody=b&MessageAttribute.1.Name=n"
                                             "&MessageAttribute.1.Value.BinaryValue=%25"),
              "Value % for parameter BinaryValue is invalid. Reason: Must be base64.");
    EXPECT_EQ(from_form<ListQueuesInput>("MaxResults=").error().code, Errc::invalid_parameter);
    EXPECT_LT(seen_in_form<ListQueuesInput>("MaxResults=" + std::string(1 << 20, 'x')).size(),
              400U);
}

TEST(QueryReader, RefusesTooManyParametersAndWhatIsNotUtf8) {
    std::string many;
    for (std::size_t i = 0; i < aws_query::Form::parameters_max; ++i) {
        many += "a=b&";
    }
    EXPECT_TRUE(aws_query::Form::parse({}, many));
    EXPECT_EQ(aws_query::Form::parse("a=b", many).error().code, Errc::malformed_request);
    EXPECT_EQ(aws_query::Form::parse({}, "a=%c3").error().code, Errc::malformed_request);
    EXPECT_EQ(aws_query::Form::parse({}, "%80=a").error().code, Errc::malformed_request);
}

TEST(XmlWriter, WritesEveryReply) {
    SendMessageOutput sent;
    sent.message_id = "i";
    sent.md5_of_message_body = "b";
    sent.md5_of_message_attributes = "a";
    sent.sequence_number = "1";
    EXPECT_EQ(xml_of(sent),
              "<MessageId>i</MessageId><MD5OfMessageBody>b</MD5OfMessageBody>"
              "<MD5OfMessageAttributes>a</MD5OfMessageAttributes>"
              "<SequenceNumber>1</SequenceNumber>");

    ReceivedMessage message;
    message.message_id = "i";
    message.receipt_handle = "h";
    message.md5_of_body = "m";
    message.body = "b";
    message.attributes = {{"SenderId", "s"}, {"SentTimestamp", "1"}};
    message.md5_of_message_attributes = "a";
    message.message_attributes["n"].data_type = "Binary";
    message.message_attributes["n"].binary_value = Blob{std::string("\0\1\xff", 3)};
    EXPECT_EQ(xml_of(ReceiveMessageOutput{{message}}),
              "<Message><MessageId>i</MessageId><ReceiptHandle>h</ReceiptHandle>"
              "<MD5OfBody>m</MD5OfBody><Body>b</Body>"
              "<Attribute><Name>SenderId</Name><Value>s</Value></Attribute>"
              "<Attribute><Name>SentTimestamp</Name><Value>1</Value></Attribute>"
              "<MD5OfMessageAttributes>a</MD5OfMessageAttributes>"
              "<MessageAttribute><Name>n</Name><Value><DataType>Binary</DataType>"
              "<BinaryValue>AAH/</BinaryValue></Value></MessageAttribute></Message>");

    SendMessageBatchOutput batch;
    SendMessageResultEntry entry;
    entry.id = "1";
    entry.message_id = "i";
    entry.md5_of_message_body = "b";
    batch.successful = {entry};
    batch.failed = {
        {.id = "2", .sender_fault = true, .code = Errc::receipt_invalid, .message = "why"}};
    EXPECT_EQ(xml_of(batch),
              "<SendMessageBatchResultEntry><Id>1</Id><MessageId>i</MessageId>"
              "<MD5OfMessageBody>b</MD5OfMessageBody></SendMessageBatchResultEntry>"
              "<BatchResultErrorEntry><Id>2</Id><SenderFault>true</SenderFault>"
              "<Code>ReceiptHandleIsInvalid</Code><Message>why</Message></BatchResultErrorEntry>");

    DeleteMessageBatchOutput deleted;
    deleted.successful = {{.id = "1"}};
    EXPECT_EQ(xml_of(deleted),
              "<DeleteMessageBatchResultEntry><Id>1</Id></DeleteMessageBatchResultEntry>");
    ChangeMessageVisibilityBatchOutput changed;
    changed.successful = {{.id = "1"}};
    EXPECT_EQ(xml_of(changed),
              "<ChangeMessageVisibilityBatchResultEntry><Id>1</Id>"
              "</ChangeMessageVisibilityBatchResultEntry>");

    EXPECT_EQ(xml_of(QueueUrlOutput{"u"}), "<QueueUrl>u</QueueUrl>");
    EXPECT_EQ(xml_of(ListQueuesOutput{{"u", "v"}, "t"}),
              "<QueueUrl>u</QueueUrl><QueueUrl>v</QueueUrl><NextToken>t</NextToken>");
    EXPECT_EQ(xml_of(GetQueueAttributesOutput{{{"A", "1"}}}),
              "<Attribute><Name>A</Name><Value>1</Value></Attribute>");
    EXPECT_EQ(xml_of(ListQueueTagsOutput{{{"k", "v"}}}), "<Tag><Key>k</Key><Value>v</Value></Tag>");
    EXPECT_EQ(xml_of(ReceiveMessageOutput{}), "");
}

TEST(XmlWriter, EscapesSoThatAParserGivesItBack) {
    const auto escaped = [](const std::string& text) {
        std::string xml;
        aws_query::write_xml_text(text, xml);
        return xml;
    };
    EXPECT_EQ(escaped("a&b<c>d\"e'f"), "a&amp;b&lt;c&gt;d&quot;e'f");
    EXPECT_EQ(escaped("a\r\nb\tc"), "a&#xD;\nb\tc");
    EXPECT_EQ(escaped("\xc3\xa4\xef\xbf\xbd\xef\xbb\xbf"), "\xc3\xa4\xef\xbf\xbd\xef\xbb\xbf");
    EXPECT_EQ(escaped(std::string("\0\x1f", 2)), "\xef\xbf\xbd\xef\xbf\xbd");
    EXPECT_EQ(escaped("\xef\xbf\xbe\xef\xbf\xbf"), "\xef\xbf\xbd\xef\xbf\xbd");
    EXPECT_EQ(escaped(std::string(100, '<')).size(), 400U);
}

TEST(PlainJson, StandsForXml) {
    ReceivedMessage message;
    message.body = "b";
    message.attributes = {{"SenderId", "s"}};
    message.message_attributes["n"].data_type = "String";
    const ReceiveMessageOutput output{{message}};
    std::string json;
    aws_json::write(shape_of<ReceiveMessageOutput>, &output, json, sqs::errors,
                    aws_json::Style::plain);

    EXPECT_EQ(json, R"({"messages":[{"MessageId":"","ReceiptHandle":"","MD5OfBody":"","Body":"b",)"
                    R"("Attributes":[{"Name":"SenderId","Value":"s"}],)"
                    R"("MessageAttributes":[{"Name":"n","Value":{"DataType":"String"}}]}]})");
}

}  // namespace
}  // namespace forebay::protocol
