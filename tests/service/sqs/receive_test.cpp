#include "tests/service/sqs/caller.hpp"

namespace forebay::service::sqs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> bodies(const ReceiveMessageOutput& output) {
    std::vector<std::string> bodies;
    for (const ReceivedMessage& received : output.messages) {
        bodies.push_back(received.body);
    }
    return bodies;
}

TEST(ReceiveMessage, OfAnEmptyQueueGivesNothing) {
    Caller caller;

    EXPECT_THAT(caller.get(receive_message, receive_from(caller.queue())).messages, IsEmpty());
}

TEST(ReceiveMessage, GivesBodyDigestAndReceiptAlone) {
    Caller caller;
    const std::string url = caller.queue();
    SendMessageInput sent = message(url, "message");
    sent.message_attributes = {{"name", text_attribute("x")}};
    caller.get(send_message, sent);

    const auto output = caller.get(receive_message, receive_from(url));

    ASSERT_EQ(output.messages.size(), 1U);
    const ReceivedMessage& received = output.messages.front();
    EXPECT_EQ(received.body, "message");
    EXPECT_EQ(received.md5_of_body, "78e731027d8fd50ed642340b7c9a63b3");
    EXPECT_TRUE(caller.broker.receipts().decode(received.receipt_handle));
    EXPECT_THAT(received.attributes, IsEmpty());
    EXPECT_THAT(received.message_attributes, IsEmpty());
    EXPECT_FALSE(received.md5_of_message_attributes);
}

TEST(ReceiveMessage, GivesAsManyAsAskedForOldestFirst) {
    Caller caller;
    const std::string url = caller.queue();
    for (const char* body : {"a", "b", "c", "d"}) {
        caller.get(send_message, message(url, body));
    }
    caller.broker.in_flight_max = 10;
    ReceiveMessageInput one;
    one.queue_url = url;

    EXPECT_THAT(bodies(caller.get(receive_message, one)), ElementsAre("a"));
    EXPECT_THAT(bodies(caller.get(receive_message, receive_from(url, 2))), ElementsAre("b", "c"));
    EXPECT_THAT(bodies(caller.get(receive_message, receive_from(url, 10))), ElementsAre("d"));
}

TEST(ReceiveMessage, GivesANewHandleEachTime) {
    Caller caller;
    const std::string url = caller.queue("orders", {{"VisibilityTimeout", "0"}});
    caller.get(send_message, message(url, "x"));

    const auto first = caller.get(receive_message, receive_from(url));
    const auto second = caller.get(receive_message, receive_from(url));
    EXPECT_EQ(first.messages[0].message_id, second.messages[0].message_id);
    EXPECT_NE(first.messages[0].receipt_handle, second.messages[0].receipt_handle);
}

TEST(ReceiveMessage, RefusesWhatIsOutOfRange) {
    Caller caller;
    const std::string url = caller.queue();
    for (const std::int64_t count : {-1, 0, 11}) {
        EXPECT_EQ(caller.refusal(receive_message, receive_from(url, count)),
                  bad_value(std::to_string(count), "MaxNumberOfMessages",
                            "Must be between 1 and 10, if provided."));
    }
    ReceiveMessageInput input = receive_from(url);
    for (const std::int64_t wait_s : {-1, 21}) {
        input.wait_time_seconds = wait_s;
        EXPECT_EQ(caller.refusal(receive_message, input),
                  bad_value(std::to_string(wait_s), "WaitTimeSeconds",
                            "Must be >= 0 and <= 20, if provided."));
    }
    input.wait_time_seconds.reset();
    for (const std::int64_t timeout_s : {-1, 43201}) {
        input.visibility_timeout = timeout_s;
        EXPECT_EQ(caller.refusal(receive_message, input),
                  bad_value(std::to_string(timeout_s), "VisibilityTimeout",
                            "Must be >= 0 and <= 43200, if provided."));
    }
    EXPECT_THAT(caller.broker.received, IsEmpty());
}

TEST(ReceiveMessage, AsksTheBrokerForWhatTheClientWants) {
    Caller caller;
    ReceiveMessageInput input = receive_from(caller.queue(), 10);
    caller.get(receive_message, input);
    EXPECT_EQ(caller.broker.received.back().max_messages, 10U);
    EXPECT_EQ(caller.broker.received.back().wait, std::nullopt);
    EXPECT_EQ(caller.broker.received.back().visibility_timeout, std::nullopt);

    for (const auto& [wait_s, timeout_s] :
         {std::pair<std::int64_t, std::int64_t>{0, 0}, {20, 43200}}) {
        input.wait_time_seconds = wait_s;
        input.visibility_timeout = timeout_s;
        caller.get(receive_message, input);
        EXPECT_EQ(caller.broker.received.back().wait, std::chrono::seconds(wait_s));
        EXPECT_EQ(caller.broker.received.back().visibility_timeout,
                  std::chrono::seconds(timeout_s));
    }
}

TEST(ReceiveMessage, TellsTheBrokerWhoWaits) {
    class Client final : public Presence {
        void watch(std::function<void()>) override {}
        void unwatch() override {}
    };
    Client client;
    Caller caller;
    caller.context.presence = &client;
    caller.get(receive_message, receive_from(caller.queue()));

    EXPECT_EQ(caller.broker.latest_client, &client);
}

TEST(ReceiveMessage, SaysThatTooManyAreInFlight) {
    Caller caller;
    caller.broker.in_flight_max = 0;

    EXPECT_EQ(
        caller.refusal(receive_message, receive_from(caller.queue())),
        (Error{Errc::over_limit, "The maximum number of in flight messages (120000) is reached."}));
}

TEST(ReceiveMessage, RefusesAnAttemptIdOnAStandardQueue) {
    Caller caller;
    ReceiveMessageInput input = receive_from(caller.queue());
    input.receive_request_attempt_id = "a b";
    EXPECT_EQ(caller.refusal(receive_message, input),
              bad_value("a b", "ReceiveRequestAttemptId",
                        "ReceiveRequestAttemptId can only include alphanumeric and punctuation "
                        "characters. 1 to 128 in length."));
    input.receive_request_attempt_id = "ab";
    EXPECT_EQ(caller.refusal(receive_message, input),
              bad_value("ab", "ReceiveRequestAttemptId",
                        "The request includes a parameter that is not valid for this queue type."));
}

TEST(ReceiveMessage, GivesTheAttributesThatMatch) {
    const std::vector<std::string> all = {"General", "Hello", "Help.Me"};
    struct Row {
        std::vector<std::string> filter;
        std::vector<std::string> expected;
        const char* md5;  // of what is returned
    };
    const char* md5_all = "4c360f3fdafd970e05fae2f149d997f5";
    const char* md5_two = "fca026605781cb4126a1e9044df24232";
    for (const Row& row : {
             Row{{}, {}, nullptr},
             Row{{"All"}, all, md5_all},
             Row{{".*"}, all, md5_all},
             Row{{"*"}, all, md5_all},
             Row{{"Hel.*", "General"}, all, md5_all},
             Row{{"Hel.*"}, {"Hello", "Help.Me"}, "83fee93c1bcd8b9a5a923ffacdc636c7"},
             Row{{"Hello", "General"}, {"General", "Hello"}, md5_two},
             Row{{"Foo", "Help"}, {}, nullptr},
             Row{{"Foo", "Hello", "General"}, {"General", "Hello"}, md5_two},
             Row{{"hello", "all", "Hel*"}, {}, nullptr},
             Row{{"AWS."}, {}, nullptr},
             Row{{"..foo"}, {}, nullptr},
             Row{{""}, {}, nullptr},
         }) {
        Caller caller;
        SendMessageInput sent = message(caller.queue(), "x");
        sent.message_attributes = {{"Hello", text_attribute("There")},
                                   {"General", text_attribute("Kenobi")},
                                   {"Help.Me", text_attribute("Me")}};
        caller.get(send_message, sent);
        ReceiveMessageInput input = receive_from(sent.queue_url);
        input.message_attribute_names = row.filter;

        const ReceivedMessage received = caller.get(receive_message, input).messages.at(0);

        std::vector<std::string> names;
        for (const auto& [name, attribute] : received.message_attributes) {
            names.push_back(name);
        }
        EXPECT_EQ(names, row.expected) << testing::PrintToString(row.filter);
        EXPECT_EQ(received.md5_of_message_attributes.has_value(), row.md5 != nullptr);
        if (row.md5 != nullptr) {
            EXPECT_EQ(received.md5_of_message_attributes, row.md5);
        }
    }
}

TEST(ReceiveMessage, GivesAttributesAsTheyWereSent) {
    Caller caller;
    SendMessageInput sent = message(caller.queue(), "x");
    const std::string bytes("\x00\xFF", 2);
    sent.message_attributes = {{"blob", binary_attribute(bytes, "Binary.gif")},
                               {"n", text_attribute("007.0", "Number.int")}};
    caller.get(send_message, sent);
    ReceiveMessageInput input = receive_from(sent.queue_url);
    input.message_attribute_names = {"All"};

    const AttributeMap received =
        caller.get(receive_message, input).messages.at(0).message_attributes;

    EXPECT_EQ(received.at("blob").data_type, "Binary.gif");
    EXPECT_EQ(received.at("blob").binary_value, Blob{bytes});
    EXPECT_EQ(received.at("blob").string_value, std::nullopt);
    EXPECT_EQ(received.at("n").data_type, "Number.int");
    EXPECT_EQ(received.at("n").string_value, "007.0");
    EXPECT_EQ(received.at("n").binary_value, std::nullopt);
}

TEST(ReceiveMessage, GivesTheSystemAttributesAskedFor) {
    const std::vector<std::string> always = {
        "ApproximateFirstReceiveTimestamp", "ApproximateReceiveCount", "SenderId", "SentTimestamp"};
    struct Row {
        std::vector<std::string> old_names;
        std::vector<std::string> new_names;
        std::vector<std::string> expected;
    };
    for (const Row& row : {
             Row{{}, {}, {}},
             Row{{"All"}, {}, always},
             Row{{}, {"All"}, always},
             Row{{"SenderId"}, {"SentTimestamp", "SenderId"}, {"SenderId", "SentTimestamp"}},
             Row{{"SequenceNumber", "MessageDeduplicationId", "MessageGroupId"}, {}, {}},
             Row{{"AWSTraceHeader", "DeadLetterQueueSourceArn"}, {}, {}},
             Row{{"all", "Foobar", "senderid"}, {}, {}},
         }) {
        Caller caller;
        const std::string url = caller.queue();
        caller.get(send_message, message(url, "x"));
        ReceiveMessageInput input = receive_from(url);
        input.attribute_names = row.old_names;
        input.message_system_attribute_names = row.new_names;

        std::vector<std::string> names;
        for (const auto& [name, value] :
             caller.get(receive_message, input).messages[0].attributes) {
            names.push_back(name);
        }
        EXPECT_EQ(names, row.expected);
    }
}

TEST(ReceiveMessage, CountsReceivesAndKeepsTheTimes) {
    Caller caller;
    const std::string url = caller.queue("orders", {{"VisibilityTimeout", "0"}});
    caller.get(send_message, message(url, "x"));
    ReceiveMessageInput input = receive_from(url);
    input.attribute_names = {"All"};
    const auto attributes = [&] {
        return caller.get(receive_message, input).messages[0].attributes;
    };

    caller.clock.advance(5ms);
    StringMap expected = {{"ApproximateFirstReceiveTimestamp", "1700000000128"},
                          {"ApproximateReceiveCount", "1"},
                          {"SenderId", "AIDAEXAMPLE"},
                          {"SentTimestamp", "1700000000123"}};
    EXPECT_EQ(attributes(), expected);
    caller.clock.advance(5ms);
    expected["ApproximateReceiveCount"] = "2";
    EXPECT_EQ(attributes(), expected);
}

}  // namespace
}  // namespace forebay::service::sqs
