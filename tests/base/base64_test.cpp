#include <forebay/base/base64.hpp>

#include <gtest/gtest.h>

namespace forebay {
namespace {

TEST(Base64, SpellsTheExamplesOfItsStandard) {
    struct Row {
        const char* bytes;
        const char* text;
    };
    for (const Row& row : {Row{"", ""}, Row{"f", "Zg=="}, Row{"fo", "Zm8="}, Row{"foo", "Zm9v"},
                           Row{"foob", "Zm9vYg=="}, Row{"fooba", "Zm9vYmE="},
                           Row{"foobar", "Zm9vYmFy"}, Row{"\xFB\xEF\xFF", "++//"}}) {
        EXPECT_EQ(base64(row.bytes), row.text);
        EXPECT_EQ(parse_base64(row.text), row.bytes);
    }
}

TEST(Base64, ComesBackAsItWas) {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(parse_base64(base64(bytes)), bytes);
        bytes.push_back(static_cast<char>(i * 7));
    }
}

TEST(Base64, IsNothingElse) {
    for (const char* text : {"Z", "Zg", "Zg=", "Zm9", "=", "====", "Zg===", "Z===", "Z=g=", "=Zg=",
                             "Zm9v\n", "Zm 9", "Zm9-", "Zm9_", "Zh==", "Zm9="}) {
        EXPECT_EQ(parse_base64(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace forebay
