#include "tests/sns/world.hpp"
#include <forebay/model/outgoing.hpp>
#include <forebay/service/sns/rendering.hpp>

namespace forebay::sns {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

const std::string fifo_arn = "arn:aws:sns:us-east-1:000000000000:f.fifo";

/// What the only subscription got last; null when it could not be given it.
std::shared_ptr<Message> got(World& world) {
    const auto& request = world.topics().rendered.back().request;
    return request ? request->message : nullptr;
}

Answer publish(World& world, Parameters parameters, std::string topic = topic_arn) {
    parameters.emplace_back("TopicArn", std::move(topic));
    Answer answer = world.call("Publish", std::move(parameters));
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return answer;
}

Parameters two_attributes(Parameters parameters) {
    for (const auto& [name, value] : Parameters{{"1.Name", "b"},
                                                {"1.Value.DataType", "Number.int"},
                                                {"1.Value.StringValue", "1"},
                                                {"2.Name", "a"},
                                                {"2.Value.DataType", "Binary"},
                                                {"2.Value.BinaryValue", "AAE="}}) {
        parameters.emplace_back("MessageAttributes.entry." + name, value);
    }
    return parameters;
}

TEST(Envelope, IsThatOfTheServiceToTheByte) {
    World world;
    const std::string arn = world.subscription(world.topic(), "sqs", queue_arn);
    const Answer answer =
        publish(world, two_attributes({{"Message", "h\u00e9llo \"/\"\n"}, {"Subject", "Hi"}}));
    const auto message = got(world);
    EXPECT_EQ(
        message->body,
        "{\n"
        "  \"Type\" : \"Notification\",\n"
        "  \"MessageId\" : \"" +
            answer.text("MessageId") +
            "\",\n"
            "  \"TopicArn\" : \"" +
            topic_arn +
            "\",\n"
            "  \"Subject\" : \"Hi\",\n"
            "  \"Message\" : \"h\u00e9llo \\\"/\\\"\\n\",\n"
            "  \"Timestamp\" : \"2025-01-02T03:04:05.678Z\",\n"
            "  \"SignatureVersion\" : \"1\",\n"
            "  \"Signature\" : \"\",\n"
            "  \"SigningCertURL\" : \"http://broker:4566\",\n"
            "  \"UnsubscribeURL\" : \"http://broker:4566/?Action=Unsubscribe&SubscriptionArn=" +
            arn +
            "\",\n"
            "  \"MessageAttributes\" : {\n"
            "    \"b\" : {\"Type\":\"Number.int\",\"Value\":\"1\"},\n"
            "    \"a\" : {\"Type\":\"Binary\",\"Value\":\"AAE=\"}\n"
            "  }\n"
            "}");
    EXPECT_EQ(message->body_md5, md5(message->body));
    EXPECT_TRUE(message->attributes.empty());
    EXPECT_NE(to_string(message->id), answer.text("MessageId"));
    EXPECT_THAT(answer.body, Not(HasSubstr("SequenceNumber")));
}

TEST(Envelope, OfAFifoTopicHasANumberAndNoSignature) {
    World world;
    world.topic("f.fifo", {{"FifoTopic", "true"}});
    world.subscription(fifo_arn, "sqs", queue_arn + ".fifo");
    const Answer answer =
        publish(world, {{"Message", "m"}, {"MessageGroupId", "g"}, {"MessageDeduplicationId", "d"}},
                fifo_arn);
    const auto message = got(world);
    EXPECT_THAT(message->body, HasSubstr("\",\n  \"SequenceNumber\" : \"" +
                                         answer.text("SequenceNumber") + "\",\n  \"TopicArn\""));
    EXPECT_EQ(answer.text("SequenceNumber").size(), 20U);
    EXPECT_THAT(message->body, Not(HasSubstr("Sign")));
    EXPECT_EQ(message->group_id, "g");
    EXPECT_EQ(message->deduplication_id, "d");
}

TEST(Envelope, OfWhatIsReplayedSaysSo) {
    World world;
    world.topic("f.fifo", {{"FifoTopic", "true"}});
    world.subscription(fifo_arn, "sqs", queue_arn);
    publish(world,
            {{"Message", R"({"default":"d","sqs":"m"})"},
             {"MessageStructure", "json"},
             {"Subject", "Hi"},
             {"MessageGroupId", "g"},
             {"MessageDeduplicationId", "d"}},
            fifo_arn);
    const auto topic = world.topics().find({account, "us-east-1", "f.fifo"});
    const auto subscription = world.topics().rendered.back().subscription;
    const auto render = service::sns::make_render(nullptr, topic);
    const std::string live = got(world)->body;
    std::string again =
        render(*subscription, from_archived(to_archived(world.topics().published.back())), 1)
            ->message->body;
    const std::string mark = ",\n  \"Replayed\" : true";
    ASSERT_THAT(again, HasSubstr("Z\"" + mark + ",\n  \"UnsubscribeURL\""));
    again.erase(again.find(mark), mark.size());
    EXPECT_EQ(again, live);
}

TEST(Envelope, IsSignedOncePerText) {
    World world;
    world.is_signing = true;
    world.topic("t", {{"SignatureVersion", "2"}});
    world.subscription(topic_arn, "sqs", queue_arn);
    world.subscription(topic_arn, "sqs", queue_arn + "2");
    const Answer answer = publish(world, {{"Message", "hello"}, {"Subject", "Hi"}});
    ASSERT_NE(world.signers.find(), nullptr);
    const service::sns::Signer& signer = *world.signers.find();
    const std::string signature =
        signer.sign("Message\nhello\nMessageId\n" + answer.text("MessageId") +
                        "\nSubject\nHi\nTimestamp\n2025-01-02T03:04:05.678Z\nTopicArn\n" +
                        topic_arn + "\nType\nNotification\n",
                    2);
    for (const auto& rendered : world.topics().rendered) {
        EXPECT_THAT(rendered.request->message->body,
                    HasSubstr("  \"SignatureVersion\" : \"2\",\n  \"Signature\" : \"" + signature +
                              "\",\n  \"SigningCertURL\" : \"http://broker:4566" +
                              signer.certificate_path() + "\",\n"));
    }
}

TEST(Certificate, IsGivenToEverybodyOnceSomethingWasSigned) {
    World world;
    world.is_signing = true;
    world.topic();
    EXPECT_EQ(world.signers.find(), nullptr);
    EXPECT_EQ(world.visit("/SimpleNotificationService-00.pem").status, 404U);

    publish(world, {{"Message", "hello"}});
    const service::sns::Signer* signer = world.signers.find();
    ASSERT_NE(signer, nullptr);
    const Answer answer = world.visit(signer->certificate_path());
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, signer->certificate_pem());
    EXPECT_EQ(world.visit("/SimpleNotificationService-00.pem").status, 404U);

    service::sns::SignerSource later(world.broker);
    EXPECT_EQ(later.find()->certificate_pem(), signer->certificate_pem());
}

TEST(Raw, IsTheTextWithItsAttributes) {
    World world;
    world.subscription(world.topic(), "sqs", queue_arn, {{"RawMessageDelivery", "true"}});
    publish(world, two_attributes({{"Message", "m"}, {"MessageGroupId", "g"}}));
    const auto message = got(world);
    EXPECT_EQ(message->body, "m");
    EXPECT_EQ(message->attributes, (std::vector<MessageAttribute>{
                                       {.name = "a",
                                        .data_type = "Binary",
                                        .value = std::string("\0\1", 2),
                                        .is_binary = true},
                                       {.name = "b", .data_type = "Number.int", .value = "1"}}));
    EXPECT_EQ(message->group_id, "g");
}

TEST(Text, CannotBeWhatAQueueDoesNotTake) {
    World world;
    const std::string arn = world.subscription(world.topic(), "sqs", queue_arn);
    const auto is_sent = [&world](std::string text) {
        publish(world, {{"Message", std::move(text)}});
        return got(world) != nullptr;
    };
    EXPECT_TRUE(is_sent("\x01"));  // escaped in the envelope
    EXPECT_FALSE(is_sent("\uFFFE"));
    world.call("SetSubscriptionAttributes", {{"SubscriptionArn", arn},
                                             {"AttributeName", "RawMessageDelivery"},
                                             {"AttributeValue", "true"}});
    EXPECT_FALSE(is_sent("\x01"));
    EXPECT_FALSE(is_sent("\uFFFE"));
    EXPECT_TRUE(is_sent("m"));
}

TEST(Groups, OfAFifoTopicAreNotForAStandardQueue) {
    World world;
    world.topic("f.fifo", {{"FifoTopic", "true"}, {"ContentBasedDeduplication", "true"}});
    world.subscription(fifo_arn, "sqs", queue_arn);
    publish(world, {{"Message", "m"}, {"MessageGroupId", "g"}}, fifo_arn);
    EXPECT_EQ(got(world)->group_id, "");
    EXPECT_EQ(got(world)->deduplication_id, "");
}

TEST(MessageStructure, GivesEachProtocolItsText) {
    World world;
    world.subscription(world.topic(), "sqs", queue_arn, {{"RawMessageDelivery", "true"}});
    publish(world,
            {{"Message", R"({"default":"d","sqs":"s","http":1})"}, {"MessageStructure", "json"}});
    EXPECT_EQ(got(world)->body, "s");
    publish(world, {{"Message", R"({"default":"d","sqs":1})"}, {"MessageStructure", "json"}});
    EXPECT_EQ(got(world)->body, "d");
    publish(world, {{"Message", R"({"default":"d"})"}});
    EXPECT_EQ(got(world)->body, R"({"default":"d"})");
}

TEST(Outbox, HasWhatIsSent) {
    World world;
    world.topic("t", {{"DisplayName", "Shop"}});
    world.subscription(topic_arn, "sms", "+15551234567");
    publish(world, {{"Message", "m"}});
    EXPECT_EQ(to_outgoing(*got(world)).body, "Shop> m");
}

TEST(Outbox, HasMailsThatSayWhereToUnsubscribe) {
    World world;
    world.topic();
    const std::string arn = world.subscription(topic_arn, "email", "a+b@example.com");
    const auto asked = world.topics().find_subscription({account, "us-east-1", "t"},
                                                        *parse_uuid(arn.substr(arn.size() - 36)));
    world.visit("/?Action=ConfirmSubscription&TopicArn=" + topic_arn + "&Token=" + asked->token);
    publish(world, {{"Message", "m"}});
    const Outgoing mail = to_outgoing(*got(world));
    EXPECT_EQ(mail.subject, "AWS Notification Message");
    EXPECT_EQ(mail.unsubscribe_url, "http://broker:4566/unsubscribe.html?SubscriptionArn=" + arn +
                                        "&Endpoint=a%2Bb@example.com");
    EXPECT_EQ(mail.body,
              "m\n\n--\nIf you wish to stop receiving notifications from this topic, "
              "please click or visit the link below to unsubscribe:\n" +
                  mail.unsubscribe_url + "\n\nPlease do not reply directly to this email.\n");
}

TEST(Outbox, HasTheRawTextOfAStreamOnALine) {
    World world;
    world.topic();
    world.subscription(topic_arn, "firehose",
                       "arn:aws:firehose:us-east-1:000000000000:deliverystream/d",
                       {{"SubscriptionRoleArn", "arn:aws:iam::000000000000:role/r"}});
    const Answer answer = publish(world, {{"Message", "m"}, {"Subject", "s"}});
    EXPECT_THAT(to_outgoing(*got(world)).body,
                testing::StartsWith(R"({"Type":"Notification","MessageId":")" +
                                    answer.text("MessageId") + R"(","TopicArn":")" + topic_arn +
                                    R"(","Subject":"s","Message":"m","Timestamp":"2025-01)"));
    EXPECT_THAT(to_outgoing(*got(world)).body, EndsWith("}\n"));
}

}  // namespace
}  // namespace forebay::sns
