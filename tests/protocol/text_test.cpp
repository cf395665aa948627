#include "protocol/text/scan.hpp"
#include "protocol/text/utf8.hpp"

#include <gtest/gtest.h>

namespace forebay::protocol {
namespace {

TEST(Scan, FindsTheFirstSpecialCharacterWhereverItIs) {
    for (std::size_t size = 0; size < 40; ++size) {
        EXPECT_EQ(find_special<JsonSpecial>(std::string(size, 'x'), 0), size);
        for (std::size_t at = 0; at < size; ++at) {
            for (const char c : {'"', '\\', '\0', '\x1f', '\n'}) {
                std::string text(size, '\xc3');
                text[at] = c;
                EXPECT_EQ(find_special<JsonSpecial>(text, at / 2), at);
            }
        }
    }
}

TEST(Scan, AgreesWithItselfOnEveryByte) {
    for (unsigned c = 0; c < 256; ++c) {
        const std::uint64_t word = each_byte * c;
        const auto byte = static_cast<unsigned char>(c);
        EXPECT_EQ(JsonSpecial::in(word), JsonSpecial::is(byte)) << c;
        EXPECT_EQ(XmlSpecial::in(word), XmlSpecial::is(byte)) << c;
        EXPECT_EQ(NotAscii::in(word), NotAscii::is(byte)) << c;
    }
}

TEST(Utf8, IsWhatUnicodeAllows) {
    for (const std::string_view text :
         {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
          "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
          "long enough text \xc3\xa4 and more"}) {
        EXPECT_TRUE(is_utf8(text)) << text;
    }
    for (const std::string_view text :
         {"\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe2\x82",
          "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff",
          "long enough text \xc3\xa4 and \xe2\x82"}) {
        EXPECT_FALSE(is_utf8(text)) << text;
    }
}

TEST(Utf8, IsClippedBetweenCharacters) {
    EXPECT_EQ(clipped("abc", 3), "abc");
    EXPECT_EQ(clipped("abcd", 3), "abc");
    EXPECT_EQ(clipped("ab\xe2\x82\xac", 4), "ab");
    EXPECT_EQ(clipped("ab\xe2\x82\xac", 5), "ab\xe2\x82\xac");
}

}  // namespace
}  // namespace forebay::protocol
