#include <forebay/service/access/policy.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace forebay::service::access {

static void PrintTo(Decision decision, std::ostream* out) {
    *out << (decision == Decision::allowed              ? "allowed"
             : decision == Decision::denied_by_identity ? "denied_by_identity"
             : decision == Decision::denied_by_resource ? "denied_by_resource"
             : decision == Decision::no_identity_allows ? "no_identity_allows"
                                                        : "no_resource_allows");
}

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string owner = "111111111111";
const std::string stranger = "222222222222";
const std::string queue = "arn:aws:sqs:us-east-1:111111111111:orders";

Request request(std::string account = owner, std::string user = "ann",
                std::string action = "sqs:SendMessage", std::string resource = queue) {
    return {.principal = {.account = std::move(account), .user_name = std::move(user)},
            .action = std::move(action),
            .resource = std::move(resource),
            .resource_account = owner};
}

std::string policy(std::string_view statements) {
    return fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", statements);
}

// A policy of one statement: `effect` for what `rest` says.
std::string statement(std::string_view effect, std::string_view rest) {
    return fmt::format(R"({{"Effect":"{}",{}}})", effect, rest);
}

Decision decided(const Request& request, std::optional<std::string> identity,
                 std::optional<std::string> resource) {
    std::optional<Policy> of_identity;
    std::optional<Policy> of_resource;
    if (identity) {
        of_identity.emplace(policy(*identity), PolicyKind::identity);
    }
    if (resource) {
        of_resource.emplace(policy(*resource), PolicyKind::resource);
    }
    return decide(request, of_identity ? &*of_identity : nullptr,
                  of_resource ? &*of_resource : nullptr);
}

const std::string may_all = statement("Allow", R"("Action":"*","Resource":"*")");
const std::string may_nothing_here = statement("Allow", R"("Action":"sns:*","Resource":"*")");
const std::string may_not = statement("Deny", R"("Action":"sqs:*","Resource":"*")");

std::string gives(std::string_view principal, std::string_view effect = "Allow") {
    return statement(effect,
                     fmt::format(R"("Principal":{},"Action":"sqs:*","Resource":"*")", principal));
}
const std::string to_all = R"("*")";
const std::string to_ann = R"({"AWS":"arn:aws:iam::111111111111:user/ann"})";
const std::string to_owner = R"({"AWS":"111111111111"})";
const std::string to_stranger = R"({"AWS":"arn:aws:iam::222222222222:root"})";
const std::string to_bob = R"({"AWS":["arn:aws:iam::222222222222:user/bob"]})";

TEST(Decide, WithinAnAccount) {
    using enum Decision;
    const struct {
        std::optional<std::string> identity;
        std::optional<std::string> resource;
        Decision decision;
    } rows[] = {
        {{}, {}, allowed},  // a key without a policy
        {may_all, {}, allowed},
        {may_nothing_here, {}, no_identity_allows},
        {may_not, {}, denied_by_identity},
        {may_all + "," + may_not, {}, denied_by_identity},
        {may_not, gives(to_ann), denied_by_identity},
        {may_nothing_here, gives(to_ann), allowed},
        {may_nothing_here, gives(to_all), allowed},
        {may_nothing_here, gives(to_owner),
         no_identity_allows},  // the account decides, and has not
        {may_nothing_here, gives(to_stranger), no_identity_allows},
        {may_all, gives(to_owner), allowed},
        {may_all, gives(to_stranger), allowed},
        {{}, gives(to_stranger), allowed},
        {{}, gives(to_ann, "Deny"), denied_by_resource},
        {may_all, gives(to_owner, "Deny"), denied_by_resource},
        {may_all, gives(to_all, "Deny"), denied_by_resource},
        {may_all, gives(to_stranger, "Deny"), allowed},
        {may_all, gives(to_all) + "," + gives(to_ann, "Deny"), denied_by_resource},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(decided(request(), row.identity, row.resource), row.decision)
            << row.identity.value_or("-") << ' ' << row.resource.value_or("-");
    }
}

TEST(Decide, OverAccountsBothHaveToAllow) {
    using enum Decision;
    const struct {
        std::optional<std::string> identity;
        std::optional<std::string> resource;
        Decision decision;
    } rows[] = {
        {{}, {}, no_resource_allows},
        {may_all, {}, no_resource_allows},
        {{}, gives(to_stranger), allowed},
        {{}, gives(to_bob), allowed},
        {{}, gives(to_all), allowed},
        {{}, gives(to_owner), no_resource_allows},
        {may_all, gives(to_stranger), allowed},
        {may_nothing_here, gives(to_bob), no_identity_allows},
        {may_not, gives(to_bob), denied_by_identity},
        {may_all, gives(to_all) + "," + gives(to_stranger, "Deny"), denied_by_resource},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(decided(request(stranger, "bob"), row.identity, row.resource), row.decision)
            << row.identity.value_or("-") << ' ' << row.resource.value_or("-");
    }
}

TEST(Decide, AnAccountItselfIsNamedByItsAccount) {
    EXPECT_EQ(decided(request(owner, ""), may_nothing_here, gives(to_owner)), Decision::allowed);
}

TEST(Decide, AServiceNeedsAPolicyThatNamesIt) {
    Request by_service = request("", "");
    by_service.principal.service = "sns.amazonaws.com";
    by_service.keys["aws:sourcearn"] = {"arn:aws:sns:us-east-1:222222222222:events"};
    const std::string for_service = R"({"Service":"sns.amazonaws.com"})";
    const auto about = [&](std::string_view topic) {
        return statement("Allow",
                         fmt::format(R"("Principal":{},"Action":"sqs:SendMessage","Resource":"{}",)"
                                     R"("Condition":{{"ArnEquals":{{"aws:SourceArn":"{}"}}}})",
                                     for_service, queue, topic));
    };
    using enum Decision;
    EXPECT_EQ(decided(by_service, {}, {}), no_resource_allows);
    EXPECT_EQ(decided(by_service, {}, gives(for_service)), allowed);
    EXPECT_EQ(decided(by_service, {}, gives(R"({"Service":["s3.amazonaws.com"]})")),
              no_resource_allows);
    EXPECT_EQ(decided(by_service, {}, gives(to_all)), allowed);
    EXPECT_EQ(decided(by_service, {}, gives(to_stranger)), no_resource_allows);
    EXPECT_EQ(decided(by_service, {}, about("arn:aws:sns:us-east-1:222222222222:events")), allowed);
    EXPECT_EQ(decided(by_service, {}, about("arn:aws:sns:*:222222222222:*")), allowed);
    EXPECT_EQ(decided(by_service, {}, about("arn:aws:sns:us-east-1:333333333333:*")),
              no_resource_allows);
    EXPECT_EQ(decided(request(), may_nothing_here, gives(for_service)), no_identity_allows);
}

// Whether a key with one statement may do it.
bool may(const std::string& rest, const Request& asked = request()) {
    return decided(asked, statement("Allow", rest), {}) == Decision::allowed;
}

TEST(Policy, MatchesActionsWhateverTheirCase) {
    const auto action = [](std::string_view pattern) {
        return may(fmt::format(R"("Action":{},"Resource":"*")", pattern));
    };
    EXPECT_TRUE(action(R"("*")"));
    EXPECT_TRUE(action(R"("sqs:*")"));
    EXPECT_TRUE(action(R"("SQS:SendMessage")"));
    EXPECT_TRUE(action(R"("sqs:sendmessage")"));
    EXPECT_TRUE(action(R"("sqs:Send*")"));
    EXPECT_TRUE(action(R"("sqs:S?ndM*")"));
    EXPECT_TRUE(action(R"(["sns:Publish","sqs:SendMessage"])"));
    EXPECT_FALSE(action(R"("sqs:SendMessageBatch")"));
    EXPECT_FALSE(action(R"("sqs:Send")"));
    EXPECT_FALSE(action(R"("SendMessage")"));
    EXPECT_FALSE(action(R"("sns:*")"));
    EXPECT_TRUE(may(R"("NotAction":"sqs:Delete*","Resource":"*")"));
    EXPECT_FALSE(may(R"("NotAction":["sqs:Delete*","sqs:Send*"],"Resource":"*")"));
}

TEST(Policy, MatchesResourcesAsTheyAreSpelled) {
    const auto resource = [](std::string_view pattern) {
        return may(fmt::format(R"("Action":"*","Resource":"{}")", pattern));
    };
    EXPECT_TRUE(resource("*"));
    EXPECT_TRUE(resource(queue));
    EXPECT_TRUE(resource("arn:aws:sqs:*:*:orders"));
    EXPECT_TRUE(resource("arn:aws:sqs:*:111111111111:ord?rs"));
    EXPECT_TRUE(resource("arn:*orders"));
    EXPECT_FALSE(resource("arn:aws:sqs:*:*:Orders"));
    EXPECT_FALSE(resource("arn:aws:sqs:*:*:order"));
    EXPECT_FALSE(resource("orders"));
    EXPECT_TRUE(may(R"("Action":"*","NotResource":"arn:aws:sqs:*:*:secret")"));
    EXPECT_FALSE(may(R"("Action":"*","NotResource":"arn:aws:sqs:*:*:orders")"));
}

TEST(Policy, PutsInWhatTheRequestSays) {
    Request asked = request();
    asked.keys["aws:username"] = {"orders"};
    const std::string rest = R"("Action":"*","Resource":"arn:aws:sqs:*:*:${aws:UserName}")";
    EXPECT_TRUE(may(rest, asked));
    asked.keys["aws:username"] = {"*"};
    EXPECT_FALSE(may(rest, asked));
    asked.keys.clear();
    EXPECT_FALSE(may(rest, asked));

    asked.resource = "a*b";
    EXPECT_TRUE(may(R"("Action":"*","Resource":"a${*}b")", asked));
    asked.resource = "axb";
    EXPECT_FALSE(may(R"("Action":"*","Resource":"a${*}b")", asked));
    EXPECT_FALSE(may(R"("Action":"*","Resource":"a${")", asked));

    asked.resource = "${aws:username}";
    const Policy old(R"({"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"*",)"
                     R"("Resource":"${aws:username}"}})",
                     PolicyKind::identity);
    EXPECT_EQ(decide(asked, &old, nullptr), Decision::allowed);
}

TEST(Policy, SparesThoseWhomNotPrincipalNames) {
    const auto denying = [](std::string_view principal) {
        return statement(
            "Deny", fmt::format(R"("NotPrincipal":{},"Action":"*","Resource":"*")", principal));
    };
    EXPECT_EQ(decided(request(), {}, denying(to_ann)), Decision::allowed);
    EXPECT_EQ(decided(request(owner, "eve"), {}, denying(to_ann)), Decision::denied_by_resource);
    EXPECT_EQ(decided(request(owner, "eve"), {}, denying(to_owner)), Decision::allowed);
    EXPECT_EQ(decided(request(), {}, denying(to_all)), Decision::allowed);
}

// What is not understood allows nothing, and denies.
TEST(Policy, FailsToTheSafeSide) {
    const std::string rest = R"("Action":"*","Resource":"*")";
    for (const std::string& odd :
         {R"("Action":"*","Resource":"*","Condition":{"StringAlmost":{"a":"b"}})",
          R"("Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"here"}})",
          R"("Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"soon"}})",
          R"("Action":"*","Resource":"*","Condition":{"StringEquals":5})",
          R"("Action":"*","Resource":"*","Condition":[])", R"("Action":{},"Resource":"*")",
          R"("Action":"*","Resource":[[]])", R"("Action":"*")", R"("Resource":"*")",
          R"("Action":"*","NotAction":"x","Resource":"*")", R"("Action":[],"Resource":"*")"}) {
        EXPECT_EQ(decided(request(), statement("Allow", odd), {}), Decision::no_identity_allows)
            << odd;
        EXPECT_EQ(decided(request(), may_all + "," + statement("Deny", odd), {}),
                  Decision::denied_by_identity)
            << odd;
    }
    for (const std::string& principal : {R"("ann")", R"({"AWS":{}})", R"({"Nobody":"*"})", "5"}) {
        EXPECT_EQ(decided(request(), may_nothing_here, gives(principal)),
                  Decision::no_identity_allows)
            << principal;
        EXPECT_EQ(decided(request(), {}, gives(principal, "Deny")), Decision::denied_by_resource)
            << principal;
    }
    EXPECT_EQ(decided(request(), {}, statement("Allow", rest)), Decision::allowed);
    EXPECT_EQ(decided(request(stranger), {}, statement("Allow", rest)),
              Decision::no_resource_allows);
    EXPECT_EQ(decided(request(), {}, "5"), Decision::denied_by_resource);
    EXPECT_EQ(decided(request(), {}, statement("deny", rest)), Decision::denied_by_resource);
}

std::vector<std::string> problems(std::string_view text, PolicyKind kind = PolicyKind::identity) {
    return Policy(text, kind).problems();
}

TEST(Policy, SaysWhatItDoesNotUnderstand) {
    EXPECT_THAT(problems(policy(may_all)), IsEmpty());
    EXPECT_THAT(problems(policy(gives(to_all)), PolicyKind::resource), IsEmpty());
    EXPECT_THAT(problems("{"), ElementsAre("it is no JSON object"));
    EXPECT_THAT(problems("[]"), ElementsAre("it is no JSON object"));
    EXPECT_THAT(problems("{}"), ElementsAre("it has no Statement"));
    EXPECT_THAT(problems(policy("5")), ElementsAre("a statement is no object"));
    EXPECT_THAT(problems(policy(gives(to_all))), SizeIs(1));
    EXPECT_THAT(problems(policy(may_all), PolicyKind::resource),
                ElementsAre("a statement has not just one of Principal and NotPrincipal"));
    EXPECT_THAT(problems(policy(statement(
                    "Perhaps", R"("Action":5.5,"Resource":{},"Condition":{"Nope":{"a":"b"}})"))),
                ElementsAre("Effect is neither Allow nor Deny",
                            "Resource is neither a text nor a list of texts",
                            "there is no condition operator Nope"));
}

TEST(Denial, IsInTheWordsOfTheService) {
    using enum Decision;
    const std::string begin =
        "User: arn:aws:iam::111111111111:user/ann is not authorized to perform: sqs:sendmessage on "
        "resource: arn:aws:sqs:us-east-1:111111111111:orders";
    const auto text = [](Decision decision) {
        return denial(request(), "sqs:sendmessage", decision);
    };
    EXPECT_EQ(text(no_identity_allows),
              begin + " because no identity-based policy allows the sqs:sendmessage action");
    EXPECT_EQ(text(no_resource_allows),
              begin + " because no resource-based policy allows the sqs:sendmessage action");
    EXPECT_EQ(text(denied_by_identity),
              begin + " with an explicit deny in an identity-based policy");
    EXPECT_EQ(text(denied_by_resource),
              begin + " with an explicit deny in a resource-based policy");
}

}  // namespace
}  // namespace forebay::service::access
