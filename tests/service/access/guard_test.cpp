#include "tests/service/sqs/caller.hpp"
#include <forebay/service/access/guard.hpp>
#include <forebay/service/dynamodb/needs.hpp>
#include <forebay/service/sns/needs.hpp>
#include <forebay/service/sqs/needs.hpp>

#include <fmt/format.h>

#include <memory>

namespace forebay::service::access {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

const std::string owner = "111122223333";
const std::string stranger = "999988887777";

PolicyPtr key_policy(std::string_view statement) {
    return std::make_shared<const Policy>(fmt::format(R"({{"Statement":[{}]}})", statement),
                                          PolicyKind::identity);
}

Visit visit(std::string account, PolicyPtr policy = nullptr) {
    return {.principal = {.account = std::move(account), .user_name = "ann"},
            .policy = std::move(policy),
            .region = "eu-central-1",
            .source_address = "192.0.2.1",
            .at = sqs::start_time,
            .service = "sqs",
            .action = "SendMessage"};
}

/// A broker with one queue.
struct World {
    sqs::Caller caller;
    std::string url;
    std::string arn = "arn:aws:sqs:eu-central-1:111122223333:orders";
    Policies policies;

    explicit World(std::string policy = {}) {
        url = caller.queue("orders");
        if (!policy.empty()) {
            caller.get(
                sqs::set_queue_attributes,
                {.queue_url = url, .attributes = sqs::StringMap{{"Policy", std::move(policy)}}});
        }
    }

    /// Empty: it is granted.
    std::string refusal(Visit visit, Needs needs) {
        const Guard guard(policies, std::move(visit));
        const auto checked = guard.check(caller.context, std::move(needs));
        EXPECT_TRUE(checked || checked.error().code == Errc::access_denied);
        return checked ? "" : checked.error().detail;
    }
    std::string refusal(Visit visit) { return refusal(std::move(visit), {{.resource = arn}}); }
};

constexpr std::string_view grants =
    R"({{"Statement":[{{"Effect":"Allow","Principal":{},"Action":"SQS:*","Resource":"*"{}}}]}})";

TEST(Guard, LetsAKeyWithoutAPolicyDoAllInItsAccount) {
    World world;
    EXPECT_EQ(world.refusal(visit(owner)), "");
    EXPECT_EQ(world.refusal(visit(owner), {{.resource = "*"}}), "");
    EXPECT_EQ(world.refusal(visit(owner), {}), "");
    EXPECT_EQ(
        world.refusal(visit(stranger)),
        "User: arn:aws:iam::999988887777:user/ann is not authorized to perform: "
        "sqs:sendmessage on resource: arn:aws:sqs:eu-central-1:111122223333:orders because no "
        "resource-based policy allows the sqs:sendmessage action");
}

TEST(Guard, AsksThePolicyOfTheKey) {
    World world;
    const auto policy =
        key_policy(R"({"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*:orders",)"
                   R"("Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"},)"
                   R"("DateLessThan":{"aws:CurrentTime":"2024-01-01T00:00:00Z"},)"
                   R"("StringEquals":{"aws:username":"ann","aws:RequestedRegion":"eu-central-1"},)"
                   R"("Bool":{"aws:SecureTransport":"false"}}})");
    EXPECT_EQ(world.refusal(visit(owner, policy)), "");
    Visit elsewhere = visit(owner, policy);
    elsewhere.source_address = "198.51.100.1";
    EXPECT_THAT(world.refusal(elsewhere), EndsWith("allows the sqs:sendmessage action"));
    Visit later = visit(owner, policy);
    later.at += std::chrono::hours(24 * 365);
    EXPECT_THAT(world.refusal(later), HasSubstr("no identity-based policy"));
    Visit secure = visit(owner, policy);
    secure.is_secure = true;
    EXPECT_THAT(world.refusal(secure), HasSubstr("no identity-based policy"));
    EXPECT_THAT(world.refusal(visit(owner, policy), {{.resource = "*"}}),
                HasSubstr("on resource: * because"));
    EXPECT_THAT(world.refusal(visit(owner, policy), {{.resource = world.arn},
                                                     {.resource = world.arn, .action = "Other"}}),
                HasSubstr("sqs:other"));
}

TEST(Guard, AsksThePolicyOfTheQueue) {
    World world(fmt::format(grants, R"({"AWS":"999988887777"})", ""));
    EXPECT_EQ(world.refusal(visit(stranger)), "");
    EXPECT_NE(world.refusal(visit("000000000000")), "");
    Visit for_owners = visit(stranger);
    for_owners.is_for_owners = true;
    EXPECT_THAT(world.refusal(for_owners), HasSubstr("no resource-based policy"));
    for_owners.principal.account = owner;
    EXPECT_EQ(world.refusal(for_owners), "");
}

TEST(Guard, TakesAChangedPolicyAtOnce) {
    World world(fmt::format(grants, R"("*")", ""));
    EXPECT_EQ(world.refusal(visit(stranger)), "");
    world.caller.get(sqs::set_queue_attributes,
                     {.queue_url = world.url, .attributes = sqs::StringMap{{"Policy", ""}}});
    EXPECT_NE(world.refusal(visit(stranger)), "");
}

TEST(MayDeliver, FromOtherAccountsToQueuesThatWantIt) {
    const TopicKey topic{.account = stranger, .region = "eu-central-1", .name = "events"};
    const auto may = [&](World& world, const TopicKey& from) {
        return may_deliver(from, *world.caller.broker.find(owner, "eu-central-1", "orders"),
                           sqs::start_time, world.policies);
    };
    World closed;
    EXPECT_FALSE(may(closed, topic));
    TopicKey own = topic;
    own.account = owner;
    EXPECT_TRUE(may(closed, own));

    World open(fmt::format(
        grants, R"({"Service":"sns.amazonaws.com"})",
        R"(,"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:999988887777:events"}})"));
    EXPECT_TRUE(may(open, topic));
    TopicKey other = topic;
    other.name = "others";
    EXPECT_FALSE(may(open, other));
    World to_accounts(fmt::format(grants, R"({"AWS":"999988887777"})", ""));
    EXPECT_FALSE(may(to_accounts, topic));
}

/// What an input is about, in the spelling that policies are compared with.
template <class Input>
std::string first_need(const Input& input) {
    static sqs::Caller caller;
    const Needs needs = needs_of(caller.context, input);
    return needs.empty() ? "nothing" : needs.front().resource;
}

TEST(Needs, NameQueues) {
    const std::string begin = "arn:aws:sqs:eu-central-1:";
    EXPECT_EQ(first_need(sqs::message("http://h/999988887777/q", "")), begin + "999988887777:q");
    EXPECT_EQ(first_need(sqs::message("q", "")), begin + "111122223333:q");
    EXPECT_EQ(first_need(sqs::message("http://h/", "")), "*");
    EXPECT_EQ(first_need(sqs::CreateQueueInput{.queue_name = "new", .attributes = {}, .tags = {}}),
              begin + "111122223333:new");
    EXPECT_EQ(first_need(sqs::ListQueuesInput{}), begin + "111122223333:");
    EXPECT_EQ(
        first_need(sqs::GetQueueUrlInput{.queue_name = "q", .queue_owner_aws_account_id = {}}),
        begin + "111122223333:q");
    EXPECT_EQ(first_need(sqs::GetQueueUrlInput{.queue_name = "q",
                                               .queue_owner_aws_account_id = "999988887777"}),
              begin + "999988887777:q");
    EXPECT_EQ(first_need(sqs::ListMessageMoveTasksInput{
                  .source_arn = "arn:aws-cn:sqs:r:999988887777:q", .max_results = {}}),
              "arn:aws:sqs:r:999988887777:q");
    EXPECT_EQ(first_need(sqs::CancelMessageMoveTaskInput{.task_handle = "x"}), "*");
}

TEST(Needs, NameTopicsInOneSpelling) {
    EXPECT_EQ(first_need(sns::TopicArnInput{"arn:x:y:r:999988887777:t"}),
              "arn:aws:sns:r:999988887777:t");
    EXPECT_EQ(first_need(sns::TopicArnInput{"t"}), "*");
    EXPECT_EQ(first_need(sns::TopicArnInput{}), "*");
    sns::CreateTopicInput created;
    created.name = "new";
    EXPECT_EQ(first_need(created), "arn:aws:sns:eu-central-1:111122223333:new");
    EXPECT_EQ(first_need(sns::ListInput{}), "arn:aws:sns:eu-central-1:111122223333:*");
    sns::PublishInput published;
    published.phone_number = "+1";
    EXPECT_EQ(first_need(published), "*");
    published.target_arn = "arn:aws:sns:r:999988887777:t";
    EXPECT_EQ(first_need(published), "arn:aws:sns:r:999988887777:t");
    published.topic_arn = "arn:aws:sns:r:999988887777:u";
    EXPECT_EQ(first_need(published), "arn:aws:sns:r:999988887777:u");
}

TEST(Needs, NameTables) {
    const std::string begin = "arn:aws:dynamodb:eu-central-1:111122223333:table/";
    EXPECT_EQ(first_need(dynamodb::TableNameInput{"items"}), begin + "items");
    dynamodb::QueryInput query;
    query.table_name = "items";
    EXPECT_EQ(first_need(query), begin + "items");
    query.index_name = "by-date";
    EXPECT_EQ(first_need(query), begin + "items/index/by-date");
    EXPECT_EQ(first_need(dynamodb::ListTablesInput{}), begin + "*");
    EXPECT_EQ(first_need(dynamodb::TransactGetItemsInput{}), "nothing");
}

}  // namespace
}  // namespace forebay::service::access
