#include "declared.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace forebay::provision {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

StringMap attributes_of(std::string_view keys) {
    const Declared declared = declare("[[queues]]\nname = 'q'\n" + std::string(keys));
    EXPECT_THAT(declared.problems.lines(), IsEmpty());
    return values_of(declared.declarations.queues.at(0).attributes);
}

TEST(ReadQueue, HasShortNamesForAttributes) {
    EXPECT_EQ(attributes_of(R"(
        delay = "15m"
        visibility_timeout = "12h"
        receive_wait = "20s"
        retention = "14d"
        max_message_size = "256KiB"
        policy = { Version = "2012-10-17" }
        redrive_allow_policy = '{"redrivePermission":"denyAll"}'
    )"),
              (StringMap{{"DelaySeconds", "900"},
                         {"VisibilityTimeout", "43200"},
                         {"ReceiveMessageWaitTimeSeconds", "20"},
                         {"MessageRetentionPeriod", "1209600"},
                         {"MaximumMessageSize", "262144"},
                         {"Policy", R"({"Version":"2012-10-17"})"},
                         {"RedriveAllowPolicy", R"({"redrivePermission":"denyAll"})"}}));
}

TEST(ReadQueue, TakesEveryAttributeUnderItsNameOnTheWire) {
    EXPECT_EQ(
        attributes_of("attributes = { KmsMasterKeyId = 'k', DelaySeconds = 3, "
                      "SqsManagedSseEnabled = false }"),
        (StringMap{
            {"KmsMasterKeyId", "k"}, {"DelaySeconds", "3"}, {"SqsManagedSseEnabled", "false"}}));
}

TEST(ReadQueue, MakesARedrivePolicyOfADeadLetterQueue) {
    EXPECT_EQ(attributes_of("dead_letter_queue = 'dead'\nmax_receives = 3"),
              (StringMap{{"RedrivePolicy",
                          R"({"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead",)"
                          R"("maxReceiveCount":3})"}}));
}

TEST(ReadQueue, BelongsToTheAccountAndRegionThatItNames) {
    const Declared declared =
        declare("[[queues]]\nname = 'q'\naccount = '123456789012'\nregion = 'eu-west-1'\n");
    EXPECT_EQ(declared.declarations.queues.at(0).key,
              (QueueKey{.account = "123456789012", .region = "eu-west-1", .name = "q"}));
}

TEST(ReadSubscription, TakesAFilterPolicyAsATableOrAsText) {
    for (const std::string_view policy :
         {R"({ price = [{ numeric = [">=", 0.5] }], store = ["a\"b", true] })",
          R"('{"price":[{"numeric":[">=",0.5]}],"store":["a\"b",true]}')"}) {
        const Declared declared = declare(
            "[[subscriptions]]\ntopic = 't'\nqueue = 'q'\nfilter_policy = " + std::string(policy));
        EXPECT_EQ(declared.declarations.subscriptions.at(0).attributes.at("FilterPolicy").value,
                  R"({"price":[{"numeric":[">=",0.5]}],"store":["a\"b",true]})");
    }
}

struct BadInput {
    std::string_view content;
    std::string problem;
};

TEST(Read, SaysOfEachMistakeWhereItIsAndWhatWasExpected) {
    const BadInput table[] = {
        {"queues = 3", "f.toml:1: queues: expected tables that begin with [[queues]]"},
        {"[queues]\nname = 'q'", "f.toml:1: queues: expected tables that begin with [[queues]]"},
        {"[[queues]]", "f.toml:1: queues.name is missing: expected the name of a queue"},
        {"[[queues]]\nname = 'q'\ndelay = '16m'",
         "f.toml:3: queues.delay = '16m': expected a time in whole seconds from 0s to 15m"},
        {"[[queues]]\nname = 'q'\ndelay = '1500ms'",
         "f.toml:3: queues.delay = '1500ms': expected a time in whole seconds from 0s to 15m"},
        {"[[queues]]\nname = 'q'\nvisibility_timeout = 30",
         "f.toml:3: queues.visibility_timeout = 30: expected a time in whole seconds from 0s to "
         "12h"},
        {"[[queues]]\nname = 'q'\nretention = '59s'",
         "f.toml:3: queues.retention = '59s': expected a time in whole seconds from 1m to 14d"},
        {"[[queues]]\nname = 'q'\nmax_message_size = '2MiB'",
         "f.toml:3: queues.max_message_size = '2MiB': expected a size from 1KiB to 1MiB"},
        {"[[queues]]\nname = 'q'\nvisibility_timout = '1s'",
         "f.toml:3: unknown key queues.visibility_timout; did you mean visibility_timeout?"},
        {"[[queues]]\nname = 'q'\nfifo = true",
         "f.toml:2: queues.name = 'q': expected a name that ends with .fifo, since fifo = true"},
        {"[[queues]]\nname = 'q.fifo'\nfifo = false",
         "f.toml:2: queues.name = 'q.fifo': expected a name that does not end with .fifo, since "
         "fifo = false"},
        {"[[queues]]\nname = 'q'\ndead_letter_queue = 'q'",
         "f.toml:1: queues.max_receives is missing: expected how often a message is received "
         "before it goes to the dead-letter queue"},
        {"[[queues]]\nname = 'q'\ndead_letter_queue = 'arn:aws:sns:us-east-1:000000000000:q'\n"
         "max_receives = 3",
         "f.toml:3: queues.dead_letter_queue = 'arn:aws:sns:us-east-1:000000000000:q': expected "
         "the name or ARN of a queue"},
        {"[[queues]]\nname = 'q'\nmax_receives = 1001\ndead_letter_queue = 'q'",
         "f.toml:3: queues.max_receives = 1001: expected a whole number from 1 to 1000"},
        {"[[queues]]\nname = 'q'\naccount = '12'",
         "f.toml:3: queues.account = '12': expected 12 digits, such as 000000000000"},
        {"[[queues]]\nname = 'q'\ntags = { a = 1 }",
         "f.toml:3: queues.tags.a = 1: expected a text"},
        {"[[queues]]\nname = 'q'\npolicy = '['",
         "f.toml:3: queues.policy = '[': expected a table, or the text of a JSON object"},
        {"[[queues]]\nname = 'q'\ndelay = '1s'\nattributes = { DelaySeconds = 2 }",
         "f.toml:4: queues.attributes.DelaySeconds: delay says it too: expected one of them"},
        {"[[queues]]\nname = 'q'\n[[queues]]\nname = 'q'",
         "f.toml:3: this queue is declared at f.toml:1 too: expected each once"},
        {"[[topics]]\nname = 't'\nsignature_version = 3",
         "f.toml:3: topics.signature_version = 3: expected a whole number from 1 to 2"},
        {"[[topics]]\nname = 't'\n[[subscriptions]]\ntopic = 't'",
         "f.toml:3: subscriptions.queue is missing: expected a queue, or a protocol and an "
         "endpoint"},
        {"[[topics]]\nname = 't'\n[[subscriptions]]\ntopic = 't'\nprotocol = 'https'",
         "f.toml:3: subscriptions.endpoint is missing: expected an address of that protocol"},
        {"[[tables]]\nname = 'tab'",
         "f.toml:1: tables.partition_key is missing: expected the name of an attribute, or a table "
         "such as { name = \"id\", type = \"number\" }"},
        {"[[tables]]\nname = 'tab'\npartition_key = { name = 'a', type = 'text' }",
         "f.toml:3: tables.partition_key.type = 'text': expected string, number or binary"},
        {"[[tables]]\nname = 'tab'\npartition_key = 'a'\nbilling = 'provisioned'\n"
         "read_capacity = 1",
         "f.toml:1: tables.write_capacity is missing: expected capacity units, since billing is "
         "provisioned"},
        {"[[tables]]\nname = 'tab'\npartition_key = 'a'\nindexes = [{ name = 'ind', partition_key "
         "= { name = 'a', type = 'number' } }]",
         "f.toml:4: tables.indexes.partition_key = { name = 'a', type = 'number' }: expected one "
         "type for a, wherever it is a key"},
        {"[[tables]]\nname = 'tab'\npartition_key = 'a'\nstream = 'all'",
         "f.toml:4: tables.stream = 'all': expected off, keys_only, new_image, old_image or "
         "new_and_old_images"},
    };
    for (const BadInput& row : table) {
        EXPECT_THAT(problems_of(row.content), ElementsAre(row.problem)) << row.content;
    }
}

TEST(Read, SaysNothingOfAFileThatIsNoToml) {
    EXPECT_THAT(problems_of("[[queues]\nname = 3"), IsEmpty());
}

TEST(Read, ReportsMistakesInTheOrderOfTheirLines) {
    EXPECT_THAT(problems_of("[[tables]]\nname = 'tab'\n[[queues]]\nname = 'q'\nzeal = 1\n"
                            "delay = 1\n[[topics]]\n"),
                ElementsAre(StartsWith("f.toml:1: tables.partition_key is missing"),
                            StartsWith("f.toml:5: unknown key queues.zeal"),
                            StartsWith("f.toml:6: queues.delay = 1"),
                            StartsWith("f.toml:7: topics.name is missing")));
}

}  // namespace
}  // namespace forebay::provision
