#include "tests/sns/world.hpp"

namespace forebay::sns {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view default_effective_policy =
    R"({"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"disableSubscriptionOverrides":false,"defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}})";

std::vector<std::string> keys_of(const Answer& answer) {
    std::vector<std::string> keys;
    for (std::size_t at = answer.body.find("<key>"); at != std::string::npos;
         at = answer.body.find("<key>", at + 1)) {
        keys.push_back(answer.body.substr(at + 5, answer.body.find("</key>", at) - at - 5));
    }
    return keys;
}

Answer attributes_of(World& world, const std::string& topic) {
    return world.call("GetTopicAttributes", {{"TopicArn", topic}});
}

Answer set(World& world, const std::string& topic, std::string name, std::string value) {
    return world.call("SetTopicAttributes", {{"TopicArn", topic},
                                             {"AttributeName", std::move(name)},
                                             {"AttributeValue", std::move(value)}});
}

TEST(Wire, IsTheServicesXml) {
    World world;
    EXPECT_THAT(world.call("ListTopics").body,
                HasSubstr("<ListTopicsResult><Topics></Topics></ListTopicsResult>"));
    EXPECT_THAT(world.call("CreateTopic", {{"Name", "t"}}).body,
                HasSubstr("<CreateTopicResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"
                          "<CreateTopicResult><TopicArn>arn:aws:sns:us-east-1:000000000000:t"
                          "</TopicArn></CreateTopicResult><ResponseMetadata><RequestId>"));
}

TEST(Wire, HasNoResultForNothingAndAnEmptyOneForAnEmptyStructure) {
    World world;
    world.topic();
    EXPECT_THAT(set(world, topic_arn, "DisplayName", "x").body, Not(HasSubstr("Result")));
    EXPECT_THAT(
        world.call("UntagResource", {{"ResourceArn", topic_arn}, {"TagKeys.member.1", "a"}}).body,
        HasSubstr("<UntagResourceResult/>"));
}

TEST(Wire, ErrorsHaveNoDetail) {
    World world;
    EXPECT_THAT(attributes_of(world, topic_arn).body,
                HasSubstr("<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"
                          "<Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not "
                          "exist</Message></Error><RequestId>"));
}

TEST(Wire, FindsTheServiceByTheActionAlone) {
    World world;
    EXPECT_EQ(world.visit("/?Action=ListTopics").status, 200U);
    EXPECT_THAT(world.visit("/?Action=DeleteTopic&TopicArn=x").message(),
                HasSubstr("An ARN must have at least 6 elements, not 1"));
}

TEST(CreateTopic, RefusesNames) {
    World world;
    std::vector<Refusal> rows;
    for (const std::string name :
         {"", "a:b", "a;b", "a!", "a@b", "a|b", "a^b", "a%b", "a b", "a.b", "x.fifo"}) {
        rows.push_back({"CreateTopic",
                        {{"Name", name}},
                        400,
                        "InvalidParameter",
                        "Invalid parameter: Topic Name"});
    }
    rows.push_back({"CreateTopic",
                    {{"Name", std::string(257, 'a')}},
                    400,
                    "InvalidParameter",
                    "Invalid parameter: Topic Name"});
    rows.push_back({"CreateTopic", attributes({{"FifoTopic", "true"}}, {{"Name", "x"}}), 400,
                    "InvalidParameter", "Invalid parameter: Topic Name"});
    expect_refusals(world, rows);
    EXPECT_EQ(world.call("CreateTopic", {{"Name", std::string(256, 'a')}}).status, 200U);
}

TEST(CreateTopic, IsIdempotentForWhatIsThere) {
    World world;
    const std::string arn = world.topic("t", {{"DisplayName", "d"}});
    EXPECT_EQ(world.topic("t"), arn);
    EXPECT_EQ(world.topic("t", {{"DisplayName", "d"}, {"FifoTopic", "false"}}), arn);
    expect_refusals(
        world,
        {{"CreateTopic", attributes({{"DisplayName", "e"}}, {{"Name", "t"}}), 400,
          "InvalidParameter",
          "Invalid parameter: Attributes Reason: Topic already exists with different attributes"},
         {"CreateTopic", attributes({{"SignatureVersion", "2"}}, {{"Name", "t"}}), 400,
          "InvalidParameter",
          "Invalid parameter: Attributes Reason: Topic already exists with different attributes"},
         {"CreateTopic", attributes({{"FifoTopic", "true"}}, {{"Name", "t"}}), 400,
          "InvalidParameter", "Invalid parameter: Topic Name"},
         {"CreateTopic",
          {{"Name", "t"}, {"Tags.member.1.Key", "a"}, {"Tags.member.1.Value", "1"}},
          400,
          "InvalidParameter",
          "Invalid parameter: Tags Reason: Topic already exists with different tags"}});
}

TEST(CreateTopic, ComparesTags) {
    World world;
    const Parameters both = {{"Name", "t"},
                             {"Tags.member.1.Key", "a"},
                             {"Tags.member.1.Value", "1"},
                             {"Tags.member.2.Key", "b"},
                             {"Tags.member.2.Value", "2"}};
    EXPECT_EQ(world.call("CreateTopic", both).status, 200U);
    EXPECT_EQ(world.call("CreateTopic", both).status, 200U);
    EXPECT_EQ(world.call("CreateTopic", {both[0], both[1], both[2]}).status, 200U);
    EXPECT_EQ(world.topic("t"), topic_arn);
    expect_refusals(world, {{"CreateTopic",
                             {{"Name", "u"},
                              {"Tags.member.1.Key", "a"},
                              {"Tags.member.1.Value", "1"},
                              {"Tags.member.2.Key", "a"},
                              {"Tags.member.2.Value", "1"}},
                             400,
                             "InvalidParameter",
                             "Invalid parameter: Duplicated keys are not allowed."}});
}

TEST(TopicAttributes, OfAFreshTopic) {
    World world;
    const Answer standard = attributes_of(world, world.topic());
    EXPECT_THAT(keys_of(standard), testing::UnorderedElementsAre(
                                       "DisplayName", "EffectiveDeliveryPolicy", "Owner", "Policy",
                                       "SubscriptionsConfirmed", "SubscriptionsDeleted",
                                       "SubscriptionsPending", "TopicArn"));
    EXPECT_EQ(standard.entry("EffectiveDeliveryPolicy"), default_effective_policy);
    EXPECT_EQ(standard.entry("Owner"), account);
    EXPECT_EQ(
        standard.entry("Policy"),
        R"({"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID","Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"arn:aws:sns:us-east-1:000000000000:t","Condition":{"StringEquals":{"AWS:SourceOwner":"000000000000"}}}]})");

    const Answer fifo = attributes_of(world, world.topic("f.fifo", {{"FifoTopic", "true"}}));
    EXPECT_EQ(fifo.entry("FifoTopic"), "true");
    EXPECT_EQ(fifo.entry("ContentBasedDeduplication"), "false");
    EXPECT_EQ(keys_of(fifo).size(), 10U);
}

TEST(TopicAttributes, AreSetAndGone) {
    World world;
    world.topic();
    EXPECT_EQ(set(world, topic_arn, "KmsMasterKeyId", "key").status, 200U);
    EXPECT_EQ(attributes_of(world, topic_arn).entry("KmsMasterKeyId"), "key");
    set(world, topic_arn, "KmsMasterKeyId", "");
    EXPECT_THAT(attributes_of(world, topic_arn).body, Not(HasSubstr("KmsMasterKeyId")));
    EXPECT_EQ(set(world, topic_arn, "SQSSuccessFeedbackSampleRate", "100").status, 200U);
    EXPECT_EQ(set(world, topic_arn, "MaximumMessageSize", "1048576").status, 200U);
    EXPECT_EQ(attributes_of(world, topic_arn).entry("MaximumMessageSize"), "1048576");
}

TEST(TopicAttributes, ArchivePolicies) {
    World world;
    const std::string fifo = world.topic("f.fifo", {{"FifoTopic", "true"}});
    EXPECT_THAT(attributes_of(world, fifo).body, Not(HasSubstr("Archive")));
    for (const std::string policy :
         {R"({"MessageRetentionPeriod":"1"})", R"({ "MessageRetentionPeriod": 365 })"}) {
        EXPECT_EQ(set(world, fifo, "ArchivePolicy", policy).status, 200U);
        EXPECT_EQ(attributes_of(world, fifo).entry("ArchivePolicy"), policy);
        EXPECT_EQ(attributes_of(world, fifo).entry("BeginningArchiveTime"),
                  "2025-01-02T03:04:05.678Z");
        world.clock.advance(Duration(1));
    }
    set(world, fifo, "ArchivePolicy", R"({"MessageRetentionPeriod":1})");
    world.clock.advance(Duration(86'400'000));
    EXPECT_EQ(attributes_of(world, fifo).entry("BeginningArchiveTime"), "2025-01-02T03:04:05.680Z");

    EXPECT_EQ(world.call("DeleteTopic", {{"TopicArn", fifo}}).code(), "InvalidState");
    EXPECT_EQ(set(world, fifo, "ArchivePolicy", "{}").status, 200U);
    EXPECT_THAT(attributes_of(world, fifo).body, Not(HasSubstr("Archive")));
    EXPECT_EQ(world.call("DeleteTopic", {{"TopicArn", fifo}}).status, 200U);
}

TEST(TopicAttributes, RefuseArchivePolicies) {
    World world;
    const std::string fifo = world.topic("f.fifo", {{"FifoTopic", "true"}});
    const auto row = [&fifo](std::string value, std::string reason) {
        return Refusal{"SetTopicAttributes",
                       {{"TopicArn", fifo},
                        {"AttributeName", "ArchivePolicy"},
                        {"AttributeValue", std::move(value)}},
                       400,
                       "InvalidParameter",
                       "Invalid parameter: ArchivePolicy Reason: " + std::move(reason)};
    };
    const std::string days = "MessageRetentionPeriod must be a whole number of days from 1 to 365";
    expect_refusals(
        world, {row("{", "failed to parse JSON"), row(R"({"MessageRetentionPeriod":"0"})", days),
                row(R"({"MessageRetentionPeriod":366})", days),
                row(R"({"MessageRetentionPeriod":1.5})", days),
                row(R"({"MessageRetentionPeriod":null})", days),
                row(R"({"Retention":1})", "Unknown key: Retention")});
    world.topic();
    expect_refusals(world, {{"SetTopicAttributes",
                             {{"TopicArn", topic_arn},
                              {"AttributeName", "ArchivePolicy"},
                              {"AttributeValue", R"({"MessageRetentionPeriod":1})"}},
                             400,
                             "InvalidParameter",
                             "Invalid parameter: AttributeName"}});
}

TEST(TopicAttributes, RefuseNamesAndValues) {
    World world;
    world.topic();
    const auto row = [](std::string name, std::string value, std::string message) {
        return Refusal{"SetTopicAttributes",
                       {{"TopicArn", topic_arn},
                        {"AttributeName", std::move(name)},
                        {"AttributeValue", std::move(value)}},
                       400,
                       "InvalidParameter",
                       "Invalid parameter: " + std::move(message)};
    };
    expect_refusals(
        world,
        {row("Nothing", "x", "AttributeName"), row("FifoTopic", "false", "AttributeName"),
         row("ContentBasedDeduplication", "true", "AttributeName"),
         row("SignatureVersion", "3", "SignatureVersion Reason: 3 is not one of its values"),
         row("TracingConfig", "x", "TracingConfig Reason: x is not one of its values"),
         row("Policy", "{", "Policy Reason: failed to parse JSON"),
         row("MaximumMessageSize", "1048577",
             "MaximumMessageSize Reason: must be a whole number from 1024 to 1048576"),
         row("MaximumMessageSize", "1023",
             "MaximumMessageSize Reason: must be a whole number from 1024 to 1048576"),
         row("DeliveryPolicy", R"({"http":{"defaultHealthyRetryPolicy":{"numRetries":101}}})",
             "DeliveryPolicy Reason: numRetries must be a whole number from 0 to 100")});
}

TEST(TopicAttributes, DeliveryPoliciesAreMergedWithDefaults) {
    World world;
    world.topic();
    set(world, topic_arn, "DeliveryPolicy",
        R"({"http":{"defaultRequestPolicy":{"headerContentType":"application/json"}}})");
    Answer answer = attributes_of(world, topic_arn);
    EXPECT_EQ(
        answer.entry("DeliveryPolicy"),
        R"({"http":{"disableSubscriptionOverrides":false,"defaultRequestPolicy":{"headerContentType":"application/json"}}})");
    EXPECT_THAT(answer.entry("EffectiveDeliveryPolicy"),
                HasSubstr(R"({"headerContentType":"application/json"})"));

    set(world, topic_arn, "DeliveryPolicy",
        R"({"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":5,"maxDelayTarget":6,"numRetries":1}}})");
    answer = attributes_of(world, topic_arn);
    EXPECT_EQ(
        answer.entry("DeliveryPolicy"),
        R"({"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":5,"maxDelayTarget":6,"numRetries":1},"disableSubscriptionOverrides":false}})");
    EXPECT_THAT(answer.entry("EffectiveDeliveryPolicy"),
                HasSubstr(R"({"minDelayTarget":5,"maxDelayTarget":6,"numRetries":1,"numMax)"));

    set(world, topic_arn, "DeliveryPolicy", R"({"http":{"defaultHealthyRetryPolicy":null}})");
    answer = attributes_of(world, topic_arn);
    EXPECT_EQ(answer.entry("DeliveryPolicy"), R"({"http":{"disableSubscriptionOverrides":false}})");
    EXPECT_EQ(answer.entry("EffectiveDeliveryPolicy"), default_effective_policy);

    set(world, topic_arn, "DeliveryPolicy", "");
    EXPECT_THAT(attributes_of(world, topic_arn).body, Not(HasSubstr("<key>DeliveryPolicy")));
}

TEST(Topics, RefuseArns) {
    World world;
    expect_refusals(
        world,
        {{"GetTopicAttributes", {{"TopicArn", topic_arn}}, 404, "NotFound", "Topic does not exist"},
         {"GetTopicAttributes",
          {{"TopicArn", "arn:aws:sns:eu-west-1:000000000000:t"}},
          400,
          "InvalidParameter",
          "Invalid parameter: TopicArn"},
         {"DeleteTopic",
          {{"TopicArn", "arn:aws:sns:eu-west-1:000000000000:t"}},
          400,
          "InvalidParameter",
          "Invalid parameter: TopicArn"},
         {"GetTopicAttributes",
          {{"TopicArn", "a:b:c"}},
          400,
          "InvalidParameter",
          "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 3"},
         {"GetTopicAttributes",
          {{"TopicArn", ""}},
          400,
          "InvalidParameter",
          "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1"},
         {"GetTopicAttributes",
          {},
          400,
          "InvalidParameter",
          "Invalid parameter: TopicArn Reason: no value for required parameter"},
         {"ListTagsForResource",
          {{"ResourceArn", topic_arn}},
          404,
          "ResourceNotFound",
          "Resource does not exist"},
         {"ListTopics",
          {{"NextToken", "?"}},
          400,
          "InvalidParameter",
          "Invalid parameter: NextToken"}});
    EXPECT_EQ(world.call("DeleteTopic", {{"TopicArn", topic_arn}}).status, 200U);
    EXPECT_EQ(world.call("Zzz").code(), "InvalidAction");
    EXPECT_EQ(world.call("Zzz").message(), "Could not find operation Zzz for version 2010-03-31");
}

TEST(Topics, AreListedInPages) {
    World world;
    for (int i = 100; i <= 200; ++i) {
        world.topic("t" + std::to_string(i));
    }
    const Answer first = world.call("ListTopics");
    EXPECT_THAT(first.body, HasSubstr(":t199</TopicArn>"));
    EXPECT_THAT(first.body, Not(HasSubstr(":t200</TopicArn>")));
    const Answer second = world.call("ListTopics", {{"NextToken", first.text("NextToken")}});
    EXPECT_THAT(second.body, HasSubstr("<Topics><member><TopicArn>arn:aws:sns:us-east-1:"
                                       "000000000000:t200</TopicArn></member></Topics>"));
    EXPECT_EQ(second.text("NextToken"), "");
}

TEST(Permissions, AreStatementsOfThePolicy) {
    World world;
    world.topic();
    const Parameters one = {{"TopicArn", topic_arn},
                            {"Label", "one"},
                            {"AWSAccountId.member.1", "111111111111"},
                            {"ActionName.member.1", "Publish"}};
    EXPECT_EQ(world.call("AddPermission", one).status, 200U);
    EXPECT_THAT(
        attributes_of(world, topic_arn).entry("Policy"),
        HasSubstr(
            R"({"Sid":"one","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"SNS:Publish","Resource":"arn:aws:sns:us-east-1:000000000000:t"})"));
    expect_refusals(world, {{"AddPermission", one, 400, "InvalidParameter",
                             "Invalid parameter: Statement already exists"},
                            {"AddPermission",
                             {{"TopicArn", topic_arn},
                              {"Label", "two"},
                              {"AWSAccountId.member.1", "111111111111"},
                              {"ActionName.member.1", "CreateTopic"}},
                             400,
                             "InvalidParameter",
                             "Invalid parameter: Policy statement action out of service scope!"}});
    EXPECT_EQ(world.call("RemovePermission", {{"TopicArn", topic_arn}, {"Label", "one"}}).status,
              200U);
    EXPECT_EQ(world.call("RemovePermission", {{"TopicArn", topic_arn}, {"Label", "?"}}).status,
              200U);
    EXPECT_THAT(attributes_of(world, topic_arn).entry("Policy"), Not(HasSubstr("\"one\"")));
}

TEST(Tags, AreUpsertedAndRemoved) {
    World world;
    world.topic();
    EXPECT_THAT(world.call("ListTagsForResource", {{"ResourceArn", topic_arn}}).body,
                HasSubstr("<Tags></Tags>"));
    EXPECT_THAT(world
                    .call("TagResource", {{"ResourceArn", topic_arn},
                                          {"Tags.member.1.Key", "a"},
                                          {"Tags.member.1.Value", "1"},
                                          {"Tags.member.2.Key", "b"},
                                          {"Tags.member.2.Value", ""}})
                    .body,
                HasSubstr("<TagResourceResult/>"));
    world.call("UntagResource", {{"ResourceArn", topic_arn}, {"TagKeys.member.1", "b"}});
    EXPECT_THAT(world.call("ListTagsForResource", {{"ResourceArn", topic_arn}}).body,
                HasSubstr("<Tags><member><Key>a</Key><Value>1</Value></member></Tags>"));
}

TEST(Tags, AreAtMostFiftyAndGoneWithTheirTopic) {
    World world;
    world.topic();
    const auto tag = [&world](int first, int last) {
        Parameters parameters = {{"ResourceArn", topic_arn}};
        for (int i = first; i <= last; ++i) {
            const std::string member = "Tags.member." + std::to_string(i - first + 1);
            parameters.emplace_back(member + ".Key", std::to_string(i));
            parameters.emplace_back(member + ".Value", "v");
        }
        return world.call("TagResource", std::move(parameters));
    };
    EXPECT_EQ(tag(1, 50).status, 200U);
    EXPECT_EQ(tag(50, 51).code(), "TagLimitExceeded");
    EXPECT_EQ(tag(50, 50).status, 200U);
    world.call("DeleteTopic", {{"TopicArn", topic_arn}});
    world.topic();
    EXPECT_THAT(world.call("ListTagsForResource", {{"ResourceArn", topic_arn}}).body,
                HasSubstr("<Tags></Tags>"));
}

TEST(DataProtectionPolicy, IsGivenBackAsItIs) {
    World world;
    world.topic();
    const Parameters of_topic = {{"ResourceArn", topic_arn}};
    EXPECT_THAT(world.call("GetDataProtectionPolicy", of_topic).body,
                HasSubstr("<GetDataProtectionPolicyResult/>"));
    const std::string policy = R"({ "Name" : "p" })";
    EXPECT_EQ(world
                  .call("PutDataProtectionPolicy",
                        {{"ResourceArn", topic_arn}, {"DataProtectionPolicy", policy}})
                  .status,
              200U);
    EXPECT_EQ(world.call("GetDataProtectionPolicy", of_topic).text("DataProtectionPolicy"), policy);
}

}  // namespace
}  // namespace forebay::sns
