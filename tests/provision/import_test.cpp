#include "provision/import/import.hpp"

#include "declared.hpp"
#include "provision/import/document.hpp"

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace forebay::provision {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string content(const std::string& file) {
    std::ifstream stream(std::string(FOREBAY_SOURCE_DIR) + "/tests/provision/import/" + file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

Written imported(std::string_view text) {
    auto written = import_config(text, std::nullopt);
    EXPECT_TRUE(written) << written.error().detail;
    return written ? *written : Written();
}

std::string refusal(std::string_view text, std::optional<ImportFormat> format) {
    const auto written = import_config(text, format);
    return written ? written->toml : written.error().detail;
}

struct Golden {
    const char* from;
    const char* to;
    std::size_t warnings;
};

TEST(Import, MakesTheFileThatItShould) {
    for (const Golden& golden :
         {Golden{"elasticmq.conf", "elasticmq.toml", 4}, Golden{"goaws.yaml", "goaws.toml", 4},
          Golden{"fauxqs.json", "fauxqs.toml", 1}}) {
        const Written written = imported(content(golden.from));
        EXPECT_EQ(written.toml, content(golden.to)) << golden.from;
        EXPECT_EQ(written.warnings.size(), golden.warnings) << golden.from;
        EXPECT_THAT(problems_of(written.toml), IsEmpty()) << golden.from;
    }
}

TEST(Import, SaysWhatIsNotCarriedOver) {
    EXPECT_THAT(imported("queues { a { copyTo = b, colour = red, delay = soon } }").warnings,
                ElementsAre("queue a: delay is not carried over: \"soon\" is no time",
                            "queue a: copyTo = \"b\" is not carried over: a queue hands its "
                            "messages to nobody else; a topic with two queues does",
                            "queue a: colour is not carried over: Forebay has nothing like it"));
    EXPECT_THAT(
        imported(R"({"queues":[{"name":"a","attributes":{"DelaySeconds":"901"}}]})").warnings,
        ElementsAre("queue a: DelaySeconds = 901 is not carried over: it is no value that "
                    "the service takes"));
}

TEST(Import, WritesTextThatCannotEndItsLine) {
    const Written written = imported(
        "{\"queues\":[{\"name\":\"a\",\"tags\":{\"k\\n\\\"'\":\"v\\u007f\"},"
        "\"x\\n[[queues]]\":1}]}");
    EXPECT_THAT(written.toml, HasSubstr(R"(tags = { "k\n\"'" = "v\u007F" })"));
    EXPECT_THAT(written.toml, HasSubstr("# x [[queues]] is not carried over"));
    EXPECT_THAT(problems_of(written.toml), IsEmpty());
}

TEST(Import, SaysThatNothingFits) {
    EXPECT_THAT(refusal("", std::nullopt), HasSubstr("1: expected a configuration of ElasticMQ"));
    EXPECT_THAT(refusal("a = 3", std::nullopt), HasSubstr("--format"));
}

TEST(Import, SaysOfANamedFormatWhatIsWrong) {
    EXPECT_EQ(refusal("queues {\n a {\n", ImportFormat::elasticmq), "3: expected a }");
    EXPECT_THAT(refusal("{\n\"queues\": ]", ImportFormat::fauxqs), HasSubstr("2: "));
    EXPECT_THAT(refusal("Local:\n\tQueues: 1", ImportFormat::goaws), HasSubstr("2: "));
}

std::string hocon(std::string_view text) {
    const auto document = parse_hocon_document(text);
    return document ? boost::json::serialize(*document) : document.error().detail;
}

TEST(Hocon, ReadsWhatElasticMqIsConfiguredWith) {
    const std::pair<std::string_view, std::string> table[] = {
        {"", "{}"},
        {"{}", "{}"},
        {"a = 1", R"({"a":"1"})"},
        {"{ a: 1, b = 2 }", R"({"a":"1","b":"2"})"},
        {"a = 10 seconds // ten\nb = x # y", R"({"a":"10 seconds","b":"x"})"},
        {"a.b.c = 1\na.b { d = 2 }", R"({"a":{"b":{"c":"1","d":"2"}}})"},
        {"\"a.b\" { c = \"d e\" }", R"({"a.b":{"c":"d e"}})"},
        {"a = { b = 1 }\na = 2", R"({"a":"2"})"},
        {"a {\n\n b = 1\n}\n\n# end", R"({"a":{"b":"1"}})"},
        {"a = [1, 2\n3,]", R"({"a":["1","2","3"]})"},
        {"a = []", R"({"a":[]})"},
        {"a\n{\nb = 1 }", R"({"a":{"b":"1"}})"},
        {"a =\n  1", R"({"a":"1"})"},
        {"a = \"x\\n\\\"\"", R"({"a":"x\n\""})"},
        {"a = \"\"\"x\ny\"\"\"", R"({"a":"x\ny"})"},
        {"a = http//x\r\nb = 1\r\n", R"({"a":"http","b":"1"})"},
        {"include classpath(\"application.conf\")\na = 1", R"({"a":"1"})"},
    };
    for (const auto& [text, expected] : table) {
        EXPECT_EQ(hocon(text), expected) << text;
    }
}

TEST(Hocon, RefusesTheRestAndSaysWhere) {
    const std::pair<std::string_view, std::string> table[] = {
        {"a", "1: expected =, : or { after a key"},
        {"a = ", "1: expected a value"},
        {"a = {", "1: expected a }"},
        {"a = 1 }", "1: expected a comma or the end of the line"},
        {"a = \"x", "1: expected a closing \""},
        {"a = \"x\\u0041\"", R"(1: expected one of \" \\ \/ \b \f \n \r \t)"},
        {"a = \"\"\"x", "1: expected a closing \"\"\""},
        {"\na = [1, 2", "2: expected a comma or a ]"},
        {"a = 1\nb += 2", "2: expected = or :, since += is not understood"},
        {"a = 1\nb = ${a}", "2: expected no substitution: write the value itself"},
        {"\ninclude \"other.conf\"", "2: expected no include: give the files one by one"},
        {"{ a = 1 } b", "1: expected the end of the file"},
        {"= 1", "1: expected a key"},
        {"a..b = 1", "1: expected a key"},
        {"a = \"x\" y", "1: expected a comma or the end of the line"},
    };
    for (const auto& [text, expected] : table) {
        EXPECT_EQ(hocon(text), expected) << text;
    }
}

TEST(Hocon, BoundsItsDepth) {
    EXPECT_EQ(hocon("a = " + std::string(100'000, '[')), "1: expected fewer levels");
    EXPECT_THAT(hocon(std::string("a") + std::string(100'000, '{')), HasSubstr("1: expected"));
    std::string nested;
    for (int i = 0; i < 1000; ++i) {
        nested += "a{";
    }
    EXPECT_EQ(hocon(nested), "1: expected fewer levels");
}

TEST(Hocon, EndsWithEveryPrefixOfAFile) {
    const std::string text = content("elasticmq.conf");
    for (std::size_t length = 0; length < text.size(); ++length) {
        (void)hocon(text.substr(0, length));
        std::string changed = text;
        changed[length] = "{}[]\"=:,#.$\\\n\0 "[length % 15];
        (void)hocon(changed);
    }
}

TEST(Yaml, BoundsWhatAnchorsMake) {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i) {
        text += fmt::format("a{0}: &a{0} [*a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}]\n", i,
                            i - 1);
    }
    EXPECT_THAT(parse_yaml_document(text).error().detail, HasSubstr("expected a smaller document"));
}

}  // namespace
}  // namespace forebay::provision
