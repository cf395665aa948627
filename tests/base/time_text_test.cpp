#include <forebay/base/time_text.hpp>

#include <gtest/gtest.h>

namespace forebay {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint second{1'735'787'045'000ms};

TEST(ATimestamp, IsReadWithAndWithoutMilliseconds) {
    EXPECT_EQ(parse_timestamp("2025-01-02T03:04:05Z"), second);
    EXPECT_EQ(parse_timestamp("2025-01-02T03:04:05.678Z"), second + 678ms);
}

TEST(ATimestamp, IsNotReadWhenItIsNone) {
    for (const char* text :
         {"", "2025-01-02", "2025-01-02T03:04:05", "2025-01-02 03:04:05Z", "2025-02-30T03:04:05Z",
          "2025-01-02T24:00:00Z", "2025-01-02T03:60:05Z", "2025-01-02T03:04:60Z"}) {
        EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
    }
}

TEST(ATimestamp, IsWrittenWithMilliseconds) {
    EXPECT_EQ(timestamp(second + 7ms), "2025-01-02T03:04:05.007Z");
}

}  // namespace
}  // namespace forebay
