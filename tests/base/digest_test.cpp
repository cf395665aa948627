#include <forebay/base/digest.hpp>

#include <gtest/gtest.h>

namespace forebay {
namespace {

TEST(Md5, IsWhatTheServiceAnswers) {
    EXPECT_EQ(hex(md5("")), "d41d8cd98f00b204e9800998ecf8427e");
    EXPECT_EQ(hex(md5("message")), "78e731027d8fd50ed642340b7c9a63b3");
    EXPECT_EQ(hex(md5(std::string(1'000'000, 'a'))), "7707d6ae4e027c70eea2a935c2296f21");
}

TEST(Sha256, IsWhatTheServiceDeduplicatesBy) {
    EXPECT_EQ(sha256_hex("Test"),
              "532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25");
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hex, SpellsEachByteInTwoDigits) {
    EXPECT_EQ(hex(std::string_view()), "");
    EXPECT_EQ(hex(std::string_view("\x00\x0F\xA0\xFF", 4)), "000fa0ff");
}

}  // namespace
}  // namespace forebay
