#include "tests/service/sqs/caller.hpp"

namespace forebay::service::sqs {
namespace {

Error bad_handle(const std::string& handle) {
    return {Errc::receipt_invalid,
            "The input receipt handle \"" + handle + "\" is not a valid receipt handle."};
}

/// Sends a message and receives it.
std::string handle_of_new_message(Caller& caller, const std::string& url) {
    caller.get(send_message, message(url, "x"));
    return caller.get(receive_message, receive_from(url)).messages.at(0).receipt_handle;
}

std::string count(Caller& caller, const std::string& url) {
    return caller.attributes(url).at("ApproximateNumberOfMessagesNotVisible");
}

TEST(DeleteMessage, RemovesAMessageAndIsSilentTheNextTime) {
    Caller caller;
    const std::string url = caller.queue();
    const std::string handle = handle_of_new_message(caller, url);
    EXPECT_EQ(count(caller, url), "1");

    caller.get(delete_message, {url, handle});
    EXPECT_EQ(count(caller, url), "0");
    caller.get(delete_message, {url, handle});
}

TEST(DeleteMessage, RefusesHandlesThatAreNotThisQueues) {
    Caller caller;
    const std::string url = caller.queue("orders");
    const std::string handle = handle_of_new_message(caller, url);
    const std::string other = handle_of_new_message(caller, caller.queue("other"));

    for (const std::string& bad : {std::string("garbage"), handle + "AAAA", handle.substr(4), other,
                                   std::string(1024, 'A'), std::string("<a href=\"x\">")}) {
        EXPECT_EQ(caller.refusal(delete_message, {url, bad}), bad_handle(bad));
    }
    EXPECT_EQ(count(caller, url), "1");
}

TEST(DeleteMessage, RefusesAHandleOfAQueueThatWasMadeAgain) {
    Caller caller;
    const std::string url = caller.queue();
    const std::string handle = handle_of_new_message(caller, url);
    caller.get(delete_queue, {url});
    caller.queue();

    EXPECT_EQ(caller.refusal(delete_message, {url, handle}), bad_handle(handle));
}

TEST(DeleteMessageBatch, FailsABadEntryAlone) {
    Caller caller;
    const std::string url = caller.queue();
    const std::string first = handle_of_new_message(caller, url);
    const std::string second = handle_of_new_message(caller, url);

    const auto output = caller.get(
        delete_message_batch,
        {url, {{{"a"}, {first}}, {{"bad"}, {"garbage"}}, {{"b"}, {second}}, {{"none"}, {""}}}});

    ASSERT_EQ(output.successful.size(), 2U);
    EXPECT_EQ(output.successful[0].id, "a");
    EXPECT_EQ(output.successful[1].id, "b");
    ASSERT_EQ(output.failed.size(), 2U);
    EXPECT_EQ(output.failed[0].id, "bad");
    EXPECT_EQ(output.failed[0].code, Errc::receipt_invalid);
    EXPECT_EQ(output.failed[0].message, bad_handle("garbage").detail);
    EXPECT_TRUE(output.failed[0].sender_fault);
    EXPECT_EQ(output.failed[1].code, Errc::missing_parameter);
    EXPECT_EQ(count(caller, url), "0");
}

TEST(DeleteMessageBatch, RefusesAWholeRequest) {
    Caller caller;
    const std::string url = caller.queue();

    EXPECT_EQ(caller.refusal(delete_message_batch, {url, {}}),
              (Error{Errc::empty_batch,
                     "There should be at least one DeleteMessageBatchRequestEntry in the "
                     "request."}));
    EXPECT_EQ(caller.refusal(delete_message_batch, {url, {{{""}, {"x"}}}}).code,
              Errc::invalid_batch_id);
}

}  // namespace
}  // namespace forebay::service::sqs
