#include "config/values.hpp"

#include <gtest/gtest.h>

namespace forebay::config {
namespace {

using namespace std::chrono_literals;

TEST(Size, IsReadWithAndWithoutUnit) {
    EXPECT_EQ(parse_size("0"), 0U);
    EXPECT_EQ(parse_size("1025"), 1025U);
    EXPECT_EQ(parse_size("64KiB"), 65'536U);
    EXPECT_EQ(parse_size("2MiB"), 2'097'152U);
    EXPECT_EQ(parse_size("1GiB"), 1'073'741'824U);
    EXPECT_EQ(parse_size("1TiB"), 1'099'511'627'776U);
}

TEST(Size, IsNotReadWhenItIsNone) {
    for (const char* text : {"", "MiB", "-1", "1.5MiB", "1 MiB", "1MB", "1mib", "MiB1", "0x10"}) {
        EXPECT_EQ(parse_size(text), std::nullopt) << text;
    }
}

TEST(Size, IsNotReadWhenItIsTooLarge) {
    EXPECT_EQ(parse_size("8388607TiB"), std::uint64_t{8'388'607} << 40U);
    EXPECT_EQ(parse_size("8388608TiB"), std::nullopt);
    EXPECT_EQ(parse_size("99999999999999999999"), std::nullopt);
}

TEST(Size, IsWrittenInTheLargestUnitThatIsExact) {
    EXPECT_EQ(format_size(0), "0");
    EXPECT_EQ(format_size(1025), "1025");
    EXPECT_EQ(format_size(1536), "1536");
    EXPECT_EQ(format_size(65'536), "64KiB");
    EXPECT_EQ(format_size(std::uint64_t{3} << 40U), "3TiB");
}

TEST(ADuration, IsReadWithItsUnit) {
    EXPECT_EQ(parse_duration("500ms"), 500ms);
    EXPECT_EQ(parse_duration("0s"), 0ms);
    EXPECT_EQ(parse_duration("10s"), 10s);
    EXPECT_EQ(parse_duration("5m"), 5min);
    EXPECT_EQ(parse_duration("12h"), 12h);
    EXPECT_EQ(parse_duration("4d"), 96h);
}

TEST(ADuration, IsNotReadWhenItIsNone) {
    for (const char* text : {"", "s", "10", "1.5s", "-1s", "10 s", "1h30m", "10S"}) {
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
    }
}

TEST(ADuration, IsWrittenInTheLargestUnitThatIsExact) {
    EXPECT_EQ(format_duration(0ms), "0s");
    EXPECT_EQ(format_duration(1500ms), "1500ms");
    EXPECT_EQ(format_duration(90s), "90s");
    EXPECT_EQ(format_duration(120s), "2m");
    EXPECT_EQ(format_duration(48h), "2d");
}

TEST(AnAddress, IsReadInEachForm) {
    EXPECT_EQ(parse_address("127.0.0.1:4566"), (Address{"127.0.0.1", 4566}));
    EXPECT_EQ(parse_address("0.0.0.0:0"), (Address{"0.0.0.0", 0}));
    EXPECT_EQ(parse_address("[::1]:65535"), (Address{"::1", 65535}));
    EXPECT_EQ(parse_address("[::]:4566"), (Address{"::", 4566}));
    EXPECT_EQ(parse_address(":4566"), (Address{"0.0.0.0", 4566}));
    EXPECT_EQ(parse_address("localhost:4566"), (Address{"127.0.0.1", 4566}));
}

TEST(AnAddress, MaySpeakTls) {
    EXPECT_EQ(parse_address("https://:4567"), (Address{"0.0.0.0", 4567, true}));
    EXPECT_EQ(parse_address("http://[::1]:4567"), (Address{"::1", 4567, false}));
    EXPECT_EQ(format_address({"::1", 4567, true}), "https://[::1]:4567");
    EXPECT_EQ(format_host_and_port({"::1", 4567, true}), "[::1]:4567");
    for (const char* text : {"https://", "https:4567", "https://broker.example", "ftp://:1",
                             "https://:4567/", "HTTPS://:4567"}) {
        EXPECT_EQ(parse_address(text), std::nullopt) << text;
    }
}

TEST(Addresses, AreReadAndWritten) {
    for (const char* text : {"", "127.0.0.1:9324", "127.0.0.1:9324, https://[::1]:4567"}) {
        EXPECT_EQ(format_addresses(*parse_addresses(text)), text);
    }
    EXPECT_EQ(format_addresses(*parse_addresses(" :1,:2 ")), "0.0.0.0:1, 0.0.0.0:2");
    for (const char* text : {"127.0.0.1", ":1,x", ":1;:2", ",:1"}) {
        EXPECT_EQ(parse_addresses(text), std::nullopt) << text;
    }
}

TEST(AnAddress, IsNotReadWhenItIsNone) {
    for (const char* text : {"", ":", "4566", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                             "127.0.0.1:-1", "127.0.0.1:http", "::1:4566", "[::1]", "[]:4566",
                             "broker.example:4566", "256.0.0.1:1", "127.0.0.1 :4566"}) {
        EXPECT_EQ(parse_address(text), std::nullopt) << text;
    }
}

TEST(AnAddress, IsWrittenAsItIsRead) {
    EXPECT_EQ(format_address({"127.0.0.1", 4566}), "127.0.0.1:4566");
    EXPECT_EQ(format_address({"::1", 4566}), "[::1]:4566");
}

TEST(Networks, AreReadAndWritten) {
    for (const char* text : {"", "10.0.0.0/8", "10.0.0.0/8, fc00::/7, ::1/128"}) {
        const auto networks = parse_networks(text);
        ASSERT_TRUE(networks.has_value()) << text;
        EXPECT_EQ(format_networks(*networks), text);
    }
    EXPECT_EQ(format_networks(parse_networks(" 10.0.0.0/8,fc00::/7 ").value()),
              "10.0.0.0/8, fc00::/7");
    for (const char* text :
         {"10.0.0.0", "10.0.0.0/33", "private", "10.0.0.0/8 fc00::/7", ",", " "}) {
        EXPECT_FALSE(parse_networks(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace forebay::config
