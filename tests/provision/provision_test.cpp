#include "provision/provision.hpp"

#include "declared.hpp"
#include <forebay/runtime/topics.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

namespace forebay::provision {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr std::string_view everything = R"(
[[queues]]
name = "orders"
visibility_timeout = "45s"
dead_letter_queue = "dead"
max_receives = 3
tags = { team = "orders" }

[[queues]]
name = "dead"
retention = "14d"

[[queues]]
name = "payments.fifo"
attributes = { DeduplicationScope = "messageGroup", FifoThroughputLimit = "perMessageGroupId" }

[[subscriptions]]
topic = "events"
queue = "orders"
raw = true
filter_policy = { order = { status = ["paid"] } }
filter_policy_scope = "MessageBody"
dead_letter_queue = "dead"

[[topics]]
name = "events"
display_name = "Orders"
tags = { team = "orders" }

[[tables]]
name = "orders"
partition_key = "customer"
sort_key = { name = "placed_at", type = "number" }
ttl = "expires_at"
stream = "new_image"
indexes = [
  { name = "by-status", partition_key = "status", projection = ["total"] },
  { name = "by-total", local = true, sort_key = { name = "total", type = "number" } },
]
tags = { team = "orders" }
)";

TEST(Apply, MakesWhatIsDeclaredWhateverItsOrder) {
    RunningBroker broker;
    EXPECT_THAT(broker.apply(everything),
                ElementsAre("queue orders created", "queue dead created",
                            "queue payments.fifo created", "topic events created",
                            "subscription events to orders created", "table orders created"));

    const QueueInfoPtr orders = broker.queue("orders");
    EXPECT_EQ(orders->settings.visibility_timeout, std::chrono::seconds(45));
    EXPECT_EQ(orders->settings.redrive, (RedrivePolicy{.target_arn = arn(broker.queue("dead")->key),
                                                       .receive_count_max = 3}));
    EXPECT_EQ(orders->tags, (StringMap{{"team", "orders"}}));
    EXPECT_TRUE(broker.queue("payments.fifo")->settings.throughput_per_group);
    EXPECT_EQ(broker.topic("events")->attributes.at("DisplayName"), "Orders");

    const auto subscriptions = broker.subscriptions();
    ASSERT_THAT(subscriptions, SizeIs(1));
    EXPECT_TRUE(subscriptions[0]->is_raw);
    EXPECT_EQ(subscriptions[0]->filter_scope, FilterScope::message_body);
    EXPECT_EQ(subscriptions[0]->filter_policy, R"({"order":{"status":["paid"]}})");
    EXPECT_EQ(subscriptions[0]->dead_letter_target_arn, arn(broker.queue("dead")->key));

    const TableInfoPtr table = broker.table("orders");
    EXPECT_EQ(table->schema.sort->name, "placed_at");
    EXPECT_EQ(table->time_to_live->attribute, "expires_at");
    EXPECT_EQ(table->stream->view, StreamView::new_image);
    EXPECT_EQ(table->billing, BillingMode::pay_per_request);
    EXPECT_EQ(table->find_index("by-status")->projection.included,
              std::vector<std::string>{"total"});
    EXPECT_EQ(table->find_index("by-total")->kind, IndexInfo::Kind::local);
    EXPECT_EQ(table->tags, (StringMap{{"team", "orders"}}));
}

TEST(Apply, ChangesNothingASecondTime) {
    RunningBroker broker;
    broker.apply(everything);
    const TimePoint modified_at = broker.queue("orders")->modified_at;

    EXPECT_THAT(broker.apply(everything), IsEmpty());
    EXPECT_EQ(broker.queue("orders")->modified_at, modified_at);
}

TEST(Apply, TellsWhatItChangesAndLeavesTheRest) {
    RunningBroker broker;
    broker.apply(
        "[[queues]]\nname = 'a'\ndelay = '1s'\nretention = '1h'\ntags = { x = '1', y = '2' }");
    EXPECT_THAT(broker.apply("[[queues]]\nname = 'a'\ndelay = '2s'\ntags = { x = '3' }"),
                ElementsAre("queue a DelaySeconds '1' '2'", "queue a tags.x '1' '3'"));
    EXPECT_EQ(broker.queue("a")->settings.retention, std::chrono::hours(1));
    EXPECT_EQ(broker.queue("a")->tags, (StringMap{{"x", "3"}, {"y", "2"}}));
}

TEST(Apply, LetsQueuesBeDeadLetterQueuesOfEachOther) {
    RunningBroker broker;
    EXPECT_THAT(broker.apply("[[queues]]\nname = 'a'\ndead_letter_queue = 'b'\nmax_receives = 1\n"
                             "[[queues]]\nname = 'b'\ndead_letter_queue = 'a'\nmax_receives = 1"),
                SizeIs(2));
    EXPECT_TRUE(broker.queue("a")->settings.redrive);
    EXPECT_TRUE(broker.queue("b")->settings.redrive);
}

TEST(Apply, ChangesAFilterPolicyTogetherWithItsScope) {
    const std::string topic = "[[topics]]\nname = 't'\n[[queues]]\nname = 'q'\n";
    const std::string subscription = topic + "[[subscriptions]]\ntopic = 't'\nqueue = 'q'\n";
    const std::string flat =
        subscription + "filter_policy = { a = ['x'] }\nfilter_policy_scope = 'MessageAttributes'";
    const std::string nested = subscription +
                               "filter_policy = { a = { b = ['x'] } }\n"
                               "filter_policy_scope = 'MessageBody'";
    RunningBroker broker;
    broker.apply(flat);
    EXPECT_THAT(broker.apply(nested), SizeIs(2));
    EXPECT_THAT(broker.apply(flat), SizeIs(2));
    EXPECT_EQ(broker.subscriptions().at(0)->filter_policy, R"({"a":["x"]})");
}

TEST(Apply, SubscribesNobodyTwice) {
    RunningBroker broker;
    const std::string_view content =
        "[[topics]]\nname = 't'\n[[subscriptions]]\ntopic = 't'\nprotocol = 'http'\n"
        "endpoint = 'http://user:secret@localhost:1/x'";
    EXPECT_THAT(broker.apply(content),
                ElementsAre("topic t created", "subscription t to http://localhost:1/x created"));
    EXPECT_THAT(broker.apply(content), IsEmpty());
    EXPECT_THAT(broker.subscriptions(), SizeIs(1));
}

TEST(Apply, ChangesOfATableWhatCanBeChanged) {
    RunningBroker broker;
    broker.apply("[[tables]]\nname = 'tab'\npartition_key = 'a'\nttl = 'x'\nstream = 'new_image'");
    EXPECT_THAT(
        broker.apply("[[tables]]\nname = 'tab'\npartition_key = 'a'\nttl = 'y'\n"
                     "stream = 'keys_only'\ndeletion_protection = true\nbilling = 'provisioned'\n"
                     "read_capacity = 3\nwrite_capacity = 4\nindexes = [{ name = 'one', "
                     "partition_key = 'b', read_capacity = 1, write_capacity = 2 }, { name = "
                     "'two', partition_key = 'c', projection = 'keys_only', read_capacity = 1, "
                     "write_capacity = 2 }]"),
        UnorderedElementsAre(
            "table tab BillingMode 'PAY_PER_REQUEST' 'PROVISIONED'",
            "table tab Throughput '' '3 reads, 4 writes'", "table tab TimeToLive 'x' 'y'",
            "table tab Stream 'NEW_IMAGE' 'KEYS_ONLY'", "table tab DeletionProtection 'off' 'on'",
            "table tab Index.one '' 'b (S), projects ALL'",
            "table tab Index.one.Throughput '' '1 reads, 2 writes'",
            "table tab Index.two '' 'c (S), projects KEYS_ONLY'",
            "table tab Index.two.Throughput '' '1 reads, 2 writes'"));
}

TEST(Apply, LeavesABillingThatIsNotDeclared) {
    RunningBroker broker;
    broker.apply(
        "[[tables]]\nname = 'tab'\npartition_key = 'a'\nbilling = 'provisioned'\n"
        "read_capacity = 3\nwrite_capacity = 4");
    EXPECT_THAT(broker.apply("[[tables]]\nname = 'tab'\npartition_key = 'a'"), IsEmpty());
}

TEST(Check, FindsEveryAttributeThatIsRefused) {
    EXPECT_THAT(
        problems_of("[[queues]]\nname = 'q'\n[queues.attributes]\nVisibilityTimeout = 43201\n"
                    "Colour = 'red'\nDelaySeconds = 1\nRedrivePolicy = '[]'\n"),
        ElementsAre("f.toml:4: queue q, VisibilityTimeout: Invalid value for the parameter "
                    "VisibilityTimeout.",
                    "f.toml:5: queue q, Colour: Unknown Attribute Colour.",
                    HasSubstr("f.toml:7: queue q, RedrivePolicy: Value [] for parameter "
                              "RedrivePolicy is invalid.")));
    EXPECT_THAT(
        problems_of("[[topics]]\nname = 't'\nattributes = { SignatureVersion = 3, TracingConfig"
                    " = 'x' }"),
        SizeIs(2));
}

TEST(Check, FindsWhatAttributesCannotBeTogether) {
    EXPECT_THAT(problems_of("[[queues]]\nname = 'q'\nattributes = { KmsMasterKeyId = 'k', "
                            "SqsManagedSseEnabled = true }"),
                ElementsAre(HasSubstr("f.toml:1: queue q: You can use one type of server-side "
                                      "encryption (SSE) at one time.")));
}

TEST(Check, BlamesARefusedNameOnce) {
    EXPECT_THAT(
        problems_of("[[queues]]\nname = 'a b'\n[[queues]]\nname = 'c'\n"
                    "dead_letter_queue = 'a b'\nmax_receives = 1\n[[topics]]\nname = 't !'\n"
                    "[[subscriptions]]\ntopic = 't !'\nqueue = 'a b'"),
        ElementsAre(HasSubstr("f.toml:1: queue a b: Can only include"),
                    HasSubstr("f.toml:7: topic t !: Invalid parameter: Topic Name")));
}

TEST(Check, NamesADeadLetterQueueOfAnotherType) {
    EXPECT_THAT(problems_of("[[queues]]\nname = 'q'\n[[queues]]\nname = 'a.fifo'\n"
                            "dead_letter_queue = 'q'\nmax_receives = 1"),
                ElementsAre(HasSubstr("f.toml:5: queue a.fifo, RedrivePolicy: ")));
}

TEST(Check, FindsWhatTheCodecWouldRefuse) {
    EXPECT_THAT(problems_of("[[tables]]\nname = 'a!'\npartition_key = 'a'"),
                ElementsAre(HasSubstr("f.toml:1: table a!: ")));
}

constexpr std::string_view dangling = R"([[queues]]
name = "orders"
dead_letter_queue = "dead"
max_receives = 3
[[subscriptions]]
topic = "events"
queue = "orders"
dead_letter_queue = "dead.fifo"
)";

TEST(Check, FindsWhatIsNeitherDeclaredNorThere) {
    RunningBroker broker;
    EXPECT_THAT(problems_of(dangling, &*broker),
                ElementsAre("f.toml:3: queues.dead_letter_queue = 'dead': expected a queue that is "
                            "declared or there",
                            "f.toml:6: subscriptions.topic = 'events': expected a topic that is "
                            "declared or there",
                            "f.toml:8: subscriptions.dead_letter_queue = 'dead.fifo': expected a "
                            "queue that is declared or there"));
    broker.apply(
        "[[queues]]\nname = 'dead'\n[[queues]]\nname = 'dead.fifo'\n[[topics]]\nname = 'events'");
    EXPECT_THAT(problems_of(dangling, &*broker), IsEmpty());
}

TEST(Check, NotesWhatMustBeThereWhereThatCannotBeKnown) {
    EXPECT_THAT(problems_of(dangling), IsEmpty());
    EXPECT_THAT(notes_of(dangling),
                ElementsAre("f.toml:3: queues.dead_letter_queue = 'dead': expected a queue that is "
                            "declared, or is there already",
                            HasSubstr("f.toml:6: subscriptions.topic"),
                            HasSubstr("f.toml:8: subscriptions.dead_letter_queue")));
}

TEST(Check, NamesWhatATableCannotBecome) {
    RunningBroker broker;
    broker.apply(
        "[[tables]]\nname = 'tab'\npartition_key = 'a'\nsort_key = 'b'\n"
        "indexes = [{ name = 'ind', partition_key = 'c' }]");
    EXPECT_THAT(problems_of("[[tables]]\nname = 'tab'\npartition_key = { name = 'a', type = "
                            "'number' }",
                            &*broker),
                ElementsAre("f.toml:1: table tab: it is there with the key a (S), b (S): expected "
                            "a (N), and a key cannot be changed"));
    EXPECT_THAT(
        problems_of("[[tables]]\nname = 'tab'\npartition_key = 'a'\nsort_key = 'b'\nindexes = "
                    "[{ name = 'ind', partition_key = 'd' }, { name = 'loc', local = true, "
                    "sort_key = 'e' }]",
                    &*broker),
        ElementsAre("f.toml:1: table tab: it is there without the local index loc, which can only "
                    "be made together with the table",
                    "f.toml:1: table tab: its index ind is c (S), projects ALL: expected d (S), "
                    "projects ALL, and an index cannot be changed"));
}

TEST(Check, GoesOnWhereAReplayIsUnderWay) {
    const std::string_view content =
        "[[queues]]\nname = 'q.fifo'\n[[topics]]\nname = 't.fifo'\n"
        "archive_policy = { MessageRetentionPeriod = 1 }\n"
        "[[subscriptions]]\ntopic = 't.fifo'\nqueue = 'q.fifo'";
    RunningBroker broker;
    broker.apply(content);
    const TimePoint since = broker.topic("t.fifo")->archive->since;
    const auto replay = [since](Subscription& subscription) -> Result<void> {
        subscription.replay = Replay{.from = since};
        return {};
    };
    std::future<Result<void>> updated =
        asio::co_spawn(broker->executors().front(),
                       broker->topics().update_subscription(broker.subscriptions().at(0), replay),
                       asio::use_future);
    EXPECT_TRUE(updated.get());

    EXPECT_THAT(problems_of(content, &*broker), IsEmpty());
    EXPECT_THAT(broker.apply(content), IsEmpty());
}

TEST(Check, ChangesNothing) {
    RunningBroker broker;
    broker.apply("[[queues]]\nname = 'a'\ndelay = '1s'");
    EXPECT_THAT(
        problems_of("[[queues]]\nname = 'a'\ndelay = '2s'\n[[queues]]\nname = 'b'", &*broker),
        IsEmpty());
    EXPECT_EQ(broker.queue("a")->settings.delay, std::chrono::seconds(1));
    EXPECT_EQ(broker.queue("b"), nullptr);
}

}  // namespace
}  // namespace forebay::provision
