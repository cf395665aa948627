#include "base/md5_lanes.hpp"
#include <forebay/base/digest.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace forebay {
namespace {

TEST(Md5, IsWhatTheServiceAnswers) {
    EXPECT_EQ(hex(md5("")), "d41d8cd98f00b204e9800998ecf8427e");
    EXPECT_EQ(hex(md5("message")), "78e731027d8fd50ed642340b7c9a63b3");
    EXPECT_EQ(hex(md5(std::string(1'000'000, 'a'))), "7707d6ae4e027c70eea2a935c2296f21");
}

TEST(Md5OfEach, IsThatOfEachByItself) {
    std::vector<std::string> texts;
    for (std::size_t size = 0; size < 300; ++size) {
        texts.emplace_back(size * size % 307, static_cast<char>('a' + size % 26));
    }
    texts[5].assign(100'000, 'z');  // long ones beside short ones
    texts[40].assign(1'000'000, 'z');
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    for (const std::size_t count : {0U, 1U, 2U, 3U, 10U, 16U, 17U, 33U, 300U}) {
        const auto digests = md5_of_each(std::span(views).first(count));
        ASSERT_EQ(digests.size(), count);
        for (std::size_t i = 0; i < count; ++i) {
            EXPECT_EQ(hex(digests[i]), hex(md5(views[i]))) << count << ", " << views[i].size();
        }
    }
}

TEST(Md5OfEach, PadsTextsOfEachLengthWhateverTheProcessorHas) {
    const std::string text(200, 'x');
    std::vector<std::string_view> views;
    for (std::size_t size = 0; size <= text.size(); ++size) {
        views.push_back(std::string_view(text).substr(0, size));
    }
    for (md5_lanes::DigestBlock* const way : md5_lanes::ways()) {
        const auto digests = md5_lanes::each(views, way);
        for (std::size_t i = 0; i < views.size(); ++i) {
            EXPECT_EQ(digests[i], md5(views[i])) << i;
        }
    }
}

TEST(Sha256, IsWhatTheServiceDeduplicatesBy) {
    EXPECT_EQ(sha256_hex("Test"),
              "532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25");
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Crc32, IsThatOfZlib) {
    EXPECT_EQ(crc32(""), 0U);
    EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
}

TEST(Crc32c, IsThatOfIscsiInOnePartOrMore) {
    EXPECT_EQ(crc32c(0, ""), 0U);
    EXPECT_EQ(crc32c(0, "123456789"), 0xE3069283U);
    EXPECT_EQ(crc32c(crc32c(0, "1234"), "56789"), 0xE3069283U);
}

TEST(Hex, SpellsEachByteInTwoDigits) {
    EXPECT_EQ(hex(std::string_view()), "");
    EXPECT_EQ(hex(std::string_view("\x00\x0F\xA0\xFF", 4)), "000fa0ff");
}

}  // namespace
}  // namespace forebay
