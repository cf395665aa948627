#include "tests/sns/world.hpp"

namespace forebay::sns {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string fifo_arn = "arn:aws:sns:us-east-1:000000000000:f.fifo";
const std::string prefix = "Invalid parameter: ";

Parameters message(std::string text, Parameters more = {}) {
    more.emplace_back("TopicArn", topic_arn);
    more.emplace_back("Message", std::move(text));
    return more;
}

Refusal refused(Parameters parameters, std::string text, std::string code = "InvalidParameter",
                unsigned status = 400) {
    return {"Publish", std::move(parameters), status, std::move(code), std::move(text)};
}

Parameters attribute(std::string name, std::string type, std::string field, std::string value) {
    const std::string entry = "MessageAttributes.entry.1.";
    return {{entry + "Name", std::move(name)},
            {entry + "Value.DataType", std::move(type)},
            {entry + "Value." + field, std::move(value)}};
}

TEST(Publish, Refuses) {
    World world;
    world.topic();
    world.topic("f.fifo", {{"FifoTopic", "true"}});
    const std::string missing_topic = topic_arn + "2";
    const Parameters to_fifo = {{"TopicArn", fifo_arn}, {"Message", "m"}};
    Parameters no_deduplication = to_fifo;
    no_deduplication.emplace_back("MessageGroupId", "g");
    expect_refusals(
        world,
        {refused({{"Message", "m"}},
                 prefix + "TopicArn or TargetArn Reason: no value for required parameter"),
         refused(message("m", {{"Subject", ""}}), prefix + "Subject"),
         refused(message("m", {{"Subject", std::string(101, 's')}}), prefix + "Subject"),
         refused(message("m", {{"Subject", "a\nb"}}), prefix + "Subject"),
         refused(message(""), prefix + "Empty message"),
         refused({{"TopicArn", missing_topic}, {"Message", ""}}, prefix + "Empty message"),
         refused({{"PhoneNumber", "abc"}, {"Message", "m"}},
                 prefix + "PhoneNumber Reason: abc is not valid to publish to"),
         refused(message(std::string(262'145, 'm')), prefix + "Message too long"),
         refused(
             message(std::string(262'144 - 8, 'm'), attribute("a", "String", "StringValue", "22")),
             prefix + "Message too long"),
         refused(to_fifo, prefix + "The MessageGroupId parameter is required for FIFO topics"),
         refused(no_deduplication,
                 prefix + "The topic should either have ContentBasedDeduplication enabled or "
                          "MessageDeduplicationId provided explicitly"),
         refused(message("m", {{"MessageDeduplicationId", "d"}}),
                 prefix + "MessageDeduplicationId Reason: The request includes "
                          "MessageDeduplicationId parameter that is not valid for this topic type"),
         refused(message("{", {{"MessageStructure", "json"}}),
                 prefix + "Message Structure - JSON message body failed to parse"),
         refused(message(R"({"sqs":"x","default":1})", {{"MessageStructure", "json"}}),
                 prefix + "Message Structure - No default entry in JSON message body"),
         refused({{"TopicArn", missing_topic}, {"Message", "m"}}, "Topic does not exist",
                 "NotFound", 404),
         refused({{"TopicArn", "arn:aws:sns:eu-west-1:000000000000:t"}, {"Message", "m"}},
                 prefix + "TopicArn"),
         refused({{"TargetArn", "x"}, {"Message", "m"}},
                 prefix + "TargetArn Reason: An ARN must have at least 6 elements, not 1"),
         refused({{"TargetArn", "arn:aws:sns:us-east-1:000000000000:endpoint/GCM/app/id"},
                  {"Message", "m"}},
                 prefix + "TargetArn Reason: No endpoint found for the target arn specified")});
    EXPECT_THAT(world.topics().published, IsEmpty());
}

TEST(Publish, TakesWhatTheTopicsLimitAllows) {
    World world;
    world.topic("t", {{"MaximumMessageSize", "1048576"}});
    EXPECT_EQ(world.call("Publish", message(std::string(1'048'576, 'm'))).status, 200U);
    EXPECT_EQ(world.call("Publish", message(std::string(1'048'577, 'm'))).message(),
              prefix + "Message too long");
}

TEST(Publish, RefusesMessageAttributes) {
    World world;
    world.topic();
    const auto row = [](std::string name, std::string type, std::string field, std::string value,
                        std::string text) {
        return refused(message("m", attribute(std::move(name), std::move(type), std::move(field),
                                              std::move(value))),
                       std::move(text), "ParameterValueInvalid");
    };
    const std::string bad_type =
        "The message attribute 'a' has an invalid message attribute type, the set of supported "
        "type prefixes is Binary, Number, and String.";
    expect_refusals(
        world,
        {refused(message("m", {{"MessageAttributes.entry.1.Name", "attr1"},
                               {"MessageAttributes.entry.1.Value.StringValue", "x"}}),
                 "1 validation error detected: Value null at "
                 "'messageAttributes.attr1.member.dataType' failed to satisfy constraint: Member "
                 "must not be null",
                 "ValidationError"),
         row("a", "String", "StringValue", "",
             "The message attribute 'a' must contain non-empty message attribute value for message "
             "attribute type 'String'."),
         row("a", "Binary", "BinaryValue", "",
             "The message attribute 'a' must contain non-empty message attribute value for message "
             "attribute type 'Binary'."),
         row("a", "String", "BinaryValue",
             "eA==", "The message attribute 'a' with type 'String' must use field 'String'."),
         row("a", "Number", "BinaryValue",
             "eA==", "The message attribute 'a' with type 'Number' must use field 'String'."),
         row("a", "Binary", "StringValue", "x",
             "The message attribute 'a' with type 'Binary' must use field 'Binary'."),
         row("a", "Stringprefixed", "StringValue", "x", bad_type),
         row("a", "String.", "StringValue", "x", bad_type),
         row(std::string(257, 'a'), "String", "StringValue", "x",
             "Length of message attribute name must be less than 256 bytes."),
         row("a^", "String", "StringValue", "x",
             "Invalid non-alphanumeric character '#x5E' was found in the message attribute name. "
             "Can only include alphanumeric characters, hyphens, underscores, or dots."),
         row("a\u20AC", "String", "StringValue", "x",
             "Invalid non-alphanumeric character '#x20AC' was found in the message attribute name. "
             "Can only include alphanumeric characters, hyphens, underscores, or dots."),
         row(".a", "String", "StringValue", "x",
             "Invalid message attribute name starting with character '.' was found."),
         row("a.", "String", "StringValue", "x",
             "Invalid message attribute name ending with character '.' was found."),
         row("a..b", "String", "StringValue", "x",
             "Message attribute name can not have successive '.' character.")});
    EXPECT_EQ(world.call("Publish", message("m", attribute("a", "String.a b", "StringValue", "x")))
                  .status,
              200U);
}

Parameters batch(std::vector<Parameters> entries, std::string topic = topic_arn) {
    Parameters parameters = {{"TopicArn", std::move(topic)}};
    for (std::size_t i = 0; i < entries.size(); ++i) {
        for (auto& [name, value] : entries[i]) {
            parameters.emplace_back(
                "PublishBatchRequestEntries.member." + std::to_string(i + 1) + "." + name, value);
        }
    }
    return parameters;
}

TEST(PublishBatch, Refuses) {
    World world;
    world.topic();
    world.topic("f.fifo", {{"FifoTopic", "true"}, {"ContentBasedDeduplication", "true"}});
    const auto row = [](Parameters parameters, std::string code, std::string text,
                        unsigned status = 400) {
        return Refusal{"PublishBatch", std::move(parameters), status, std::move(code),
                       std::move(text)};
    };
    std::vector<Parameters> eleven;
    for (int i = 0; i < 11; ++i) {
        eleven.push_back({{"Id", std::to_string(i)}, {"Message", "m"}});
    }
    const std::string half(131'073, 'm');
    expect_refusals(
        world,
        {row(batch({}), "EmptyBatchRequest", "The batch request doesn't contain any entries."),
         row(batch(eleven, topic_arn + "2"), "TooManyEntriesInBatchRequest",
             "The batch request contains more entries than permissible."),
         row(batch({{{"Id", "1"}, {"Message", "m"}}}, topic_arn + "2"), "NotFound",
             "Topic does not exist", 404),
         row(batch({{{"Id", "1"}, {"Message", "m"}}, {{"Id", "1"}, {"Message", "m"}}}),
             "BatchEntryIdsNotDistinct",
             "Two or more batch entries in the request have the same Id."),
         row(batch({{{"Id", "a.b"}, {"Message", "m"}}}), "InvalidBatchEntryId",
             "The Id of a batch entry in the batch request contains an impermissible character: "
             "a.b"),
         row(batch({{{"Id", std::string(81, 'a')}, {"Message", "m"}}}), "InvalidBatchEntryId",
             "The Id of a batch entry in the batch request is too long: " + std::string(81, 'a')),
         row(batch({{{"Id", "1"}, {"Message", half}}, {{"Id", "2"}, {"Message", half}}}),
             "BatchRequestTooLong",
             "The length of all the messages put together is more than the limit."),
         row(batch({{{"Id", "1"}, {"Message", "m"}},
                    {{"Id", "2"}, {"Message", "{}"}, {"MessageStructure", "json"}}}),
             "InvalidParameter",
             prefix + "Message Structure - No default entry in JSON message body"),
         row(batch({{{"Id", "1"}, {"Message", "m"}}}, fifo_arn), "InvalidParameter",
             prefix + "The MessageGroupId parameter is required for FIFO topics"),
         row(batch({{{"Id", "1"},
                     {"Message", "m"},
                     {"MessageAttributes.entry.1.Name", "attr1"},
                     {"MessageAttributes.entry.1.Value.StringValue", "x"}}}),
             "ValidationError",
             "1 validation error detected: Value null at "
             "'publishBatchRequestEntries.1.member.messageAttributes.attr1.member.dataType' failed "
             "to satisfy constraint: Member must not be null")});
    EXPECT_THAT(world.topics().published, IsEmpty());
}

TEST(PublishBatch, NumbersItsEntriesInOrder) {
    World world;
    world.topic("f.fifo", {{"FifoTopic", "true"}, {"ContentBasedDeduplication", "true"}});
    const Answer answer = world.call(
        "PublishBatch", batch({{{"Id", "b"}, {"Message", "Test"}, {"MessageGroupId", "g"}},
                               {{"Id", "a"}, {"Message", "2"}, {"MessageGroupId", "g"}}},
                              fifo_arn));
    EXPECT_THAT(answer.body, HasSubstr("<Successful><member><Id>b</Id><MessageId>"));
    EXPECT_THAT(answer.body, HasSubstr("<SequenceNumber>10000000000000000001</SequenceNumber>"
                                       "</member><member><Id>a</Id>"));
    EXPECT_THAT(answer.body, HasSubstr("<Failed></Failed>"));
    EXPECT_EQ(world.topics().published.at(0).deduplication_id,
              "532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25");
}

}  // namespace
}  // namespace forebay::sns
