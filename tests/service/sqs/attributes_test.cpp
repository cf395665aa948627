#include "tests/service/sqs/caller.hpp"

namespace forebay::service::sqs {
namespace {

using namespace std::string_literals;
using testing::IsEmpty;

Error bad(const std::string& name, const std::string& reason = {}) {
    return {Errc::invalid_attribute_value, "Invalid value for the parameter " + name + "." +
                                               (reason.empty() ? "" : " Reason: " + reason)};
}

Error unknown(const std::string& name) {
    return {Errc::invalid_attribute_name, "Unknown Attribute " + name + "."};
}

Error only_fifo(const std::string& name) {
    return {Errc::invalid_attribute_name,
            "You can specify the " + name + " only when FifoQueue is set to true."};
}

/// Refusals of the same attributes given to CreateQueue and to SetQueueAttributes.
std::vector<Error> refusals(const StringMap& attributes) {
    Caller caller;
    return {caller.refusal(create_queue, {"new", attributes, {}}),
            caller.refusal(set_queue_attributes, {caller.queue("old"), attributes})};
}

void expect_refused(const StringMap& attributes, const Error& error) {
    EXPECT_THAT(refusals(attributes), testing::Each(error));
}

std::string fifo_queue(Caller& caller) {
    return caller.queue("orders.fifo", {{"FifoQueue", "true"}});
}

const StringMap fresh = {
    {"ApproximateNumberOfMessages", "0"},
    {"ApproximateNumberOfMessagesDelayed", "0"},
    {"ApproximateNumberOfMessagesNotVisible", "0"},
    {"CreatedTimestamp", "1700000000"},
    {"DelaySeconds", "0"},
    {"LastModifiedTimestamp", "1700000000"},
    {"MaximumMessageSize", "1048576"},
    {"MessageRetentionPeriod", "345600"},
    {"QueueArn", "arn:aws:sqs:eu-central-1:111122223333:orders"},
    {"ReceiveMessageWaitTimeSeconds", "0"},
    {"SqsManagedSseEnabled", "true"},
    {"VisibilityTimeout", "30"},
};

TEST(GetQueueAttributes, ShowsTwelveOfAFreshQueue) {
    Caller caller;

    EXPECT_EQ(caller.attributes(caller.queue()), fresh);
}

TEST(GetQueueAttributes, ShowsSixteenOfAFreshFifoQueue) {
    Caller caller;
    StringMap expected = fresh;
    expected["QueueArn"] += ".fifo";
    expected.insert({{"ContentBasedDeduplication", "false"},
                     {"DeduplicationScope", "queue"},
                     {"FifoQueue", "true"},
                     {"FifoThroughputLimit", "perQueue"}});

    EXPECT_EQ(caller.attributes(fifo_queue(caller)), expected);
}

TEST(GetQueueAttributes, ShowsThoseAskedForThatAreSet) {
    Caller caller;
    const std::string url = caller.queue();

    EXPECT_EQ(caller.attributes(url, {"VisibilityTimeout", "Policy", "FifoQueue",
                                      "KmsDataKeyReusePeriodSeconds", "RedrivePolicy"}),
              (StringMap{{"VisibilityTimeout", "30"}}));
    EXPECT_THAT(caller.attributes(url, {}), IsEmpty());
    EXPECT_EQ(caller.attributes(url, {"DelaySeconds", "All"}), fresh);
}

TEST(GetQueueAttributes, RefusesUnknownNames) {
    Caller caller;
    const std::string url = caller.queue();
    for (const char* name : {"Foobar", "all", "delaySeconds", ""}) {
        EXPECT_EQ(caller.refusal(get_queue_attributes, {url, {"All", name}}), unknown(name));
    }
}

TEST(GetQueueAttributes, CountsEachMessageOnce) {
    Caller caller;
    const std::string url = caller.queue();
    SendMessageInput late = message(url, "late");
    late.delay_seconds = 1;
    caller.get(send_message, late);
    for (int i = 0; i < 3; ++i) {
        caller.get(send_message, message(url, "x"));
    }
    caller.get(receive_message, receive_from(url, 2));

    EXPECT_EQ(
        caller.attributes(url, {"ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed",
                                "ApproximateNumberOfMessagesNotVisible"}),
        (StringMap{{"ApproximateNumberOfMessages", "1"},
                   {"ApproximateNumberOfMessagesDelayed", "1"},
                   {"ApproximateNumberOfMessagesNotVisible", "2"}}));
}

TEST(QueueAttributes, TakeTheEdgesOfTheirRangesAndNothingBeyond) {
    struct Row {
        std::string name;
        std::vector<std::string> good;
        std::vector<std::string> bad;
    };
    for (const Row& row : {
             Row{"DelaySeconds", {"0", "900"}, {"-1", "901"}},
             Row{"MaximumMessageSize", {"1024", "1048576"}, {"1023", "1048577"}},
             Row{"MessageRetentionPeriod", {"60", "1209600"}, {"59", "1209601"}},
             Row{"ReceiveMessageWaitTimeSeconds", {"0", "20"}, {"-1", "21"}},
             Row{"VisibilityTimeout", {"0", "43200"}, {"-1", "43201"}},
             Row{"KmsDataKeyReusePeriodSeconds", {"60", "86400"}, {"59", "86401"}},
         }) {
        for (const std::string& value : row.good) {
            Caller caller;
            EXPECT_EQ(caller.attributes(caller.queue("a", {{row.name, value}})).at(row.name),
                      value);
            const std::string url = caller.queue("b");
            caller.get(set_queue_attributes, {url, {{row.name, value}}});
            EXPECT_EQ(caller.attributes(url).at(row.name), value);
        }
        for (const std::string& value : row.bad) {
            expect_refused({{row.name, value}}, bad(row.name));
        }
        for (const char* value : {"", "ten", "1.5", "1e2", "0x10", " 60", "99999999999999999999"}) {
            expect_refused({{row.name, value}}, bad(row.name));
        }
    }
}

TEST(QueueAttributes, AreKnownByName) {
    for (const char* name :
         {"Foobar", "All", "", "delaySeconds", "QueueArn", "CreatedTimestamp",
          "LastModifiedTimestamp", "ApproximateNumberOfMessages",
          "ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessagesNotVisible"}) {
        expect_refused({{name, "1"}}, unknown(name));
    }
}

TEST(QueueAttributes, OfFifoQueuesAreRefusedOnOthers) {
    expect_refused({{"FifoQueue", "false"}}, unknown("FifoQueue"));
    expect_refused({{"ContentBasedDeduplication", "true"}}, unknown("ContentBasedDeduplication"));
    expect_refused({{"DeduplicationScope", "queue"}}, only_fifo("DeduplicationScope"));
    expect_refused({{"FifoThroughputLimit", "perQueue"}}, only_fifo("FifoThroughputLimit"));

    Caller caller;
    EXPECT_EQ(caller.refusal(set_queue_attributes, {caller.queue(), {{"FifoQueue", "true"}}}),
              unknown("FifoQueue"));
}

TEST(QueueAttributes, OfAFifoQueueMayBeSet) {
    Caller caller;
    const std::string url = fifo_queue(caller);
    const StringMap high_throughput = {{"ContentBasedDeduplication", "true"},
                                       {"DeduplicationScope", "messageGroup"},
                                       {"FifoQueue", "true"},
                                       {"FifoThroughputLimit", "perMessageGroupId"}};

    EXPECT_EQ(
        caller.refusal(set_queue_attributes, {url, {{"FifoThroughputLimit", "perMessageGroupId"}}})
            .code,
        Errc::invalid_attribute_value);
    caller.get(set_queue_attributes, {url, high_throughput});
    const StringMap shown = caller.attributes(url);
    for (const auto& [name, value] : high_throughput) {
        EXPECT_EQ(shown.at(name), value);
    }
    EXPECT_EQ(caller.refusal(set_queue_attributes, {url, {{"FifoQueue", "false"}}}),
              bad("FifoQueue", "Modifying queue type is not supported."));
    EXPECT_EQ(caller.refusal(set_queue_attributes, {url, {{"FifoQueue", "maybe"}}}),
              bad("FifoQueue"));
    EXPECT_EQ(caller.refusal(set_queue_attributes, {url, {{"DeduplicationScope", "Queue"}}}),
              bad("DeduplicationScope"));
    EXPECT_EQ(caller.refusal(set_queue_attributes, {url, {{"FifoThroughputLimit", ""}}}),
              bad("FifoThroughputLimit"));
    EXPECT_EQ(caller.refusal(set_queue_attributes, {url, {{"ContentBasedDeduplication", "1"}}}),
              bad("ContentBasedDeduplication"));
}

TEST(QueueAttributes, TakeBooleansInAnyCase) {
    Caller caller;
    const std::string url = caller.queue();
    for (const auto& [sent, shown] : std::map<std::string, std::string>{
             {"False", "false"}, {"TRUE", "true"}, {"fAlSe", "false"}}) {
        caller.get(set_queue_attributes, {url, {{"SqsManagedSseEnabled", sent}}});
        EXPECT_EQ(caller.attributes(url).at("SqsManagedSseEnabled"), shown);
    }
    for (const char* value : {"", "yes", "1", "true "}) {
        expect_refused({{"SqsManagedSseEnabled", value}}, bad("SqsManagedSseEnabled"));
    }
}

TEST(QueueAttributes, KeepAPolicyToTheLetter) {
    Caller caller;
    const std::string url = caller.queue();
    const std::string policy = "{ \"Version\": \"2012-10-17\",\n  \"Statement\": [\"\\u0026\"] }";
    const std::string longest = "{\"a\":\"" + std::string(8192 - 8, 'x') + "\"}";

    for (const std::string& value : {policy, longest}) {
        caller.get(set_queue_attributes, {url, {{"Policy", value}}});
        EXPECT_EQ(caller.attributes(url).at("Policy"), value);
    }
    for (int i = 0; i < 2; ++i) {
        caller.get(set_queue_attributes, {url, {{"Policy", ""}}});
        EXPECT_FALSE(caller.attributes(url).contains("Policy"));
    }
    for (const std::string& value :
         {"not json"s, "{\"Version\":"s, "[]"s, "\"x\""s, "{} {}"s, longest + " "}) {
        expect_refused({{"Policy", value}}, bad("Policy"));
    }
}

TEST(QueueAttributes, KnowOneKindOfEncryptionAtATime) {
    const Error both{Errc::invalid_attribute_name,
                     "You can use one type of server-side encryption (SSE) at one time. You can "
                     "either enable KMS SSE or SQS SSE."};
    expect_refused({{"KmsMasterKeyId", "alias/orders"}, {"SqsManagedSseEnabled", "true"}}, both);

    Caller caller;
    const std::string url = caller.queue("a", {{"KmsMasterKeyId", "alias/orders"}});
    EXPECT_EQ(caller.attributes(url).at("SqsManagedSseEnabled"), "false");
    EXPECT_EQ(caller.refusal(set_queue_attributes, {url, {{"SqsManagedSseEnabled", "true"}}}),
              both);
    caller.get(set_queue_attributes,
               {url, {{"SqsManagedSseEnabled", "true"}, {"KmsMasterKeyId", ""}}});
    EXPECT_EQ(caller.attributes(url).at("SqsManagedSseEnabled"), "true");
    EXPECT_FALSE(caller.attributes(url).contains("KmsMasterKeyId"));
}

TEST(QueueAttributes, LoseManagedEncryptionToAKeyForGood) {
    Caller caller;
    const std::string url = caller.queue();
    caller.get(
        set_queue_attributes,
        {url, {{"KmsMasterKeyId", "alias/orders"}, {"KmsDataKeyReusePeriodSeconds", "6000"}}});
    StringMap shown = caller.attributes(url);
    EXPECT_EQ(shown["KmsMasterKeyId"], "alias/orders");
    EXPECT_EQ(shown["KmsDataKeyReusePeriodSeconds"], "6000");
    EXPECT_EQ(shown["SqsManagedSseEnabled"], "false");

    caller.get(set_queue_attributes,
               {url, {{"KmsMasterKeyId", ""}, {"KmsDataKeyReusePeriodSeconds", "300"}}});
    StringMap expected = fresh;
    expected["SqsManagedSseEnabled"] = "false";
    EXPECT_EQ(caller.attributes(url), expected);
}

TEST(SetQueueAttributes, MovesTheTimeOfModificationAndLeavesTheRest) {
    Caller caller;
    const std::string url = caller.queue();
    caller.clock.advance(5s);
    caller.get(set_queue_attributes, {url, {}});
    EXPECT_EQ(caller.attributes(url), fresh);

    caller.get(set_queue_attributes, {url, {{"VisibilityTimeout", "45"}}});
    StringMap expected = fresh;
    expected["VisibilityTimeout"] = "45";
    expected["LastModifiedTimestamp"] = "1700000005";
    EXPECT_EQ(caller.attributes(url), expected);
}

TEST(SetQueueAttributes, ChangesNothingWhenOneIsRefused) {
    Caller caller;
    const std::string url = caller.queue();
    for (const StringMap& attributes :
         {StringMap{{"DelaySeconds", "5"}, {"VisibilityTimeout", "99999"}},
          StringMap{{"DelaySeconds", "5"}, {"Foobar", "1"}},
          StringMap{{"DelaySeconds", "5"},
                    {"RedrivePolicy", R"({"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:)"
                                      R"(111122223333:nope","maxReceiveCount":1})"}}}) {
        EXPECT_NE(caller.refusal(set_queue_attributes, {url, attributes}).code, Errc::internal);
        EXPECT_EQ(caller.attributes(url), fresh);
    }
}

// Redrive policies: SQS specification 10.1, 10.3.

const std::string arn_start = "arn:aws:sqs:eu-central-1:111122223333:";

std::string redrive(const std::string& target, const std::string& count) {
    return "{\"deadLetterTargetArn\":\"" + target + "\",\"maxReceiveCount\":" + count + "}";
}

TEST(RedrivePolicyAttribute, IsKeptToTheLetter) {
    Caller caller;
    caller.queue("dead");
    const std::string url = caller.queue();
    for (const char* count : {"1", "1000", "\"1\"", "\"1000\""}) {
        const std::string policy = redrive(arn_start + "dead", count);
        caller.get(set_queue_attributes, {url, {{"RedrivePolicy", policy}}});
        EXPECT_EQ(caller.attributes(url).at("RedrivePolicy"), policy);
    }
    const auto info = caller.broker.find("111122223333", "eu-central-1", "orders").value();
    EXPECT_EQ(info->settings.redrive, (RedrivePolicy{arn_start + "dead", 1000}));

    for (int i = 0; i < 2; ++i) {
        caller.get(set_queue_attributes, {url, {{"RedrivePolicy", ""}}});
        EXPECT_EQ(caller.attributes(url), fresh);
    }
    EXPECT_FALSE(
        caller.broker.find("111122223333", "eu-central-1", "orders").value()->settings.redrive);
}

TEST(RedrivePolicyAttribute, IsRefusedWithAReason) {
    const std::string target = arn_start + "dead";
    struct Row {
        std::string policy;
        std::string reason;
    };
    for (const Row& row : {
             Row{"garbage", "Redrive policy is not a valid JSON map."},
             Row{"[]", "Redrive policy is not a valid JSON map."},
             Row{"{}", "Redrive policy does not contain mandatory attribute: maxReceiveCount."},
             Row{"{\"deadLetterTargetArn\":\"dummy\"}",
                 "Redrive policy does not contain mandatory attribute: maxReceiveCount."},
             Row{"{\"maxReceiveCount\":0}",
                 "Redrive policy does not contain mandatory attribute: deadLetterTargetArn."},
             Row{redrive(target, "0"),
                 "Invalid value for maxReceiveCount: 0, valid values are "
                 "from 1 to 1000 both inclusive."},
             Row{redrive(target, "\"1001\""),
                 "Invalid value for maxReceiveCount: 1001, valid "
                 "values are from 1 to 1000 both inclusive."},
             Row{redrive(target, "\"x\""),
                 "Invalid value for maxReceiveCount: x, valid values "
                 "are from 1 to 1000 both inclusive."},
             Row{redrive(target, "1.5"),
                 "Invalid value for maxReceiveCount: 1.5E0, valid values "
                 "are from 1 to 1000 both inclusive."},
             Row{redrive("dummy", "1"), "Invalid value for deadLetterTargetArn."},
             Row{redrive("arn:aws:sns:eu-central-1:111122223333:dead", "1"),
                 "Invalid value for deadLetterTargetArn."},
             Row{redrive("arn:aws:sqs:eu-central-1:1:dead", "1"),
                 "Invalid value for deadLetterTargetArn."},
             Row{redrive(target + ":x", "1"), "Invalid value for deadLetterTargetArn."},
             Row{"{\"maxReceiveCount\":1,\"deadLetterTargetArn\":1}",
                 "Invalid value for deadLetterTargetArn."},
             Row{redrive(arn_start + "nope", "1"), "Dead letter target does not exist."},
             Row{redrive("arn:aws:sqs:us-east-1:111122223333:dead", "1"),
                 "Dead-letter queue must be in the account and region of the source."},
             Row{redrive("arn:aws:sqs:eu-central-1:999999999999:dead", "1"),
                 "Dead-letter queue must be in the account and region of the source."},
             Row{redrive(arn_start + "orders.fifo", "1"),
                 "Dead-letter queue must be same type of queue as the source.."},
         }) {
        Caller caller;
        caller.queue("dead");
        fifo_queue(caller);
        const StringMap attributes = {{"RedrivePolicy", row.policy}};
        const Error error = bad_value(row.policy, "RedrivePolicy", row.reason);
        EXPECT_EQ(caller.refusal(create_queue, {"new", attributes, {}}), error);
        EXPECT_EQ(caller.refusal(set_queue_attributes, {caller.queue("old"), attributes}), error);
    }
}

TEST(RedrivePolicyAttribute, IsRefusedWhenTheTargetDoesNotAllowTheSource) {
    const auto by_queue = [](const std::string& name) {
        return "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"" + arn_start + name +
               "\"]}";
    };
    struct Row {
        std::string allow;
        bool is_allowed;
    };
    for (const Row& row : {Row{"", true}, Row{"{\"redrivePermission\":\"allowAll\"}", true},
                           Row{"{\"redrivePermission\":\"denyAll\"}", false},
                           Row{by_queue("orders"), true}, Row{by_queue("orders2"), false}}) {
        Caller caller;
        const std::string dead = caller.queue("dead");
        caller.get(set_queue_attributes, {dead, {{"RedriveAllowPolicy", row.allow}}});
        const std::string policy = redrive(arn_start + "dead", "1");
        const StringMap attributes = {{"RedrivePolicy", policy}};
        const Error error =
            bad_value(policy, "RedrivePolicy",
                      "The RedriveAllowPolicy of the dead letter target does not allow this "
                      "source.");
        const auto created = caller.call(create_queue, {"orders", attributes, {}});
        EXPECT_EQ(created.has_value(), row.is_allowed) << row.allow;
        if (!created) {
            EXPECT_EQ(created.error(), error);
        }
        const auto set = caller.call(set_queue_attributes, {caller.queue("orders"), attributes});
        EXPECT_EQ(set.has_value(), row.is_allowed) << row.allow;
        if (!set) {
            EXPECT_EQ(set.error(), error);
        }
    }
}

TEST(RedrivePolicyAttribute, DoesNotHinderOtherChangesOnceItsTargetIsGone) {
    Caller caller;
    const std::string dead = caller.queue("dead");
    const std::string url =
        caller.queue("orders", {{"RedrivePolicy", redrive(arn_start + "dead", "1")}});
    caller.get(delete_queue, {dead});

    caller.get(set_queue_attributes, {url, {{"DelaySeconds", "1"}}});
}

TEST(RedriveAllowPolicyAttribute, SaysWhoMayUseTheQueue) {
    Caller caller;
    const std::string url = caller.queue();
    const std::string arn = "\"" + arn_start + "a\"";
    const std::string nine = arn + "," + arn + "," + arn + "," + arn + "," + arn + "," + arn + "," +
                             arn + "," + arn + "," + arn;
    const auto by_queue = [](const std::string& arns) {
        return "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[" + arns + "]}";
    };
    for (const std::string& policy :
         {"{\"redrivePermission\":\"allowAll\"}"s, "{\"redrivePermission\": \"denyAll\"}"s,
          by_queue(arn), by_queue(nine + "," + arn)}) {
        caller.get(set_queue_attributes, {url, {{"RedriveAllowPolicy", policy}}});
        EXPECT_EQ(caller.attributes(url).at("RedriveAllowPolicy"), policy);
    }
    caller.get(set_queue_attributes, {url, {{"RedriveAllowPolicy", ""}}});
    EXPECT_FALSE(caller.attributes(url).contains("RedriveAllowPolicy"));

    for (const std::string& policy :
         {"garbage"s, "{}"s, "{\"redrivePermission\":\"allow\"}"s, "{\"redrivePermission\":1}"s,
          "{\"redrivePermission\":\"byQueue\"}"s, by_queue(""), by_queue("1"), by_queue("\"a\""),
          by_queue(nine + "," + arn + "," + arn),
          "{\"redrivePermission\":\"denyAll\",\"sourceQueueArns\":[" + arn + "]}"}) {
        const Error error =
            caller.refusal(set_queue_attributes, {url, {{"RedriveAllowPolicy", policy}}});
        EXPECT_EQ(error.code, Errc::invalid_attribute_value) << policy;
        EXPECT_TRUE(error.detail.starts_with(
            "Invalid value for the parameter RedriveAllowPolicy. Reason: "));
    }
}

}  // namespace
}  // namespace forebay::service::sqs
