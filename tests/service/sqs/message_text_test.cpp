#include "service/sqs/message_text.hpp"

#include <gtest/gtest.h>

namespace forebay::service::sqs {
namespace {

using Found = std::optional<std::uint32_t>;

/// The character found with `bytes` at each place of a longer ASCII text: words of eight bytes
/// hide no place.
void expect_everywhere(const std::string& bytes, Found expected) {
    for (std::size_t before = 0; before < 20; ++before) {
        for (const std::size_t after : {0U, 1U, 7U, 8U, 9U}) {
            const std::string text = std::string(before, 'a') + bytes + std::string(after, 'z');
            ASSERT_EQ(forbidden_character(text), expected) << before << " before " << after;
        }
    }
}

TEST(MessageText, MayHoldBothEdgesOfEachRange) {
    for (const char* bytes : {
             "\t", "\n", "\r", " ", "~", "\x7F",
             "\xC2\x80",          // 80
             "\xDF\xBF",          // 7FF
             "\xE0\xA0\x80",      // 800
             "\xED\x9F\xBF",      // D7FF
             "\xEE\x80\x80",      // E000
             "\xEF\xBF\xBD",      // FFFD
             "\xF0\x90\x80\x80",  // 10000
             "\xF4\x8F\xBF\xBF",  // 10FFFF
         }) {
        expect_everywhere(bytes, std::nullopt);
    }
    EXPECT_EQ(forbidden_character(""), std::nullopt);
}

TEST(MessageText, MayNotHoldAnyOtherControlCharacter) {
    for (std::uint32_t code = 0; code < 0x20; ++code) {
        if (code != 0x9 && code != 0xA && code != 0xD) {
            expect_everywhere(std::string(1, static_cast<char>(code)), code);
        }
    }
}

TEST(MessageText, MayNotHoldSurrogatesNorTheLastTwoOfThePlane) {
    expect_everywhere("\xED\xA0\x80", 0xD800);
    expect_everywhere("\xED\xBF\xBF", 0xDFFF);
    expect_everywhere("\xEF\xBF\xBE", 0xFFFE);
    expect_everywhere("\xEF\xBF\xBF", 0xFFFF);
}

TEST(MessageText, MayNotHoldWhatIsNoUtf8) {
    struct Row {
        const char* bytes;
        std::uint32_t first;
    };
    for (const Row& row : {
             Row{"\x80", 0x80},              // a byte that goes on with nothing
             Row{"\xBF", 0xBF},              //
             Row{"\xC0\x80", 0xC0},          // overlong
             Row{"\xC1\xBF", 0xC1},          //
             Row{"\xE0\x9F\xBF", 0xE0},      //
             Row{"\xF0\x8F\xBF\xBF", 0xF0},  //
             Row{"\xF4\x90\x80\x80", 0xF4},  // beyond 10FFFF
             Row{"\xF5\x80\x80\x80", 0xF5},  //
             Row{"\xFF", 0xFF},              //
             Row{"\xC2", 0xC2},              // cut off
             Row{"\xE2\x82", 0xE2},          //
             Row{"\xF0\x9F\x98", 0xF0},      //
         }) {
        expect_everywhere(row.bytes, row.first);
    }
}

TEST(MessageText, IsReportedByItsFirstOffence) {
    EXPECT_EQ(forbidden_character("ok \xF0\x9F\x98\x80\xEF\xBF\xBF\x01"), Found(0xFFFF));
    EXPECT_EQ(forbidden_character("\n\n\n\n\n\n\n\n\x0B\x01"), Found(0xB));
}

TEST(MessageText, IsReportedInTheWordsOfTheService) {
    EXPECT_EQ(forbidden_character_text(0xFFFF, "message body"),
              "Invalid binary character '#xFFFF' was found in the message body, the set of allowed "
              "characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | "
              "[#x10000-#x10FFFF].");
}

TEST(CharacterCount, CountsCharactersAndNotBytes) {
    EXPECT_EQ(character_count(""), 0U);
    EXPECT_EQ(character_count("a\xC3\xA4\xF0\x9F\x98\x80"), 3U);
}

}  // namespace
}  // namespace forebay::service::sqs
