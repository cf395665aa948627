#include <forebay/model/fingerprint.hpp>

#include <gtest/gtest.h>

namespace forebay {
namespace {

TEST(Fingerprint, IsTheSameForEverBecauseItIsStored) {
    EXPECT_EQ(fingerprint("group-1"),
              (Fingerprint{.first = 0xbf538de185d46141, .second = 0xd67c8d831960b527}));
    EXPECT_EQ(fingerprint(""),
              (Fingerprint{.first = 0xe44af769d727417b, .second = 0xcf22ae575cc9967b}));
    EXPECT_EQ(group_key("group-1"), GroupKey{0xbf538de185d46141});
}

TEST(Fingerprint, TellsTextsApart) {
    EXPECT_NE(fingerprint("a"), fingerprint("b"));
    EXPECT_NE(fingerprint("a"), fingerprint("aa"));
    EXPECT_FALSE(fingerprint("").is_none());
    EXPECT_TRUE(Fingerprint{}.is_none());
}

}  // namespace
}  // namespace forebay
