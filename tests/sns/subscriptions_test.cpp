#include "tests/sns/world.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/model/outgoing.hpp>

namespace forebay::sns {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string fifo_arn = "arn:aws:sns:us-east-1:000000000000:f.fifo";
const std::string prefix = "Invalid parameter: ";
const std::string in_attributes = "Invalid parameter: Attributes Reason: ";

Refusal subscribe(std::string protocol, std::string endpoint, std::string message,
                  const Parameters& given = {}, const std::string& topic = topic_arn) {
    return {"Subscribe",
            attributes(given, {{"TopicArn", topic},
                               {"Protocol", std::move(protocol)},
                               {"Endpoint", std::move(endpoint)}}),
            400, "InvalidParameter", std::move(message)};
}

Answer attributes_of(World& world, const std::string& subscription) {
    return world.call("GetSubscriptionAttributes", {{"SubscriptionArn", subscription}});
}

Answer set(World& world, const std::string& subscription, std::string name, std::string value) {
    return world.call("SetSubscriptionAttributes", {{"SubscriptionArn", subscription},
                                                    {"AttributeName", std::move(name)},
                                                    {"AttributeValue", std::move(value)}});
}

/// What waits for the subscriber of an ARN.
std::vector<Outgoing> outbox(World& world, const std::string& arn) {
    const auto id = *parse_uuid(arn.substr(arn.size() - 36));
    const auto subscription = world.topics().find_subscription({account, "us-east-1", "t"}, id);
    world.broker.in_flight_max = limits::in_flight_max;
    runtime::ReceiveRequest ten;
    ten.max_messages = 10;
    std::vector<Outgoing> waiting;
    asio::io_context io;
    asio::co_spawn(
        io.get_executor(), world.broker.receive(subscription->outbox, ten, nullptr),
        [&](const std::exception_ptr&, Result<std::vector<runtime::Delivery>> deliveries) {
            for (const auto& delivery : *deliveries) {
                waiting.push_back(to_outgoing(*delivery.message));
            }
        });
    io.run();
    return waiting;
}

std::string token_of(const Outgoing& confirmation) {
    const std::string mark = "&Token=";
    return confirmation.body.substr(confirmation.body.find(mark) + mark.size(), 288);
}

TEST(Subscribe, RefusesEndpoints) {
    World world;
    world.topic();
    world.topic("f.fifo", {{"FifoTopic", "true"}});
    std::vector<Refusal> rows = {
        subscribe("http", "https://a/", prefix + "Endpoint must match the specified protocol"),
        subscribe("https", "http://a/", prefix + "Endpoint must match the specified protocol"),
        subscribe("email", "nobody", prefix + "Email address"),
        subscribe("email", "a@b\r\nBcc: c@d", prefix + "Email address"),
        subscribe("email", "a@b@c", prefix + "Email address"),
        subscribe("email-json", "@b", prefix + "Email address"),
        subscribe("sqs", "http://localhost:4566/000000000000/q", prefix + "SQS endpoint ARN"),
        subscribe("sqs", "q", prefix + "SQS endpoint ARN"),
        subscribe("application", "a", prefix + "ApplicationEndpoint ARN"),
        subscribe("lambda", "a", prefix + "Lambda endpoint ARN"),
        subscribe("firehose", "a", prefix + "Firehose endpoint ARN"),
        subscribe("firehose", "arn:aws:firehose:us-east-1:000000000000:deliverystream/d",
                  in_attributes + "SubscriptionRoleArn: no value for required attribute"),
        subscribe("smtp", "a", prefix + "Amazon SNS does not support this protocol string: smtp"),
        subscribe("sqs", queue_arn + ".fifo",
                  "Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not "
                  "be subscribed to standard SNS topics"),
        subscribe("email", "a@b", prefix + "Invalid protocol type: email", {}, fifo_arn),
        subscribe("sqs", queue_arn,
                  "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1",
                  {}, ""),
        subscribe("sqs", queue_arn, "Invalid parameter: TopicArn", {},
                  "arn:aws:sns:eu-west-1:000000000000:t"),
    };
    for (const std::string number : {"+15--551234567", "NAA+15551234567", "+15551234567.",
                                     "/+15551234567", "invalid-number", "+", ""}) {
        if (!number.empty()) {
            rows.push_back(subscribe("sms", number, "Invalid SMS endpoint: " + number));
        }
    }
    expect_refusals(world, rows);
}

TEST(Subscribe, TakesWhatTheServiceTakes) {
    World world;
    world.topic();
    world.topic("f.fifo", {{"FifoTopic", "true"}});
    const std::string phone = world.subscription(topic_arn, "sms", "+12/34-567.890");
    EXPECT_EQ(attributes_of(world, phone).entry("Endpoint"), "+1234567890");
    world.subscription(topic_arn, "lambda", "arn:aws:lambda:us-east-1:000000000000:function:f");
    world.subscription(topic_arn, "application",
                       "arn:aws:sns:us-east-1:000000000000:endpoint/GCM/app/id");
    world.subscription(topic_arn, "firehose",
                       "arn:aws:firehose:us-east-1:000000000000:deliverystream/d",
                       {{"SubscriptionRoleArn", "arn:aws:iam::000000000000:role/r"}});
    world.subscription(fifo_arn, "sqs", queue_arn);
    world.subscription(fifo_arn, "sqs", queue_arn + ".fifo");
}

TEST(Subscribe, IsIdempotentForWhatIsThere) {
    World world;
    world.topic();
    const std::string arn =
        world.subscription(topic_arn, "sqs", queue_arn, {{"RawMessageDelivery", "TRUE"}});
    EXPECT_THAT(arn, StartsWith(topic_arn + ":"));
    EXPECT_EQ(world.subscription(topic_arn, "sqs", queue_arn), arn);
    EXPECT_EQ(world.subscription(
                  topic_arn, "sqs", queue_arn,
                  {{"RawMessageDelivery", "true"}, {"FilterPolicyScope", "MessageAttributes"}}),
              arn);
    expect_refusals(
        world, {subscribe("sqs", queue_arn,
                          in_attributes + "Subscription already exists with different attributes",
                          {{"RawMessageDelivery", "false"}})});
}

TEST(SubscriptionAttributes, OfAQueue) {
    World world;
    world.topic();
    const std::string arn = world.subscription(topic_arn, "sqs", queue_arn);
    const Answer answer = attributes_of(world, arn);
    for (const auto& [key, value] :
         Parameters{{"SubscriptionArn", arn},
                    {"TopicArn", topic_arn},
                    {"Owner", account},
                    {"Protocol", "sqs"},
                    {"Endpoint", queue_arn},
                    {"PendingConfirmation", "false"},
                    {"ConfirmationWasAuthenticated", "true"},
                    {"RawMessageDelivery", "false"},
                    {"SubscriptionPrincipal", "arn:aws:iam::000000000000:root"}}) {
        EXPECT_EQ(answer.entry(key), value) << key;
    }
    EXPECT_THAT(answer.body, Not(HasSubstr("FilterPolicy")));
    EXPECT_THAT(answer.body, Not(HasSubstr("DeliveryPolicy")));
}

TEST(SubscriptionAttributes, RefuseValuesInTheWordsOfBothActions) {
    World world;
    world.topic();
    world.topic("f.fifo", {{"FifoTopic", "true"}});
    const std::string arn = world.subscription(topic_arn, "sqs", queue_arn);
    const std::vector<std::array<std::string, 3>> values = {
        {"RawMessageDelivery", "x",
         "RawMessageDelivery: Invalid value [x]. Must be true or false."},
        {"RawMessageDelivery", "", "RawMessageDelivery: Invalid value []. Must be true or false."},
        {"FilterPolicyScope", "RandomValue",
         "FilterPolicyScope: Invalid value [RandomValue]. Please use either MessageBody or "
         "MessageAttributes"},
        {"RedrivePolicy", R"({"deadLetterTargetArn":"x"})",
         "RedrivePolicy: deadLetterTargetArn is an invalid arn"},
        {"FilterPolicy", R"({"key":["a"],"key_a":[{"suffix":100}]})",
         "FilterPolicy: suffix match pattern must be a string\n at [Source: "
         "(String)\"{\"key\":[\"a\"],\"key_a\":[{\"suffix\":100}]}\"; line: 1, column: 36]"},
        {"ReplayPolicy", R"({"PointType":"Timestamp","StartingPoint":"2025-01-02T03:04:05.678Z"})",
         "ReplayPolicy: the topic has no ArchivePolicy"},
    };
    std::vector<Refusal> rows;
    for (const auto& [name, value, text] : values) {
        rows.push_back(subscribe("sqs", queue_arn + "2", in_attributes + text, {{name, value}}));
        rows.push_back(
            {"SetSubscriptionAttributes",
             {{"SubscriptionArn", arn}, {"AttributeName", name}, {"AttributeValue", value}},
             400,
             "InvalidParameter",
             prefix + text});
    }
    rows.push_back(
        subscribe("sqs", queue_arn, in_attributes + "Unknown attribute: X", {{"X", "x"}}));
    rows.push_back({"SetSubscriptionAttributes",
                    {{"SubscriptionArn", arn}, {"AttributeName", "X"}, {"AttributeValue", "x"}},
                    400,
                    "InvalidParameter",
                    prefix + "AttributeName"});
    rows.push_back(subscribe(
        "sqs", queue_arn + ".fifo",
        in_attributes + "RedrivePolicy: must use a FIFO queue as DLQ for a FIFO "
                        "Subscription to a FIFO Topic.",
        {{"RedrivePolicy", R"({"deadLetterTargetArn":")" + queue_arn + "\"}"}}, fifo_arn));
    expect_refusals(world, rows);
    EXPECT_THAT(set(world, arn, "RedrivePolicy", "{invalid").message(),
                StartsWith(prefix + "RedrivePolicy: failed to parse JSON. "));
    EXPECT_THAT(set(world, arn, "FilterPolicy", "invalid").message(),
                StartsWith(prefix + "FilterPolicy: failed to parse JSON. "));
}

TEST(SubscriptionAttributes, FilterPoliciesAndTheirScope) {
    World world;
    world.topic();
    const std::string arn =
        world.subscription(topic_arn, "sqs", queue_arn, {{"FilterPolicyScope", "MessageBody"}});
    EXPECT_THAT(attributes_of(world, arn).body, Not(HasSubstr("FilterPolicyScope")));
    const std::string nested = R"({ "a" : {"b":["x"]} })";
    EXPECT_EQ(set(world, arn, "FilterPolicy", nested).status, 200U);
    EXPECT_EQ(attributes_of(world, arn).entry("FilterPolicy"), nested);
    EXPECT_EQ(attributes_of(world, arn).entry("FilterPolicyScope"), "MessageBody");
    EXPECT_EQ(set(world, arn, "FilterPolicyScope", "MessageAttributes").message(),
              prefix +
                  "Filter policy scope MessageAttributes does not support nested filter "
                  "policy");
    EXPECT_EQ(set(world, arn, "FilterPolicy", "").status, 200U);
    EXPECT_THAT(attributes_of(world, arn).body, Not(HasSubstr("FilterPolicy")));
}

TEST(SubscriptionAttributes, DeliveryPoliciesOfHttp) {
    World world;
    world.topic();
    const std::string arn = world.subscription(topic_arn, "http", "http://h/");
    const std::string rest = R"(,"sicklyRetryPolicy":null,"throttlePolicy":null,"requestPolicy":)";
    EXPECT_THAT(attributes_of(world, arn).entry("EffectiveDeliveryPolicy"),
                HasSubstr(rest + R"({"headerContentType":"text/plain; charset=UTF-8"})"));
    set(world, arn, "DeliveryPolicy", R"({"healthyRetryPolicy":{"numRetries":5}})");
    EXPECT_EQ(attributes_of(world, arn).entry("DeliveryPolicy"),
              R"({"healthyRetryPolicy":{"numRetries":5})" + rest + R"(null,"guaranteed":false})");
    EXPECT_THAT(attributes_of(world, arn).entry("EffectiveDeliveryPolicy"),
                HasSubstr(R"("numRetries":5)"));
}

const std::string fifo_queue_arn = queue_arn + ".fifo";
const std::string from_now =
    R"({"PointType":"Timestamp","StartingPoint":"2025-01-02T03:04:05.678Z"})";

TEST(SubscriptionAttributes, ReplayPoliciesAndTheirStatus) {
    World world;
    world.topic("f.fifo",
                {{"FifoTopic", "true"}, {"ArchivePolicy", R"({"MessageRetentionPeriod":2})"}});
    const std::string arn =
        world.subscription(fifo_arn, "sqs", fifo_queue_arn, {{"ReplayPolicy", from_now}});
    EXPECT_EQ(attributes_of(world, arn).entry("ReplayPolicy"), from_now);
    EXPECT_EQ(attributes_of(world, arn).entry("ReplayStatus"), "Pending");
    EXPECT_EQ(world.subscription(fifo_arn, "sqs", fifo_queue_arn, {{"ReplayPolicy", from_now}}),
              arn);

    EXPECT_EQ(set(world, arn, "ReplayPolicy", "{}").status, 200U);
    EXPECT_THAT(attributes_of(world, arn).body, Not(HasSubstr("Replay")));
    const std::string to_now =
        R"({"PointType":"Timestamp","StartingPoint":"2025-01-02T03:04:06Z","EndingPoint":"2025-01-02T03:04:06.000Z"})";
    world.clock.advance(Duration(1000));
    EXPECT_EQ(set(world, arn, "ReplayPolicy", to_now).status, 200U);
    EXPECT_EQ(attributes_of(world, arn).entry("ReplayPolicy"), to_now);
}

TEST(SubscriptionAttributes, RefuseReplays) {
    World world;
    world.topic("f.fifo",
                {{"FifoTopic", "true"}, {"ArchivePolicy", R"({"MessageRetentionPeriod":1})"}});
    const std::string arn = world.subscription(fifo_arn, "sqs", fifo_queue_arn);
    const auto row = [&arn](std::string policy, std::string reason) {
        return Refusal{"SetSubscriptionAttributes",
                       {{"SubscriptionArn", arn},
                        {"AttributeName", "ReplayPolicy"},
                        {"AttributeValue", std::move(policy)}},
                       400,
                       "InvalidParameter",
                       prefix + "ReplayPolicy: " + std::move(reason)};
    };
    const auto start = [](const std::string& from, const std::string& more = "") {
        return R"({"PointType":"Timestamp","StartingPoint":")" + from + "\"" + more + "}";
    };
    const std::string no_start = "StartingPoint must be a time such as 2025-01-02T03:04:05.678Z";
    const std::string no_end = "EndingPoint must be a time such as 2025-01-02T03:04:05.678Z";
    const std::string future = "StartingPoint and EndingPoint must not be in the future";
    const std::string now = "2025-01-02T03:04:05.678Z";
    std::vector<Refusal> rows = {
        row("{", "failed to parse JSON"),
        row("[]", "failed to parse JSON"),
        row(R"({"StartingPoint":"2025-01-02T03:04:05.678Z"})", "PointType must be Timestamp"),
        row(R"({"PointType":"Sequence"})", "PointType must be Timestamp"),
        row(R"({"PointType":"Timestamp"})", no_start),
        row(R"({"PointType":"Timestamp","StartingPoint":1735787045678})", no_start),
        row(start(now, R"(,"EndingPoint":"soon")"), no_end),
        row(start(now, R"(,"X":"")"), "Unknown key: X"),
        row(start(now, R"(,"EndingPoint":"2025-01-02T03:04:05.677Z")"),
            "EndingPoint must not be before StartingPoint"),
        row(start("2025-01-02T03:04:05.677Z"),
            "StartingPoint must not be before the archive begins, at 2025-01-02T03:04:05.678Z"),
        row(start("2025-01-02T03:04:05.679Z"), future),
        row(start(now, R"(,"EndingPoint":"2025-01-02T03:04:05.679Z")"), future),
    };
    for (const auto* time :
         {"2025-02-30T00:00:00Z", "2025-01-02T24:00:00Z", "2025-01-02T03:04:05.678",
          "2025-01-02 03:04:05Z", "2025-01-02T03:04:05.6Z", "x025-01-02T03:04:05Z",
          "2025-01-02T03:60:05Z", "2025-01-02T03:04:60Z", "2025-13-02T03:04:05Z"}) {
        rows.push_back(row(start(time), no_start));
    }
    expect_refusals(world, rows);
}

TEST(Confirmation, IsAskedForByATokenAndGivenOnce) {
    World world;
    world.topic();
    const Parameters request = {
        {"TopicArn", topic_arn}, {"Protocol", "http"}, {"Endpoint", "http://h/"}};
    EXPECT_EQ(world.call("Subscribe", request).text("SubscriptionArn"), "pending confirmation");
    const std::string arn = world.subscription(topic_arn, "http", "http://h/");
    EXPECT_EQ(attributes_of(world, arn).entry("PendingConfirmation"), "true");
    EXPECT_EQ(attributes_of(world, arn).entry("ConfirmationWasAuthenticated"), "false");
    EXPECT_THAT(world.call("ListSubscriptions").body, HasSubstr(">PendingConfirmation<"));

    const auto asked = outbox(world, arn);
    ASSERT_EQ(asked.size(), 2U);  // subscribing again asks again
    EXPECT_EQ(asked[0].kind, OutgoingKind::subscription_confirmation);
    const std::string token = token_of(asked[0]);
    EXPECT_EQ(
        asked[0].body,
        "{\n"
        "  \"Type\" : \"SubscriptionConfirmation\",\n"
        "  \"MessageId\" : \"" +
            to_string(asked[0].publication) +
            "\",\n"
            "  \"Token\" : \"" +
            token +
            "\",\n"
            "  \"TopicArn\" : \"" +
            topic_arn +
            "\",\n"
            "  \"Message\" : \"You have chosen to subscribe to the topic " +
            topic_arn +
            ".\\nTo confirm the subscription, visit the SubscribeURL included in this message.\",\n"
            "  \"SubscribeURL\" : \"http://broker:4566/?Action=ConfirmSubscription&TopicArn=" +
            topic_arn + "&Token=" + token +
            "\",\n"
            "  \"Timestamp\" : \"2025-01-02T03:04:05.678Z\",\n"
            "  \"SignatureVersion\" : \"1\",\n"
            "  \"Signature\" : \"\",\n"
            "  \"SigningCertURL\" : \"http://broker:4566\"\n"
            "}");

    const std::string link = "/?Action=ConfirmSubscription&TopicArn=" + topic_arn + "&Token=";
    EXPECT_EQ(world.visit(link + token).text("SubscriptionArn"), arn);
    EXPECT_EQ(world.visit(link + token).text("SubscriptionArn"), arn);
    EXPECT_EQ(attributes_of(world, arn).entry("PendingConfirmation"), "false");
    EXPECT_EQ(attributes_of(world, arn).entry("ConfirmationWasAuthenticated"), "false");
}

TEST(Confirmation, RefusesTokens) {
    World world;
    world.topic();
    const auto confirm = [](std::string topic, std::string token, std::string message) {
        return Refusal{"ConfirmSubscription",
                       {{"TopicArn", std::move(topic)}, {"Token", std::move(token)}},
                       400,
                       "InvalidParameter",
                       std::move(message)};
    };
    const std::string unknown(288, 'a');
    expect_refusals(world,
                    {confirm("t", unknown, prefix + "Topic"),
                     confirm("arn:aws:sns:eu-west-1:000000000000:t", unknown, prefix + "Topic"),
                     confirm(topic_arn, unknown, prefix + "Token"),
                     confirm(topic_arn + "2", unknown, prefix + "Token"),
                     confirm(topic_arn, "abc", "Invalid token")});
    EXPECT_EQ(world.visit("/?Action=ConfirmSubscription&TopicArn=" + topic_arn + "&Token=a").status,
              400U);
}

TEST(Unsubscribe, IsIdempotentAndRefusesArns) {
    World world;
    world.topic();
    const std::string arn = world.subscription(topic_arn, "sqs", queue_arn);
    EXPECT_EQ(world.call("Unsubscribe", {{"SubscriptionArn", arn}}).status, 200U);
    EXPECT_EQ(world.call("Unsubscribe", {{"SubscriptionArn", arn}}).status, 200U);
    expect_refusals(
        world, {{"GetSubscriptionAttributes",
                 {{"SubscriptionArn", arn}},
                 404,
                 "NotFound",
                 "Subscription does not exist"},
                {"Unsubscribe",
                 {},
                 400,
                 "InvalidParameter",
                 prefix + "SubscriptionArn Reason: no value for required parameter"},
                {"Unsubscribe",
                 {{"SubscriptionArn", "pending confirmation"}},
                 400,
                 "InvalidParameter",
                 prefix + "SubscriptionArn Reason: An ARN must have at least 6 elements, not 1"},
                {"Unsubscribe",
                 {{"SubscriptionArn", topic_arn}},
                 400,
                 "InvalidParameter",
                 prefix + "SubscriptionId"}});
}

TEST(Unsubscribe, ByALinkCanBeTakenBack) {
    World world;
    world.topic();
    const std::string arn = world.subscription(topic_arn, "http", "http://h/");
    const std::string link = "/?Action=ConfirmSubscription&TopicArn=" + topic_arn + "&Token=";
    world.visit(link + token_of(outbox(world, arn).at(0)));

    world.clock.advance(10 * limits::confirmation_period);
    EXPECT_EQ(world.visit("/?Action=Unsubscribe&SubscriptionArn=" + arn).status, 200U);
    EXPECT_EQ(world.visit("/?Action=Unsubscribe&SubscriptionArn=" + arn).status, 200U);
    EXPECT_EQ(attributes_of(world, arn).entry("PendingConfirmation"), "true");
    EXPECT_EQ(world.topics()
                  .find_subscription({account, "us-east-1", "t"},
                                     *parse_uuid(arn.substr(arn.size() - 36)))
                  ->asked_at,
              world.clock.now());
    const auto told = outbox(world, arn);
    ASSERT_EQ(told.size(), 2U);  // the question of long ago is visible again
    EXPECT_EQ(told[1].kind, OutgoingKind::unsubscribe_confirmation);
    EXPECT_THAT(told[1].body, HasSubstr("You have chosen to deactivate subscription " + arn));
    EXPECT_EQ(world.visit(link + token_of(told[1])).text("SubscriptionArn"), arn);
    EXPECT_EQ(attributes_of(world, arn).entry("PendingConfirmation"), "false");

    EXPECT_EQ(world.call("Unsubscribe", {{"SubscriptionArn", arn}}).status, 200U);
    EXPECT_EQ(attributes_of(world, arn).status, 404U);
}

TEST(Unsubscribe, MayHaveToBeSigned) {
    World world;
    world.topic();
    const std::string arn = world.subscription(topic_arn, "email", "a@example.com");
    world.call("ConfirmSubscription", {{"TopicArn", topic_arn},
                                       {"Token", token_of(outbox(world, arn).at(0))},
                                       {"AuthenticateOnUnsubscribe", "true"}});
    EXPECT_EQ(attributes_of(world, arn).entry("ConfirmationWasAuthenticated"), "true");
    const Answer refused = world.visit("/?Action=Unsubscribe&SubscriptionArn=" + arn);
    EXPECT_EQ(refused.status, 403U);
    EXPECT_EQ(refused.code(), "AuthorizationError");
    EXPECT_EQ(world.call("Unsubscribe", {{"SubscriptionArn", arn}}).status, 200U);
}

TEST(Mail, AsksWithALink) {
    World world;
    world.topic();
    const std::string arn = world.subscription(topic_arn, "email", "a+b@example.com");
    const Outgoing mail = outbox(world, arn).at(0);
    EXPECT_EQ(mail.subject, "AWS Notification - Subscription Confirmation");
    EXPECT_EQ(mail.body,
              "You have chosen to subscribe to the topic:\n" + topic_arn +
                  "\n\nTo confirm this subscription, click or visit the link below (If this was in "
                  "error no action is necessary):\nhttp://broker:4566/confirmation.html?TopicArn=" +
                  topic_arn + "&Token=" + token_of(mail) + "&Endpoint=a%2Bb@example.com\n");
}

TEST(Mail, LinksLeadToPages) {
    World world;
    world.topic();
    const std::string arn = world.subscription(topic_arn, "email", "a@example.com");
    const std::string query = "?TopicArn=" + topic_arn + "&Endpoint=%3Cb%3E&Token=";
    EXPECT_EQ(world.visit("/confirmation.html" + query + "x").status, 400U);
    const Answer page =
        world.visit("/confirmation.html" + query + token_of(outbox(world, arn).at(0)));
    EXPECT_THAT(page.body, HasSubstr("<h1>Subscription confirmed!</h1><p>&lt;b&gt; has"));
    EXPECT_EQ(attributes_of(world, arn).entry("PendingConfirmation"), "false");

    const std::string link = "/unsubscribe.html?SubscriptionArn=" + arn;
    EXPECT_THAT(world.visit(link).body, HasSubstr("<form method=\"post\">"));
    EXPECT_EQ(attributes_of(world, arn).entry("PendingConfirmation"), "false");
    EXPECT_THAT(world.visit(link, "POST").body, HasSubstr("Unsubscribed."));
    EXPECT_EQ(attributes_of(world, arn).entry("PendingConfirmation"), "true");
}

TEST(Confirmation, OfATopicOfAnotherRegionNeedsNoSignature) {
    World world;
    EXPECT_EQ(
        world
            .visit("/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-west-1:000000000000:t"
                   "&Token=" +
                   std::string(288, 'a'))
            .message(),
        prefix + "Token");
}

TEST(Subscriptions, AreListedInPagesByTopic) {
    World world;
    world.topic();
    world.topic("u");
    for (int i = 0; i <= 100; ++i) {
        world.subscription(topic_arn, "sqs", queue_arn + std::to_string(i));
    }
    world.subscription("arn:aws:sns:us-east-1:000000000000:u", "sqs", queue_arn);
    const auto count = [](const Answer& answer) {
        std::size_t members = 0;
        for (std::size_t at = answer.body.find("<member>"); at != std::string::npos;
             at = answer.body.find("<member>", at + 1)) {
            ++members;
        }
        return members;
    };
    Answer page = world.call("ListSubscriptions");
    EXPECT_EQ(count(page), 100U);
    page = world.call("ListSubscriptions", {{"NextToken", page.text("NextToken")}});
    EXPECT_EQ(count(page), 2U);
    EXPECT_EQ(page.text("NextToken"), "");

    page = world.call("ListSubscriptionsByTopic", {{"TopicArn", topic_arn}});
    page = world.call("ListSubscriptionsByTopic",
                      {{"TopicArn", topic_arn}, {"NextToken", page.text("NextToken")}});
    EXPECT_EQ(count(page), 1U);
    EXPECT_EQ(world.call("ListSubscriptionsByTopic", {{"TopicArn", topic_arn + "2"}}).code(),
              "NotFound");
}

}  // namespace
}  // namespace forebay::sns
