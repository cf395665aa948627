#include "tests/service/sqs/caller.hpp"

namespace forebay::service::sqs {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string other_queue_type =
    "The request includes a parameter that is not valid for this queue type.";

Error too_long(const std::string& limit) {
    return {Errc::invalid_parameter,
            "One or more parameters are invalid. Reason: Message must be shorter than " + limit +
                " bytes."};
}

/// The one message that can be received, with all its attributes.
ReceivedMessage receive_all(Caller& caller, const std::string& url) {
    ReceiveMessageInput input = receive_from(url);
    input.attribute_names = {"All"};
    input.message_attribute_names = {"All"};
    auto output = caller.get(receive_message, input);
    EXPECT_EQ(output.messages.size(), 1U);
    return output.messages.empty() ? ReceivedMessage() : std::move(output.messages.front());
}

TEST(SendMessage, AnswersWithIdAndDigestAlone) {
    Caller caller;
    const std::string url = caller.queue();

    const auto output = caller.get(send_message, message(url, "message"));

    EXPECT_EQ(output.md5_of_message_body, "78e731027d8fd50ed642340b7c9a63b3");
    EXPECT_TRUE(parse_uuid(output.message_id));
    EXPECT_FALSE(output.md5_of_message_attributes);
    EXPECT_FALSE(output.md5_of_message_system_attributes);
    EXPECT_FALSE(output.sequence_number);
    EXPECT_EQ(receive_all(caller, url).message_id, output.message_id);
}

TEST(SendMessage, TakesAsManyBytesAsTheQueueAllows) {
    Caller caller;
    const std::string large = caller.queue("large");
    const std::string small = caller.queue("small", {{"MaximumMessageSize", "1024"}});

    EXPECT_TRUE(caller.call(send_message, message(large, std::string(1048576, 'x'))));
    EXPECT_EQ(caller.refusal(send_message, message(large, std::string(1048577, 'x'))),
              too_long("1048576"));
    EXPECT_TRUE(caller.call(send_message, message(small, std::string(1024, 'x'))));
    EXPECT_EQ(caller.refusal(send_message, message(small, std::string(1023, 'x') + "\xC3\xA4")),
              too_long("1024"));
}

TEST(SendMessage, CountsAttributesAndNotSystemAttributes) {
    Caller caller;
    const std::string url = caller.queue("small", {{"MaximumMessageSize", "1024"}});
    SendMessageInput input = message(url, std::string(1024 - 15, 'x'));
    input.message_attributes = {{"name", text_attribute("value")}};
    input.message_system_attributes = {{"AWSTraceHeader", text_attribute("Root=1")}};

    EXPECT_TRUE(caller.call(send_message, input));
    input.message_body += 'x';
    EXPECT_EQ(caller.refusal(send_message, input), too_long("1024"));
}

TEST(SendMessage, RefusesAForbiddenCharacter) {
    Caller caller;

    EXPECT_EQ(caller.refusal(send_message, message(caller.queue(), "a\x07")),
              (Error{Errc::invalid_message,
                     "Invalid binary character '#x7' was found in the message body, the set of "
                     "allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | "
                     "[#x10000-#x10FFFF]."}));
}

TEST(SendMessage, RefusesAnEmptyBody) {
    Caller caller;

    EXPECT_EQ(
        caller.refusal(send_message, message(caller.queue(), "")),
        (Error{Errc::missing_parameter, "The request must contain the parameter MessageBody."}));
}

TEST(SendMessage, TakesDelaysUpToFifteenMinutes) {
    Caller caller;
    SendMessageInput input = message(caller.queue(), "x");
    for (const std::int64_t delay_s : {0, 900}) {
        input.delay_seconds = delay_s;
        EXPECT_TRUE(caller.call(send_message, input)) << delay_s;
    }
    for (const std::int64_t delay_s : {-1, 901}) {
        input.delay_seconds = delay_s;
        EXPECT_EQ(caller.refusal(send_message, input),
                  bad_value(std::to_string(delay_s), "DelaySeconds",
                            "DelaySeconds must be >= 0 and <= 900."));
    }
}

TEST(SendMessage, DelaysByItsOwnDelayOrTheQueues) {
    Caller caller;
    const std::string url = caller.queue("late", {{"DelaySeconds", "900"}});
    SendMessageInput input = message(url, "own");
    input.delay_seconds = 0;

    caller.get(send_message, message(url, "the queue's"));
    caller.get(send_message, input);

    const StringMap attributes = caller.attributes(url);
    EXPECT_EQ(attributes.at("ApproximateNumberOfMessages"), "1");
    EXPECT_EQ(attributes.at("ApproximateNumberOfMessagesDelayed"), "1");
}

TEST(SendMessage, ChecksAGroupIdAndGivesItBack) {
    Caller caller;
    const std::string url = caller.queue();
    SendMessageInput input = message(url, "x");
    for (const std::string& group :
         {"tenant-1"s, std::string(128, 'g'), "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"s}) {
        input.message_group_id = group;
        EXPECT_FALSE(caller.get(send_message, input).sequence_number);
        EXPECT_EQ(receive_all(caller, url).attributes["MessageGroupId"], group);
    }
    for (const std::string& group :
         {""s, std::string(129, 'g'), "a b"s, "a\tb"s, "\x7F"s, "\xC3\xA4"s}) {
        input.message_group_id = group;
        EXPECT_EQ(caller.refusal(send_message, input),
                  bad_value(group, "MessageGroupId",
                            "MessageGroupId can only include alphanumeric and punctuation "
                            "characters. 1 to 128 in length."));
    }
}

TEST(SendMessage, RefusesADeduplicationId) {
    Caller caller;
    SendMessageInput input = message(caller.queue(), "x");
    input.message_deduplication_id = "d";
    EXPECT_EQ(caller.refusal(send_message, input),
              bad_value("d", "MessageDeduplicationId", other_queue_type));
    input.message_deduplication_id = "";
    EXPECT_EQ(caller.refusal(send_message, input),
              bad_value("", "MessageDeduplicationId",
                        "MessageDeduplicationId can only include alphanumeric and punctuation "
                        "characters. 1 to 128 in length."));
}

TEST(SendMessage, ChecksInTheOrderOfTheSpecification) {
    Caller caller;
    SendMessageInput input = message(caller.queue("q", {{"MaximumMessageSize", "1024"}}), "");
    input.delay_seconds = -1;
    input.message_group_id = "a b";
    input.message_deduplication_id = "c d";
    input.message_system_attributes = {{"SenderId", text_attribute("me")}};
    input.message_attributes = {{"name", text_attribute("")}};
    const auto text = [&] { return caller.refusal(send_message, input).detail; };

    EXPECT_THAT(text(), testing::HasSubstr("MessageBody"));
    input.message_body = std::string(1025, '\x01');
    EXPECT_THAT(text(), testing::HasSubstr("must be shorter than"));
    input.message_body = "\x01";
    EXPECT_THAT(text(), testing::HasSubstr("'#x1' was found in the message body"));
    input.message_body = "x";
    EXPECT_THAT(text(), testing::HasSubstr("(user) attribute"));
    input.message_attributes.clear();
    EXPECT_THAT(text(), testing::HasSubstr("MessageSystemAttributes"));
    input.message_system_attributes.clear();
    EXPECT_THAT(text(), testing::HasSubstr("Value c d for"));
    input.message_deduplication_id = "cd";
    EXPECT_THAT(text(), testing::HasSubstr("Value a b for"));
    input.message_group_id = "ab";
    EXPECT_THAT(text(), testing::HasSubstr("Value -1 for"));
    input.delay_seconds = 1;
    EXPECT_THAT(text(), testing::HasSubstr("Value cd for"));
}

TEST(SendMessage, KeepsAttributesAndTellsTheirDigests) {
    Caller caller;
    const std::string url = caller.queue();
    SendMessageInput input = message(url, "x");
    input.message_attributes = {{"Hello", text_attribute("There")},
                                {"General", text_attribute("Kenobi")}};
    input.message_system_attributes = {
        {"AWSTraceHeader", text_attribute("Root=1-5759e988-bd862e3fe1be46a994272793;"
                                          "Parent=53995c3f42cd8ad8;Sampled=1")}};

    const auto output = caller.get(send_message, input);
    const auto received = receive_all(caller, url);

    EXPECT_EQ(output.md5_of_message_attributes, "fca026605781cb4126a1e9044df24232");
    EXPECT_EQ(output.md5_of_message_system_attributes, "5ae4d5d7636402d80f4eb6d213245a88");
    EXPECT_EQ(received.md5_of_message_attributes, "fca026605781cb4126a1e9044df24232");
    EXPECT_EQ(received.message_attributes.at("Hello").string_value, "There");
    EXPECT_EQ(received.attributes.at("AWSTraceHeader"),
              "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
}

TEST(SendMessage, TakesTheTraceOfTheRequestUnlessTheMessageHasItsOwn) {
    Caller caller;
    const std::string url = caller.queue();
    caller.context.trace_header = "Root=1-request";
    SendMessageInput own = message(url, "x");
    own.message_system_attributes = {{"AWSTraceHeader", text_attribute("Root=1-own")}};

    EXPECT_FALSE(caller.get(send_message, message(url, "x")).md5_of_message_system_attributes);
    EXPECT_EQ(receive_all(caller, url).attributes["AWSTraceHeader"], "Root=1-request");
    caller.get(send_message, own);
    EXPECT_EQ(receive_all(caller, url).attributes["AWSTraceHeader"], "Root=1-own");
    caller.context.trace_header = "Root=\xFF";
    caller.get(send_message, message(url, "x"));
    EXPECT_FALSE(receive_all(caller, url).attributes.contains("AWSTraceHeader"));
}

TEST(SendMessage, SaysWhyTheBrokerRefused) {
    Caller caller;
    const std::string url = caller.queue();
    caller.broker.send_error = Error{Errc::disk_full, "The disk is nearly full."};

    EXPECT_EQ(caller.refusal(send_message, message(url, "x")), *caller.broker.send_error);
}

// Batches.

SendMessageEntry entry(std::string id, std::string body) {
    SendMessageEntry made;
    made.id = {std::move(id)};
    made.message_body = {std::move(body)};
    return made;
}

std::vector<std::string> ids(const auto& entries) {
    std::vector<std::string> ids;
    for (const auto& one : entries) {
        ids.push_back(one.id);
    }
    return ids;
}

TEST(SendMessageBatch, SendsAllInOrder) {
    Caller caller;
    const std::string url = caller.queue();
    std::vector<SendMessageEntry> entries;
    for (int i = 0; i < 10; ++i) {
        entries.push_back(entry("id" + std::to_string(i), "body" + std::to_string(i)));
    }

    const auto output = caller.get(send_message_batch, {url, entries});
    const auto received = caller.get(receive_message, receive_from(url, 10));

    ASSERT_EQ(output.successful.size(), 10U);
    EXPECT_THAT(output.failed, IsEmpty());
    for (std::size_t i = 0; i < 10; ++i) {
        EXPECT_EQ(output.successful[i].id, entries[i].id.value);
        EXPECT_EQ(output.successful[i].message_id, received.messages[i].message_id);
        EXPECT_EQ(output.successful[i].md5_of_message_body, received.messages[i].md5_of_body);
        EXPECT_EQ(received.messages[i].body, entries[i].message_body.value);
    }
}

TEST(SendMessageBatch, FailsABadEntryAlone) {
    Caller caller;
    const std::string url = caller.queue("q", {{"MaximumMessageSize", "1024"}});
    SendMessageEntry attribute = entry("attribute", "x");
    attribute.message_attributes = {{"name", text_attribute("")}};
    SendMessageEntry delay = entry("delay", "x");
    delay.delay_seconds = 901;

    const auto output =
        caller.get(send_message_batch,
                   {url,
                    {entry("good", "x"), entry("control", "\x01"), entry("empty", ""),
                     entry("long", std::string(1025, 'x')), attribute, delay, entry("fine", "y")}});

    EXPECT_THAT(ids(output.successful), ElementsAre("good", "fine"));
    EXPECT_EQ(output.successful[1].md5_of_message_body, "415290769594460e2e485922904f345d");
    EXPECT_THAT(ids(output.failed), ElementsAre("control", "empty", "long", "attribute", "delay"));
    std::vector<Errc> codes;
    for (const BatchErrorEntry& failed : output.failed) {
        EXPECT_TRUE(failed.sender_fault);
        codes.push_back(failed.code);
    }
    EXPECT_THAT(codes,
                ElementsAre(Errc::invalid_message, Errc::missing_parameter, Errc::invalid_parameter,
                            Errc::invalid_parameter, Errc::invalid_parameter));
    EXPECT_EQ(output.failed[2].message,
              "One or more parameters cannot be validated. Reason: Message must be shorter than "
              "1024 bytes.");
    EXPECT_EQ(caller.attributes(url).at("ApproximateNumberOfMessages"), "2");
}

TEST(SendMessageBatch, SendsNothingWhenEveryEntryFails) {
    Caller caller;
    caller.broker.send_error = Error{Errc::internal, "asked to send"};

    const auto output = caller.get(send_message_batch, {caller.queue(), {entry("a", "\x01")}});
    EXPECT_THAT(ids(output.failed), ElementsAre("a"));
}

TEST(SendMessageBatch, IsAtMostAMebibyteInAllWhateverTheQueueAllows) {
    for (const StringMap& attributes : {StringMap{}, StringMap{{"MaximumMessageSize", "1024"}}}) {
        Caller caller;
        const std::string url = caller.queue("q", attributes);
        SendMessageEntry rich = entry("a", std::string(524288 - 8, 'x'));
        rich.message_attributes = {{"k", text_attribute("x")}};  // 8 bytes

        EXPECT_TRUE(
            caller.call(send_message_batch, {url, {rich, entry("b", std::string(524288, 'y'))}}));
        EXPECT_EQ(
            caller.refusal(send_message_batch, {url, {rich, entry("b", std::string(524289, 'y'))}}),
            (Error{Errc::batch_too_long,
                   "Batch requests cannot be longer than 1048576 bytes. You have sent "
                   "1048577 bytes."}));
    }
}

TEST(SendMessageBatch, ChecksCountThenIdsThenSize) {
    Caller caller;
    const std::string url = caller.queue();
    const std::string big(200'000, 'x');
    const auto code = [&](const std::vector<std::string>& entry_ids) {
        std::vector<SendMessageEntry> entries;
        for (const std::string& id : entry_ids) {
            entries.push_back(entry(id, big));
        }
        return caller.refusal(send_message_batch, {url, entries}).code;
    };

    EXPECT_EQ(code(std::vector<std::string>(11, "a b")), Errc::too_many_batch_entries);
    EXPECT_EQ(code({"a", "a b", "c", "d", "e", "f"}), Errc::invalid_batch_id);
    EXPECT_EQ(code({"a", "a", "c", "d", "e", "f"}), Errc::batch_ids_not_distinct);
    EXPECT_EQ(code({"a", "b", "c", "d", "e", "f"}), Errc::batch_too_long);
}

}  // namespace
}  // namespace forebay::service::sqs
