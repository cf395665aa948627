#include "tests/sns/world.hpp"

namespace forebay::sns {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string prefix = "Invalid parameter: ";
const std::string application_arn = "arn:aws:sns:us-east-1:000000000000:app/GCM/shop";

std::string application(World& world) {
    const Answer answer =
        world.call("CreatePlatformApplication",
                   attributes({{"PlatformCredential", "secret"}, {"PlatformPrincipal", "secret"}},
                              {{"Name", "shop"}, {"Platform", "GCM"}}));
    return answer.text("PlatformApplicationArn");
}

Answer create_endpoint(World& world, std::string token, Parameters more = {}) {
    more.emplace_back("PlatformApplicationArn", application_arn);
    more.emplace_back("Token", std::move(token));
    return world.call("CreatePlatformEndpoint", std::move(more));
}

Refusal refused(std::string_view action, Parameters parameters, std::string text,
                std::string code = "InvalidParameter", unsigned status = 400) {
    return {action, std::move(parameters), status, std::move(code), std::move(text)};
}

TEST(PlatformApplications, Refuse) {
    World world;
    const Parameters gcm = {{"Platform", "GCM"}};
    const auto named = [](std::string name) {
        return Parameters{{"Platform", "GCM"}, {"Name", std::move(name)}};
    };
    expect_refusals(
        world,
        {refused("CreatePlatformApplication", {{"Platform", "AAA"}, {"Name", "n"}},
                 prefix + "Platform Reason: AAA is not supported"),
         refused("CreatePlatformApplication", named(""), prefix + " Reason: cannot be empty"),
         refused("CreatePlatformApplication", named(std::string(257, 'n')),
                 prefix + std::string(257, 'n') + " Reason: must be at most 256 characters long"),
         refused("CreatePlatformApplication", named("@name"),
                 prefix + "@name Reason: must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', "
                          "'_', '-', and '.'"),
         refused("CreatePlatformApplication", named("n"),
                 "1 validation error detected: Value null at 'attributes' failed to satisfy "
                 "constraint: Member must not be null",
                 "ValidationError"),
         refused("CreatePlatformApplication", attributes({{"PlatformPrincipal", "p"}}, named("n")),
                 prefix + "Attributes Reason: PlatformPrincipal attribute provided without "
                          "PlatformCredential"),
         refused("CreatePlatformApplication", attributes({{"PlatformCredential", "p"}}, named("n")),
                 prefix + "Attributes Reason: PlatformCredential attribute provided without "
                          "PlatformPrincipal"),
         refused("GetPlatformApplicationAttributes", {{"PlatformApplicationArn", "x"}},
                 prefix + "PlatformApplicationArn Reason: An ARN must have at least 6 elements, "
                          "not 1"),
         refused("GetPlatformApplicationAttributes", {{"PlatformApplicationArn", application_arn}},
                 "PlatformApplication does not exist", "NotFound", 404),
         refused("GetEndpointAttributes", {{"EndpointArn", application_arn}},
                 prefix + "EndpointArn Reason: Wrong number of slashes in relative portion of the "
                          "ARN."),
         refused("GetEndpointAttributes",
                 {{"EndpointArn", "arn:aws:sns:us-east-1:000000000000:endpoint/GCM/shop/x"}},
                 "Endpoint does not exist", "NotFound", 404)});
}

TEST(PlatformApplications, KeepTheirSecrets) {
    World world;
    EXPECT_EQ(application(world), application_arn);
    EXPECT_EQ(application(world), application_arn);
    const Answer answer = world.call("GetPlatformApplicationAttributes",
                                     {{"PlatformApplicationArn", application_arn}});
    EXPECT_EQ(answer.entry("Enabled"), "true");
    EXPECT_THAT(answer.body, Not(HasSubstr("secret")));
    EXPECT_THAT(world.call("ListPlatformApplications").body,
                HasSubstr("<member><PlatformApplicationArn>" + application_arn +
                          "</PlatformApplicationArn><Attributes><entry><key>Enabled</key>"));
}

TEST(PlatformEndpoints, AreIdempotentByToken) {
    World world;
    application(world);
    const std::string arn = create_endpoint(world, "tok").text("EndpointArn");
    EXPECT_EQ(create_endpoint(world, "tok").text("EndpointArn"), arn);
    EXPECT_EQ(create_endpoint(world, "tok", {{"CustomUserData", "u"}}).message(),
              prefix + "Token Reason: Endpoint " + arn +
                  " already exists with the same Token, but different attributes.");
    EXPECT_EQ(create_endpoint(world, "two", attributes({{"PlatformPrincipal", "u"}})).message(),
              prefix + "Attributes Reason: Invalid attribute name: PlatformPrincipal");
    EXPECT_EQ(create_endpoint(world, "two", {{"CustomUserData", std::string(2049, 'u')}}).message(),
              prefix +
                  "Attributes Reason: Invalid value for attribute: CustomUserData: must be at "
                  "most 2048 bytes long in UTF-8 encoding");
    const Answer both = create_endpoint(
        world, "three",
        attributes({{"CustomUserData", "attribute"}}, {{"CustomUserData", "parameter"}}));
    EXPECT_EQ(world.call("GetEndpointAttributes", {{"EndpointArn", both.text("EndpointArn")}})
                  .entry("CustomUserData"),
              "attribute");

    world.call("SetEndpointAttributes", attributes({{"Token", "new"}}, {{"EndpointArn", arn}}));
    EXPECT_EQ(create_endpoint(world, "new").text("EndpointArn"), arn);
    EXPECT_NE(create_endpoint(world, "tok").text("EndpointArn"), arn);
    EXPECT_EQ(world.call("DeleteEndpoint", {{"EndpointArn", arn}}).status, 200U);
    EXPECT_EQ(world.call("DeleteEndpoint", {{"EndpointArn", arn}}).status, 200U);

    const Parameters of_application = {{"PlatformApplicationArn", application_arn}};
    EXPECT_THAT(world.call("ListEndpointsByPlatformApplication", of_application).body,
                HasSubstr("<Endpoints><member><EndpointArn>"));
    EXPECT_EQ(world.call("DeletePlatformApplication", of_application).status, 200U);
    EXPECT_EQ(world.call("DeletePlatformApplication", of_application).status, 200U);
    EXPECT_EQ(world.call("ListEndpointsByPlatformApplication", of_application).message(),
              "PlatformApplication does not exist");
    EXPECT_EQ(create_endpoint(world, "x").code(), "NotFound");
}

TEST(PlatformEndpoints, GetWhatIsPublishedAndItCanBeSeen) {
    World world;
    application(world);
    const std::string arn = create_endpoint(world, "tok").text("EndpointArn");
    const Parameters request = {
        {"TargetArn", arn}, {"Message", R"({"GCM":"push"})"}, {"MessageStructure", "json"}};
    const Answer answer = world.call("Publish", request);
    EXPECT_EQ(answer.status, 200U);
    const std::string page = "/_aws/sns/platform-endpoint-messages";
    EXPECT_EQ(
        world.visit(page).body,
        R"({"platform_endpoint_messages":{")" + arn + R"(":[{"TargetArn":")" + arn +
            R"(","TopicArn":null,"MessageId":")" + answer.text("MessageId") +
            R"(","Message":"push","MessageAttributes":{},"Subject":null}]},"region":"us-east-1"})");
    EXPECT_EQ(world.visit(page + "?region=eu-west-1").body,
              R"({"platform_endpoint_messages":{},"region":"eu-west-1"})");

    world.call("SetEndpointAttributes", attributes({{"Enabled", "false"}}, {{"EndpointArn", arn}}));
    expect_refusals(world,
                    {refused("Publish", request, "Endpoint is disabled", "EndpointDisabled")});
    world.call("SetEndpointAttributes", attributes({{"Enabled", "true"}}, {{"EndpointArn", arn}}));
    world.call("SetPlatformApplicationAttributes",
               attributes({{"Enabled", "false"}}, {{"PlatformApplicationArn", application_arn}}));
    expect_refusals(world, {refused("Publish", request, "Platform application is disabled",
                                    "PlatformApplicationDisabled")});
    EXPECT_EQ(world.visit(page, "DELETE").status, 204U);
    EXPECT_EQ(world.visit(page).body, R"({"platform_endpoint_messages":{},"region":"us-east-1"})");
}

}  // namespace
}  // namespace forebay::sns
