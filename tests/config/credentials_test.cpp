#include "tests/config/helpers.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace forebay::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Credentials, AreTables) {
    const Configuration configuration = load_file(R"(auth = "verify"
[[credentials]]
access_key = "AKIDONE"
secret_key = "one"
[[credentials]]
access_key = "AKIDTWO"
secret_key = "two"
session_token = "token"
bearer_token = "bearer"
account = "123456789012"
name = "worker"
)");
    EXPECT_THAT(configuration.problems, IsEmpty());
    const protocol::AccessOptions& access = configuration.settings.front.access;
    EXPECT_TRUE(access.verify);
    ASSERT_EQ(access.keys.size(), 2U);
    EXPECT_EQ(access.keys[0].id, "AKIDONE");
    EXPECT_EQ(access.keys[0].secret, "one");
    EXPECT_EQ(access.keys[0].account, "");
    EXPECT_EQ(access.keys[1].session_token, "token");
    EXPECT_EQ(access.keys[0].bearer_token, "");
    EXPECT_EQ(access.keys[1].bearer_token, "bearer");
    EXPECT_EQ(access.keys[1].account, "123456789012");
    EXPECT_EQ(access.keys[1].user_name, "worker");
}

TEST(Credentials, MayHaveTheirSecretInAFile) {
    const TemporaryFile secret("from a file\r\nand more\n");
    const std::string table = "[[credentials]]\naccess_key = \"AKID\"\nsecret_key_file = \"{}\"\n";
    const Configuration configuration =
        load_file(fmt::format(fmt::runtime(table), secret.path().string()));
    EXPECT_THAT(configuration.problems, IsEmpty());
    ASSERT_EQ(configuration.settings.front.access.keys.size(), 1U);
    EXPECT_EQ(configuration.settings.front.access.keys[0].secret, "from a file");

    EXPECT_THAT(load_file(fmt::format(fmt::runtime(table), "/nonexistent/secret")).problems,
                ElementsAre("forebay.toml:3: credentials.secret_key_file = "
                            "\"/nonexistent/secret\": cannot be read: No such file or directory"));
}

TEST(Credentials, AreRefusedWhereTheyStand) {
    EXPECT_THAT(load_file(R"([[credentials]]
access_key = "AKID ONE"
secret_key = 5
acount = "123456789012"
account = "12"
[[credentials]]
secret_key = "a"
secret_key_file = "/nonexistent"
name = "a/b"
)")
                    .problems,
                testing::UnorderedElementsAre(
                    "forebay.toml:2: credentials.access_key = \"AKID ONE\": expected 1 to 128 "
                    "letters, digits or characters of _-.:=+@",
                    "forebay.toml:3: credentials.secret_key: expected 1 to 4096 printable "
                    "characters of ASCII",
                    "forebay.toml:4: unknown setting credentials.acount; did you mean "
                    "credentials.account?",
                    "forebay.toml:5: credentials.account = \"12\": expected 12 digits, such as "
                    "000000000000",
                    "forebay.toml:6: credentials: expected access_key",
                    "forebay.toml:6: credentials: expected either secret_key or secret_key_file",
                    "forebay.toml:8: credentials.secret_key_file = \"/nonexistent\": cannot be "
                    "read: No such file or directory",
                    "forebay.toml:9: credentials.name = \"a/b\": expected 1 to 64 letters, digits "
                    "or characters of _+=,.@-"));
    EXPECT_THAT(load_file("[credentials]\naccess_key = \"a\"\n").problems,
                ElementsAre("forebay.toml:1: credentials: expected tables, each under "
                            "[[credentials]]"));
    EXPECT_THAT(load_file("credentials = 1\n").problems,
                ElementsAre("forebay.toml:1: credentials: expected tables, each under "
                            "[[credentials]]"));
}

TEST(Credentials, HaveEachKeyOnce) {
    EXPECT_THAT(load_file(R"([[credentials]]
access_key = "A"
secret_key = "a"
[[credentials]]
access_key = "A"
secret_key = "b"
)")
                    .problems,
                ElementsAre("forebay.toml:5: credentials.access_key = \"A\": expected one that is "
                            "not there yet"));
}

TEST(Credentials, MayHaveAPolicy) {
    const std::string begin = "[[credentials]]\naccess_key = \"A\"\nsecret_key = \"a\"\n";
    const std::string policy =
        R"({"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}})";
    const auto load_policy = [&](std::string_view rest) {
        return load_file(begin + std::string(rest));
    };
    EXPECT_EQ(load_policy("").settings.front.access.keys.at(0).policy, nullptr);
    EXPECT_NE(load_policy("policy = '" + policy + "'\n").settings.front.access.keys.at(0).policy,
              nullptr);
    const TemporaryFile file(policy);
    const std::string from_file = fmt::format("policy_file = '{}'\n", file.path().string());
    EXPECT_NE(load_policy(from_file).settings.front.access.keys.at(0).policy, nullptr);

    EXPECT_THAT(load_policy("policy = '{}'\n").problems,
                ElementsAre("forebay.toml:4: credentials.policy: expected an access policy, but it "
                            "has no Statement"));
    EXPECT_THAT(load_policy("policy_file = '/nonexistent'\n").problems,
                ElementsAre("forebay.toml:4: credentials.policy_file = \"/nonexistent\": cannot be "
                            "read: No such file or directory"));
    EXPECT_THAT(load_policy("policy = '" + policy + "'\n" + from_file).problems,
                ElementsAre("forebay.toml:1: credentials: expected either policy or policy_file"));
}

TEST(Credentials, AreNeverShown) {
    for (const std::string& problem :
         load_file("[[credentials]]\naccess_key = \"A\"\nsecret_key = \"shh\\n\"\n").problems) {
        EXPECT_THAT(problem, Not(HasSubstr("shh")));
    }
}

TEST(Credentials, AreNeededWhereSignaturesAreVerified) {
    EXPECT_THAT(load_file("auth = \"verify\"\n").problems,
                ElementsAre("auth = verify: expected at least one access key, under "
                            "[[credentials]] in the file"));
    EXPECT_THAT(load_file("auth = \"on\"\n").problems,
                ElementsAre("forebay.toml:1: auth = 'on': expected off or verify"));
}

}  // namespace
}  // namespace forebay::config
