#include "tests/sns/world.hpp"

namespace forebay::sns {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Sms, IsRecordedByNumber) {
    World world;
    EXPECT_EQ(world
                  .call("Publish", {{"PhoneNumber", "+15551234567"},
                                    {"Message", "m"},
                                    {"MessageAttributes.entry.1.Name", "a"},
                                    {"MessageAttributes.entry.1.Value.DataType", "String"},
                                    {"MessageAttributes.entry.1.Value.StringValue", "x"}})
                  .status,
              200U);
    world.call("Publish", {{"PhoneNumber", "+15550000000"}, {"Message", "other"}});
    const std::string page = "/_aws/sns/sms-messages";
    const std::string one = world.visit(page + "?phoneNumber=+15551234567").body;
    EXPECT_THAT(one, HasSubstr(R"("Message":"m","MessageAttributes":{"a":{"DataType":"String",)"
                               R"("StringValue":"x"}})"));
    EXPECT_THAT(one, Not(HasSubstr("other")));
    EXPECT_THAT(world.visit(page).body, HasSubstr("other"));
    EXPECT_THAT(world.visit(page + "?accountId=111111111111").body, Not(HasSubstr("other")));
}

TEST(Sms, AttributesOfTheAccount) {
    World world;
    EXPECT_THAT(world.call("GetSMSAttributes").body,
                HasSubstr("<GetSMSAttributesResult><attributes><entry><key>MonthlySpendLimit</key>"
                          "<value>1</value></entry></attributes>"));
    const auto set = [&world](std::string name, std::string value) {
        return world.call("SetSMSAttributes", {{"attributes.entry.1.key", std::move(name)},
                                               {"attributes.entry.1.value", std::move(value)}});
    };
    EXPECT_THAT(set("DefaultSMSType", "Transactional").body,
                HasSubstr("<SetSMSAttributesResult/>"));
    EXPECT_EQ(set("DefaultSendID", "x").message(), "DefaultSendID is not a valid attribute");
    EXPECT_EQ(set("DefaultSMSType", "x").message(), "DefaultSMSType is invalid");
    EXPECT_EQ(set("DefaultSenderID", "123").message(), "DefaultSenderID is invalid");
    const Answer answer =
        world.call("GetSMSAttributes", {{"attributes.member.1", "DefaultSMSType"}});
    EXPECT_EQ(answer.entry("DefaultSMSType"), "Transactional");
    EXPECT_THAT(answer.body, Not(HasSubstr("MonthlySpendLimit")));
}

TEST(Sms, NumbersThatOptedOut) {
    World world;
    const Parameters number = {{"phoneNumber", "+15551234567"}};
    EXPECT_EQ(world.call("CheckIfPhoneNumberIsOptedOut", number).text("isOptedOut"), "false");
    EXPECT_THAT(world.call("ListPhoneNumbersOptedOut").body,
                HasSubstr("<phoneNumbers></phoneNumbers>"));
    EXPECT_THAT(world.call("OptInPhoneNumber", number).body,
                HasSubstr("<OptInPhoneNumberResult/>"));
    EXPECT_EQ(world.call("OptInPhoneNumber", {{"phoneNumber", "x"}}).message(),
              "Invalid parameter: PhoneNumber Reason: input incorrectly formatted");
}

TEST(Sms, SandboxNumbers) {
    World world;
    const Parameters number = {{"PhoneNumber", "+15551234567"}};
    EXPECT_EQ(world.call("GetSMSSandboxAccountStatus").text("IsInSandbox"), "false");
    EXPECT_EQ(world.call("DeleteSMSSandboxPhoneNumber", number).code(), "ResourceNotFound");
    EXPECT_EQ(world.call("CreateSMSSandboxPhoneNumber", number).status, 200U);
    EXPECT_THAT(
        world.call("ListSMSSandboxPhoneNumbers").body,
        HasSubstr("<member><PhoneNumber>+15551234567</PhoneNumber><Status>Pending</Status>"));
    Parameters verification = number;
    verification.emplace_back("OneTimePassword", "1234");
    EXPECT_EQ(world.call("VerifySMSSandboxPhoneNumber", verification).code(),
              "VerificationException");
    verification.back().second = "12345";
    EXPECT_EQ(world.call("VerifySMSSandboxPhoneNumber", verification).status, 200U);
    EXPECT_THAT(world.call("ListSMSSandboxPhoneNumbers").body, HasSubstr(">Verified<"));
    EXPECT_EQ(world.call("ListSMSSandboxPhoneNumbers", {{"MaxResults", "101"}}).code(),
              "ValidationError");
    EXPECT_THAT(world.call("ListOriginationNumbers").body,
                HasSubstr("<PhoneNumbers></PhoneNumbers>"));
}

}  // namespace
}  // namespace forebay::sns
