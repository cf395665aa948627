#include <forebay/base/uuid.hpp>

#include <gtest/gtest.h>

#include <set>

namespace forebay {
namespace {

TEST(Uuid, IsOfVersionFour) {
    for (int i = 0; i < 1000; ++i) {
        const std::string text = to_string(random_uuid());
        ASSERT_EQ(text.size(), 36U);
        EXPECT_EQ(text[14], '4');
        EXPECT_NE(std::string_view("89ab").find(text[19]), std::string_view::npos);
    }
}

TEST(Uuid, IsNeverTheSame) {
    std::set<Uuid> seen;
    for (int i = 0; i < 10'000; ++i) {
        EXPECT_TRUE(seen.insert(random_uuid()).second);
    }
}

TEST(Uuid, ComesBackFromItsText) {
    const Uuid uuid = random_uuid();
    EXPECT_EQ(parse_uuid(to_string(uuid)), uuid);
    EXPECT_EQ(to_string(parse_uuid("01234567-89ab-4cde-8f01-23456789abcd").value()),
              "01234567-89ab-4cde-8f01-23456789abcd");
}

TEST(Uuid, IsNoOtherText) {
    for (const char* text :
         {"", "01234567-89ab-4cde-8f01-23456789abc", "01234567-89ab-4cde-8f01-23456789abcde",
          "01234567089ab-4cde-8f01-23456789abcd", "01234567-89AB-4cde-8f01-23456789abcd",
          "01234567-89ag-4cde-8f01-23456789abcd", "0123456789ab-4cde-8f01-23456789abcd-"}) {
        EXPECT_EQ(parse_uuid(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace forebay
