#include "load/compare/resp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace forebay::load::compare {
namespace {

constexpr std::string_view entries =
    "*1\r\n*2\r\n$1\r\ns\r\n*2\r\n"
    "*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\nb\r\n$4\r\na\r\nb\r\n"
    "*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\nb\r\n$0\r\n\r\n";

TEST(Resp, ReadsWhatAStreamAnswers) {
    std::size_t at = 0;
    const auto reply = read_resp(entries, at);

    ASSERT_TRUE(reply);
    EXPECT_EQ(at, entries.size());
    const auto& messages = reply->items.at(0).items.at(1).items;
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[0].items.at(0).text, "1-0");
    EXPECT_EQ(messages[0].items.at(1).items.at(1).text, "a\r\nb");
    EXPECT_EQ(messages[1].items.at(1).items.at(1).text, "");
}

TEST(Resp, WaitsForTheEndWhereverTheBeginningWasCut) {
    for (std::size_t bytes = 0; bytes < entries.size(); ++bytes) {
        std::size_t at = 0;
        EXPECT_FALSE(read_resp(entries.substr(0, bytes), at)) << bytes;
        EXPECT_EQ(at, 0u);
    }
}

TEST(Resp, ReadsOneReplyAfterTheOther) {
    constexpr std::string_view replies = ":7\r\n-ERR no\r\n*-1\r\n$-1\r\n+OK\r\n";
    std::size_t at = 0;
    std::vector<RespValue::Kind> kinds;
    while (const auto reply = read_resp(replies, at)) {
        kinds.push_back(reply->kind);
    }
    using enum RespValue::Kind;
    EXPECT_THAT(kinds, testing::ElementsAre(integer, error, nil, nil, text));
    EXPECT_EQ(at, replies.size());
}

TEST(Resp, RefusesWhatIsNoReply) {
    for (const std::string_view wrong : {"HTTP/1.1 200 OK\r\n", "\r\n", "$x\r\n", "*1x\r\n"}) {
        std::size_t at = 0;
        EXPECT_THROW(read_resp(wrong, at), std::runtime_error) << wrong;
    }
}

TEST(Resp, WritesCommands) {
    std::string out;
    append_command(out, {"XADD", "s", "*", "b", ""});
    EXPECT_EQ(out, "*5\r\n$4\r\nXADD\r\n$1\r\ns\r\n$1\r\n*\r\n$1\r\nb\r\n$0\r\n\r\n");
}

}  // namespace
}  // namespace forebay::load::compare
