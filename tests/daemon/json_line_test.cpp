#include "daemon/json_line.hpp"

#include <gtest/gtest.h>

namespace forebay::daemon {
namespace {

using namespace std::chrono_literals;

const TimePoint at = TimePoint(std::chrono::sys_days(std::chrono::year(2024) / 2 / 29)) + 3661042ms;

std::string rest(std::string_view text) {
    const std::string line = json_line(at, "info", text);
    const std::string_view head = R"({"time":"2024-02-29T01:01:01.042Z","level":"info","message":)";
    EXPECT_TRUE(line.starts_with(head)) << line;
    EXPECT_TRUE(line.ends_with("}\n")) << line;
    return line.substr(head.size(), line.size() - head.size() - 2);
}

TEST(JsonLine, HasTheSentenceAndThePairsAsMembers) {
    EXPECT_EQ(rest("Ready. address=127.0.0.1:4566 ms=4.2"),
              R"("Ready.","address":"127.0.0.1:4566","ms":"4.2")");
}

TEST(JsonLine, ReadsQuotedValues) {
    EXPECT_EQ(rest(R"(Ready. data="/my \"own\" data" threads=2)"),
              R"("Ready.","data":"/my \"own\" data","threads":"2")");
    EXPECT_EQ(rest(R"(Ready. data="")"), R"("Ready.","data":"")");
}

TEST(JsonLine, LeavesTextThatIsNotPairsInTheMessage) {
    EXPECT_EQ(rest(""), R"("")");
    EXPECT_EQ(rest("Nothing to say."), R"("Nothing to say.")");
    EXPECT_EQ(rest("a=b stands alone"), R"("a=b stands alone")");
    EXPECT_EQ(rest("It failed. x=1 then y=2"), R"("It failed. x=1 then","y":"2")");
    EXPECT_EQ(rest(R"(Cut off. data="/no end)"), R"("Cut off.","data":"/no end")");
}

TEST(JsonLine, EscapesWhatJsonWants) {
    EXPECT_EQ(rest("a \"quote\" and a\ttab"), R"("a \"quote\" and a\ttab")");
}

TEST(JsonLine, LetsNoPairReplaceItsOwnMembers) {
    EXPECT_EQ(rest("Ready. level=high message=none"), R"("Ready.")");
}

TEST(LogValue, IsQuotedWhenItMustBe) {
    EXPECT_EQ(log_value("plain"), "plain");
    EXPECT_EQ(log_value(""), R"("")");
    EXPECT_EQ(log_value("two words"), R"("two words")");
    EXPECT_EQ(log_value("a=b"), R"("a=b")");
    EXPECT_EQ(log_value(R"(say "x")"), R"("say \"x\"")");
    EXPECT_EQ(log_value("two\nlines"), R"("two lines")");
}

}  // namespace
}  // namespace forebay::daemon
