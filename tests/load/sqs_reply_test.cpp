#include "load/sqs_reply.hpp"

#include "load/json_scanner.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace forebay::load {
namespace {

TEST(ReceiveReply, FindsHandlesAndBodiesInAnyOrderAndSpacing) {
    const std::string_view text = R"( { "Other" : [ { "Messages" : [1, 2, {}] }, "]}" ] ,
        "Messages" : [ { "Body" : "one", "MD5OfBody":"x", "ReceiptHandle" : "h1" } ,
                       {"Attributes":{"Body":"not this","N":[-1.5e3,true,null]},
                        "ReceiptHandle":"h2","Body":"two"} ] } )";
    ReceiveReply reply;
    ASSERT_TRUE(read_receive_reply(text, reply));
    ASSERT_EQ(reply.count, 2U);
    EXPECT_EQ(reply.messages[0].receipt_handle, "h1");
    EXPECT_EQ(reply.messages[0].body, "one");
    EXPECT_EQ(reply.messages[1].receipt_handle, "h2");
    EXPECT_EQ(reply.messages[1].body, "two");
    EXPECT_TRUE(reply.owned.empty());
}

TEST(ReceiveReply, IsEmptyWithoutMessages) {
    for (const std::string_view text : {"{}", R"({"Messages":[]})", R"({"Messages":null})"}) {
        ReceiveReply reply;
        EXPECT_TRUE(read_receive_reply(text, reply)) << text;
        EXPECT_EQ(reply.count, 0U);
    }
}

TEST(ReceiveReply, KeepsEscapesAsTheyStand) {
    const std::string_view text =
        R"({"Messages":[{"Body":"a \"quoted\" \\","ReceiptHandle":"x\/y\\\\"}]})";
    ReceiveReply reply;
    ASSERT_TRUE(read_receive_reply(text, reply));
    EXPECT_EQ(reply.messages[0].body, R"(a \"quoted\" \\)");
    EXPECT_EQ(reply.messages[0].receipt_handle, R"(x\/y\\\\)");
    EXPECT_EQ(unescape_json(reply.messages[0].body), R"(a "quoted" \)");
}

TEST(ReceiveReply, ParsesInFullWhatTheScanCannotFollow) {
    const std::string_view text =
        R"({"\u004dessages":[{"B\u006fdy":"tw\u006f","ReceiptHandle":"h\"1"}]})";
    ReceiveReply reply;
    ASSERT_TRUE(read_receive_reply(text, reply));
    ASSERT_EQ(reply.count, 1U);
    EXPECT_EQ(reply.messages[0].body, "two");
    EXPECT_EQ(reply.messages[0].receipt_handle, R"(h\"1)");
}

TEST(ReceiveReply, RefusesWhatIsNotOne) {
    for (const std::string_view text :
         {"", "[]", "null", "<html>", "{", R"({"Messages":)", R"({"Messages":[{"Body":"x"}]})",
          R"({"Messages":[{"Body":"x","ReceiptHandle":"h)", R"({"Messages":{}})"}) {
        ReceiveReply reply;
        EXPECT_FALSE(read_receive_reply(text, reply)) << text;
    }
}

TEST(BatchReply, TellsWhichEntriesFailed) {
    BatchReply reply;
    ASSERT_TRUE(read_batch_reply(
        R"({"Failed":[{"Message":"m","Code":"C","Id":"1","SenderFault":true}],
            "Successful":[{"MessageId":"a","Id":"0"},{"Id":"9"}]})",
        reply));
    EXPECT_EQ(reply.succeeded, 1U | 1U << 9);
    EXPECT_EQ(reply.failed, 1U << 1);
    EXPECT_EQ(reply.first_code, "C");
    EXPECT_EQ(reply.first_message, "m");
}

TEST(BatchReply, RefusesUnknownIds) {
    BatchReply reply;
    EXPECT_FALSE(read_batch_reply(R"({"Successful":[{"Id":"10"}]})", reply));
    EXPECT_FALSE(read_batch_reply(R"({"Successful":[{}]})", reply));
}

TEST(SendReply, NeedsAMessageId) {
    EXPECT_TRUE(read_send_reply(R"({"MD5OfMessageBody":"x","MessageId":"y"})"));
    EXPECT_FALSE(read_send_reply(R"({"MD5OfMessageBody":"x"})"));
    EXPECT_FALSE(read_send_reply(R"({"MessageId":)"));
    EXPECT_FALSE(read_send_reply(""));
}

TEST(ErrorReply, TellsTheCodeAfterTheNamespace) {
    const ErrorReply reply =
        read_error_reply(R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"})");
    EXPECT_EQ(reply.code, "QueueDoesNotExist");
    EXPECT_EQ(reply.message, "gone");
    EXPECT_EQ(read_error_reply(R"({"__type":"Plain"})").code, "Plain");
    EXPECT_EQ(read_error_reply("<html>").code, "");
}

TEST(JsonScanner, EndsOnTextOfAnyKind) {
    const std::string whole = R"({"a":[1,{"b":"c\\\"d"},[]],"e":tru})";
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        for (const char last : {'\0', '"', '\\', '}', ']', ',', ':', 'x'}) {
            const std::string text = whole.substr(0, size) + last;
            JsonScanner scanner{text};
            std::string_view key;
            scanner.enter_object();
            while (scanner.next_key(key)) {
                scanner.skip_value();
            }
        }
    }
}

}  // namespace
}  // namespace forebay::load
