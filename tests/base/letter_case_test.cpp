#include <forebay/base/letter_case.hpp>

#include <gtest/gtest.h>

#include <string>

namespace forebay {
namespace {

TEST(LetterCase, KnowsTheLettersOfAsciiAlone) {
    for (int i = 0; i < 256; ++i) {
        const char c = static_cast<char>(i);
        const bool is_upper = c >= 'A' && c <= 'Z';
        EXPECT_EQ(lower(c), is_upper ? static_cast<char>(i + 32) : c) << i;
    }
    EXPECT_EQ(lower(std::string_view("X-Amz-Target: É")), "x-amz-target: É");
}

// Each pair of characters, at each place of texts shorter and longer than eight.
TEST(LetterCase, SameInAnyCaseIsWhatEachCharacterSays) {
    for (const std::size_t size : {1U, 3U, 7U, 8U, 9U, 15U, 16U, 17U}) {
        for (std::size_t at = 0; at < size; ++at) {
            for (int i = 0; i < 256; ++i) {
                for (const int j : {i, i ^ 32, i + 1, i ^ 128, 0}) {
                    std::string a(size, 'q');
                    std::string b(size, 'Q');
                    a[at] = static_cast<char>(i);
                    b[at] = static_cast<char>(j);
                    ASSERT_EQ(same_in_any_case(a, b), lower(a[at]) == lower(b[at]))
                        << size << ' ' << at << ' ' << i << ' ' << j;
                }
            }
        }
    }
}

TEST(LetterCase, TextsOfOtherLengthsDiffer) {
    EXPECT_TRUE(same_in_any_case("", ""));
    EXPECT_FALSE(same_in_any_case("host", "hosts"));
    EXPECT_FALSE(same_in_any_case("content-type", "content-typ"));
}

}  // namespace
}  // namespace forebay
