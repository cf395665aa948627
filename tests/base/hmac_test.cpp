#include <forebay/base/digest.hpp>
#include <forebay/base/hmac.hpp>

#include <gtest/gtest.h>

#include <string>

namespace forebay {
namespace {

std::string hex_of(const Sha256& digest) {
    return hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

// RFC 4231, cases 1, 2 and 6.
TEST(Hmac, IsAsItsStandardSays) {
    EXPECT_EQ(hex_of(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hex_of(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hex_of(hmac_sha256(std::string(131, '\xaa'),
                                 "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, TakesADigestForAKey) {
    const Sha256 key = hmac_sha256("a", "b");
    const std::string_view bytes(reinterpret_cast<const char*>(key.data()), key.size());
    EXPECT_EQ(hmac_sha256(key, "text"), hmac_sha256(bytes, "text"));
}

TEST(Secrets, AreComparedWhole) {
    EXPECT_TRUE(is_same_secret("", ""));
    EXPECT_TRUE(is_same_secret("secret", "secret"));
    EXPECT_FALSE(is_same_secret("secret", "secreT"));
    EXPECT_FALSE(is_same_secret("Secret", "secret"));
    EXPECT_FALSE(is_same_secret("secret", "secre"));
}

}  // namespace
}  // namespace forebay
