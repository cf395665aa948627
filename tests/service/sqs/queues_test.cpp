#include "tests/service/sqs/caller.hpp"
#include <forebay/base/base64.hpp>

#include <fmt/format.h>

namespace forebay::service::sqs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string standard_rule =
    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
const std::string fifo_rule =
    "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, "
    "must end with .fifo suffix and be 1 to 80 in length";

CreateQueueInput queue_named(std::string name, StringMap attributes = {}, StringMap tags = {}) {
    return {.queue_name = std::move(name),
            .attributes = std::move(attributes),
            .tags = std::move(tags)};
}

TEST(CreateQueue, AnswersWithEndpointAccountAndName) {
    Caller caller;

    EXPECT_EQ(caller.get(create_queue, queue_named("orders")).queue_url,
              "http://localhost:4566/111122223333/orders");
}

TEST(CreateQueue, TakesEveryLegalName) {
    for (const std::string& name :
         {std::string("a"), std::string("A-z_09"), std::string(80, 'n')}) {
        Caller caller;
        EXPECT_TRUE(caller.call(create_queue, queue_named(name))) << name;
    }
}

TEST(CreateQueue, RefusesIllegalNames) {
    for (const std::string& name :
         {std::string(), std::string(81, 'n'), std::string("a/b"), std::string("a b"),
          std::string("a.b"), std::string("a\n"), std::string("\xC3\xA4"), std::string("a.fifo")}) {
        Caller caller;
        EXPECT_EQ(caller.refusal(create_queue, queue_named(name)),
                  (Error{Errc::invalid_parameter, standard_rule}))
            << name;
    }
}

TEST(CreateQueue, RefusesARequestWithoutAName) {
    Caller caller;

    EXPECT_EQ(
        caller.refusal(create_queue, {}),
        (Error{Errc::missing_parameter, "The request must contain the parameter QueueName."}));
}

TEST(CreateQueue, RefusesAFifoQueueWithoutItsSuffix) {
    for (const std::string& name : {std::string("a"), std::string(".fifo"), std::string("a b.fifo"),
                                    std::string(76, 'n') + ".fifo", std::string("a.FIFO")}) {
        Caller caller;
        EXPECT_EQ(caller.refusal(create_queue, queue_named(name, {{"FifoQueue", "true"}})),
                  (Error{Errc::invalid_parameter, fifo_rule}))
            << name;
    }
}

TEST(CreateQueue, MakesFifoQueuesWithNamesOfEightyCharacters) {
    Caller caller;
    const std::string name = std::string(75, 'n') + ".fifo";

    EXPECT_TRUE(caller.queue(name, {{"FifoQueue", "True"}}).ends_with("/" + name));
}

TEST(CreateQueue, FindsTheQueueThatIsThere) {
    Caller caller;
    const std::string url = caller.queue("orders", {{"VisibilityTimeout", "7"}});

    EXPECT_EQ(caller.queue("orders"), url);
    EXPECT_EQ(caller.queue("orders", {{"VisibilityTimeout", "7"}, {"DelaySeconds", "0"}}), url);
    EXPECT_EQ(caller.queue("orders", {{"Policy", ""}}), url);
    EXPECT_EQ(caller.attributes(url, {"VisibilityTimeout"}),
              (StringMap{{"VisibilityTimeout", "7"}}));
}

TEST(CreateQueue, NamesTheFirstAttributeThatDiffersFromWhatItIsNow) {
    Caller caller;
    const std::string url = caller.queue("orders", {{"VisibilityTimeout", "7"}});
    caller.get(set_queue_attributes, {url, {{"VisibilityTimeout", "8"}}});

    EXPECT_EQ(caller.queue("orders", {{"VisibilityTimeout", "8"}}), url);
    EXPECT_EQ(
        caller.refusal(create_queue, queue_named("orders", {{"MaximumMessageSize", "1048576"},
                                                            {"ReceiveMessageWaitTimeSeconds", "3"},
                                                            {"VisibilityTimeout", "7"}})),
        (Error{Errc::queue_exists,
               "A queue already exists with the same name and a different value for "
               "attribute ReceiveMessageWaitTimeSeconds"}));
}

TEST(CreateQueue, ChecksNameThenAttributeNamesThenValuesThenTheQueueThatIsThere) {
    Caller caller;
    caller.queue("orders");
    struct Row {
        std::string name;
        StringMap attributes;
        Errc expected;
    };
    for (const Row& row : {
             Row{"a b", {{"Foobar", "1"}}, Errc::invalid_parameter},
             Row{"orders", {{"DelaySeconds", "-1"}, {"Foobar", "1"}}, Errc::invalid_attribute_name},
             Row{"orders",
                 {{"DelaySeconds", "-1"}, {"VisibilityTimeout", "5"}},
                 Errc::invalid_attribute_value},
             Row{"orders", {{"DelaySeconds", "5"}}, Errc::queue_exists},
         }) {
        EXPECT_EQ(caller.refusal(create_queue, queue_named(row.name, row.attributes)).code,
                  row.expected);
    }
}

TEST(CreateQueue, KeepsTagsOfANewQueueAndIgnoresThoseForAnOldOne) {
    Caller caller;
    const std::string url =
        caller.get(create_queue, queue_named("orders", {}, {{"team", "a"}})).queue_url;
    caller.get(create_queue, queue_named("orders", {}, {{"team", "b"}, {"new", ""}}));

    EXPECT_EQ(caller.get(list_queue_tags, {url}).tags, (StringMap{{"team", "a"}}));
}

TEST(CreateQueue, SaysThatAQueueWasDeletedRecently) {
    Caller caller;
    caller.broker.create_error = Error{Errc::queue_deleted_recently, "locked"};

    EXPECT_EQ(caller.refusal(create_queue, queue_named("orders")),
              (Error{Errc::queue_deleted_recently,
                     "You must wait 60 seconds after deleting a queue before you can create "
                     "another with the same name."}));
}

TEST(CreateQueue, KeepsAccountsAndRegionsApart) {
    Caller caller;
    caller.queue("orders", {{"DelaySeconds", "1"}});

    caller.context.region = "us-east-1";
    EXPECT_EQ(caller.refusal(get_queue_url, {"orders", {}}), no_queue);
    caller.queue("orders", {{"DelaySeconds", "2"}});
    caller.context.account = "999999999999";
    EXPECT_EQ(caller.queue("orders", {{"DelaySeconds", "3"}}),
              "http://localhost:4566/999999999999/orders");
}

TEST(GetQueueUrl, FindsAQueueOfTheCallerOrOfTheAccountItNames) {
    Caller caller;
    caller.queue("orders");

    EXPECT_EQ(caller.get(get_queue_url, {"orders", {}}).queue_url,
              "http://localhost:4566/111122223333/orders");
    caller.context.account = "999999999999";
    EXPECT_EQ(caller.refusal(get_queue_url, {"orders", {}}), no_queue);
    EXPECT_EQ(caller.get(get_queue_url, {"orders", "111122223333"}).queue_url,
              "http://localhost:4566/111122223333/orders");
}

TEST(GetQueueUrl, RefusesAQueueThatIsNotThere) {
    Caller caller;
    caller.queue("orders");

    for (const std::string& name : {"order", "Orders", "a b"}) {
        EXPECT_EQ(caller.refusal(get_queue_url, {name, {}}), no_queue);
    }
    EXPECT_EQ(caller.refusal(get_queue_url, {"orders", "x"}), no_queue);
}

std::vector<std::string> names(const ListQueuesOutput& output) {
    std::vector<std::string> names;
    for (const std::string& url : output.queue_urls) {
        names.push_back(url.substr(url.rfind('/') + 1));
    }
    return names;
}

TEST(ListQueues, ListsByNameWhatBeginsWithThePrefix) {
    Caller caller;
    for (const char* name : {"b2", "a", "b1", "B3"}) {
        caller.queue(name);
    }

    EXPECT_THAT(names(caller.get(list_queues, {})), ElementsAre("B3", "a", "b1", "b2"));
    EXPECT_THAT(names(caller.get(list_queues, {"b", {}, {}})), ElementsAre("b1", "b2"));
    EXPECT_THAT(names(caller.get(list_queues, {"c", {}, {}})), IsEmpty());
}

TEST(ListQueues, GivesATokenWhileThereIsMore) {
    Caller caller;
    for (const char* name : {"a", "b", "c", "d"}) {
        caller.queue(name);
    }

    const auto first = caller.get(list_queues, {{}, {}, 2});
    EXPECT_THAT(names(first), ElementsAre("a", "b"));
    ASSERT_TRUE(first.next_token);
    const auto second = caller.get(list_queues, {{}, first.next_token, 2});
    EXPECT_THAT(names(second), ElementsAre("c", "d"));
    EXPECT_FALSE(second.next_token);
}

TEST(ListQueues, GivesAThousandAndNoTokenWhenNotAskedForPages) {
    Caller caller;
    for (int i = 0; i < 1001; ++i) {
        caller.queue(fmt::format("q{:04}", i));
    }

    const auto all = caller.get(list_queues, {});
    EXPECT_EQ(all.queue_urls.size(), 1000U);
    EXPECT_FALSE(all.next_token);
    const auto page = caller.get(list_queues, {{}, {}, 1000});
    EXPECT_EQ(page.queue_urls.size(), 1000U);
    ASSERT_TRUE(page.next_token);
    EXPECT_THAT(names(caller.get(list_queues, {{}, page.next_token, 1000})), ElementsAre("q1000"));
}

TEST(ListQueues, RefusesPagesOfOtherSizes) {
    for (const std::int64_t size : {-1, 0, 1001}) {
        Caller caller;
        EXPECT_EQ(caller.refusal(list_queues, {{}, {}, size}),
                  bad_value(std::to_string(size), "MaxResults",
                            "Must be between 1 and 1000, if provided."));
    }
    for (const std::int64_t size : {1, 1000}) {
        Caller caller;
        EXPECT_TRUE(caller.call(list_queues, {{}, {}, size}));
    }
}

TEST(ListQueues, RefusesATokenThatItDidNotGive) {
    for (const std::string& token : {std::string(), std::string("garbage"), std::string("!"),
                                     base64("before:a"), std::string("YWZ0ZXI6YQ")}) {
        Caller caller;
        EXPECT_EQ(caller.refusal(list_queues, {{}, token, 1}),
                  bad_value(token, "NextToken", "It is not a token that ListQueues returned."));
    }
}

TEST(DeleteQueue, RemovesTheQueueOnce) {
    Caller caller;
    const std::string url = caller.queue("orders");

    caller.get(delete_queue, {url});
    EXPECT_EQ(caller.refusal(delete_queue, {url}), no_queue);
    EXPECT_THAT(names(caller.get(list_queues, {})), IsEmpty());
}

TEST(PurgeQueue, RemovesMessagesAtMostOnceAMinute) {
    Caller caller;
    const std::string url = caller.queue("orders");
    caller.get(send_message, message(url, "job"));

    caller.get(purge_queue, {url});
    EXPECT_EQ(caller.attributes(url).at("ApproximateNumberOfMessages"), "0");
    caller.clock.advance(60s - 1ms);
    EXPECT_EQ(caller.refusal(purge_queue, {url}),
              (Error{Errc::purge_in_progress,
                     "Only one PurgeQueue operation on orders is allowed every 60 seconds."}));
    caller.clock.advance(1ms);
    caller.get(purge_queue, {url});
}

TEST(QueueActions, RefuseAQueueThatIsNotThere) {
    Caller caller;
    const std::string url = "http://localhost:4566/111122223333/nope";

    EXPECT_EQ(caller.refusal(purge_queue, {url}), no_queue);
    EXPECT_EQ(caller.refusal(get_queue_attributes, {url, {"Foobar"}}), no_queue);
    EXPECT_EQ(caller.refusal(set_queue_attributes, {url, {{"Foobar", "1"}}}), no_queue);
    EXPECT_EQ(caller.refusal(tag_queue, {url, {{"", ""}}}), no_queue);
    EXPECT_EQ(caller.refusal(untag_queue, {url, {"a"}}), no_queue);
    EXPECT_EQ(caller.refusal(list_queue_tags, {url}), no_queue);
    EXPECT_EQ(caller.refusal(add_permission, {url, " ", {"1"}, {"x"}}), no_queue);
    EXPECT_EQ(caller.refusal(remove_permission, {url, "a"}), no_queue);
    EXPECT_EQ(caller.refusal(send_message, message(url, "\x01")), no_queue);
    EXPECT_EQ(caller.refusal(send_message_batch, {url, {}}), no_queue);
    EXPECT_EQ(caller.refusal(receive_message, receive_from(url, 11)), no_queue);
    EXPECT_EQ(caller.refusal(delete_message, {url, "garbage"}), no_queue);
    EXPECT_EQ(caller.refusal(delete_message_batch, {url, {}}), no_queue);
    EXPECT_EQ(caller.refusal(change_message_visibility, {url, "garbage", -1}), no_queue);
    EXPECT_EQ(caller.refusal(change_message_visibility_batch, {url, {}}), no_queue);
}

TEST(ListDeadLetterSourceQueues, ListsThoseWhoseRedrivePoliciesNameTheQueue) {
    Caller caller;
    const std::string dead = caller.queue("dead");
    EXPECT_THAT(caller.get(list_dead_letter_source_queues, {dead, {}, {}}).queue_urls, IsEmpty());

    const std::string policy =
        "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-central-1:111122223333:dead\","
        "\"maxReceiveCount\":3}";
    const std::string a = caller.queue("a", {{"RedrivePolicy", policy}});
    const std::string b = caller.queue("b", {{"RedrivePolicy", policy}});
    caller.queue("c");
    const auto all = caller.get(list_dead_letter_source_queues, {dead, {}, {}});
    EXPECT_THAT(all.queue_urls, ElementsAre(a, b));
    EXPECT_EQ(all.next_token, std::nullopt);

    const auto first = caller.get(list_dead_letter_source_queues, {dead, {}, 1});
    EXPECT_THAT(first.queue_urls, ElementsAre(a));
    const auto second = caller.get(list_dead_letter_source_queues, {dead, first.next_token, 1});
    EXPECT_THAT(second.queue_urls, ElementsAre(b));
    EXPECT_EQ(second.next_token, std::nullopt);
}

TEST(ListDeadLetterSourceQueues, IsRefusedInTheServicesWords) {
    Caller caller;
    const std::string dead = caller.queue("dead");
    EXPECT_EQ(caller.refusal(list_dead_letter_source_queues, {dead + "x", {}, {}}).code,
              Errc::queue_not_found);
    EXPECT_EQ(caller.refusal(list_dead_letter_source_queues, {dead, {}, 0}).detail,
              "Value 0 for parameter MaxResults is invalid. Reason: Must be between 1 and 1000, if "
              "provided.");
    EXPECT_EQ(caller.refusal(list_dead_letter_source_queues, {dead, "x", {}}).detail,
              "Value x for parameter NextToken is invalid. Reason: It is not a token that "
              "ListDeadLetterSourceQueues returned.");
}

}  // namespace
}  // namespace forebay::service::sqs
