#include "tests/service/sqs/caller.hpp"

namespace forebay::service::sqs {
namespace {

const std::string too_long =
    "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]";
const std::string not_there =
    "Message does not exist or is not available for visibility timeout change.";

Error bad_handle(const std::string& handle) {
    return {Errc::receipt_invalid,
            "The input receipt handle \"" + handle + "\" is not a valid receipt handle."};
}

std::string handle_of_new_message(Caller& caller, const std::string& url) {
    caller.get(send_message, message(url, "x"));
    return caller.get(receive_message, receive_from(url)).messages.at(0).receipt_handle;
}

std::string visible(Caller& caller, const std::string& url) {
    return caller.attributes(url).at("ApproximateNumberOfMessages");
}

TEST(ChangeMessageVisibility, HidesFromNowOn) {
    Caller caller;
    const std::string url = caller.queue();
    const std::string handle = handle_of_new_message(caller, url);

    caller.get(change_message_visibility, {url, handle, 5});
    caller.clock.advance(5s - 1ms);
    EXPECT_EQ(visible(caller, url), "0");
    caller.clock.advance(1ms);
    EXPECT_EQ(visible(caller, url), "1");
}

TEST(ChangeMessageVisibility, TakesTheEdgesAndNothingBeyond) {
    Caller caller;
    const std::string url = caller.queue();
    const std::string handle = handle_of_new_message(caller, url);

    caller.get(change_message_visibility, {url, handle, 43200});
    caller.get(change_message_visibility, {url, handle, 0});
    for (const std::int64_t timeout_s : {-1, 43201}) {
        EXPECT_EQ(caller.refusal(change_message_visibility, {url, handle, timeout_s}),
                  bad_value(std::to_string(timeout_s), "VisibilityTimeout",
                            "Must be between 0 and 43200."));
    }
}

TEST(ChangeMessageVisibility, EndsTwelveHoursAfterTheReceive) {
    Caller caller;
    const std::string url = caller.queue();
    const std::string handle = handle_of_new_message(caller, url);
    caller.clock.advance(5s);

    caller.get(change_message_visibility, {url, handle, 43195});
    EXPECT_EQ(caller.refusal(change_message_visibility, {url, handle, 43196}),
              bad_value("43196", "VisibilityTimeout", too_long));
}

TEST(ChangeMessageVisibility, OfADeletedMessageIsRefused) {
    Caller caller;
    const std::string url = caller.queue();
    const std::string handle = handle_of_new_message(caller, url);
    caller.get(delete_message, {url, handle});

    EXPECT_EQ(caller.refusal(change_message_visibility, {url, handle, 5}),
              bad_value(handle, "ReceiptHandle", not_there));
}

TEST(ChangeMessageVisibility, RefusesHandlesThatAreNotThisQueues) {
    Caller caller;
    const std::string url = caller.queue("orders");
    const std::string other = handle_of_new_message(caller, caller.queue("other"));

    for (const std::string& bad : {std::string("garbage"), other}) {
        EXPECT_EQ(caller.refusal(change_message_visibility, {url, bad, 5}), bad_handle(bad));
    }
}

TEST(ChangeMessageVisibilityBatch, FailsABadEntryAlone) {
    Caller caller;
    const std::string url = caller.queue();
    const std::string kept = handle_of_new_message(caller, url);
    const std::string gone = handle_of_new_message(caller, url);
    caller.get(delete_message, {url, gone});
    caller.clock.advance(1s);

    const auto output = caller.get(change_message_visibility_batch, {url,
                                                                     {{{"garbage"}, {"garbage"}, 5},
                                                                      {{"gone"}, {gone}, 5},
                                                                      {{"range"}, {kept}, 43201},
                                                                      {{"total"}, {kept}, 43200},
                                                                      {{"none"}, {kept}, {}},
                                                                      {{"good"}, {kept}, 0}}});

    ASSERT_EQ(output.successful.size(), 1U);
    EXPECT_EQ(output.successful[0].id, "good");
    std::map<std::string, Error> failed;
    for (const BatchErrorEntry& entry : output.failed) {
        EXPECT_TRUE(entry.sender_fault);
        failed[entry.id] = {entry.code, entry.message.value_or("")};
    }
    EXPECT_EQ(
        failed,
        (std::map<std::string, Error>{
            {"garbage", bad_handle("garbage")},
            {"gone", bad_value(gone, "ReceiptHandle", not_there)},
            {"range", bad_value("43201", "VisibilityTimeout", "Must be between 0 and 43200.")},
            {"total", bad_value("43200", "VisibilityTimeout", too_long)},
            {"none",
             {Errc::missing_parameter,
              "The request must contain the parameter VisibilityTimeout."}}}));
    EXPECT_EQ(visible(caller, url), "1");
}

TEST(ChangeMessageVisibilityBatch, RefusesAWholeRequest) {
    Caller caller;
    const std::string url = caller.queue();

    EXPECT_EQ(caller.refusal(change_message_visibility_batch, {url, {}}),
              (Error{Errc::empty_batch,
                     "There should be at least one ChangeMessageVisibilityBatchRequestEntry in the "
                     "request."}));
}

}  // namespace
}  // namespace forebay::service::sqs
