#include <forebay/base/address_block.hpp>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace forebay {
namespace {

Address socket_address(const char* text) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1) {
        return Address::of(reinterpret_cast<const sockaddr&>(v6)).value();
    }
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    EXPECT_EQ(inet_pton(AF_INET, text, &v4.sin_addr), 1) << text;
    return Address::of(reinterpret_cast<const sockaddr&>(v4)).value();
}

bool is_in(const char* block, const char* address) {
    return AddressBlock::parse(block).value().contains(socket_address(address));
}

TEST(AddressBlock, HasTheAddressesThatShareItsFirstBits) {
    EXPECT_TRUE(is_in("172.16.0.0/12", "172.31.255.255"));
    EXPECT_FALSE(is_in("172.16.0.0/12", "172.32.0.0"));
    EXPECT_TRUE(is_in("0.0.0.0/0", "255.0.0.1"));
    EXPECT_TRUE(is_in("10.1.2.3/32", "10.1.2.3"));
    EXPECT_FALSE(is_in("10.1.2.3/32", "10.1.2.2"));
    EXPECT_TRUE(is_in("fc00::/7", "fdff::1"));
    EXPECT_FALSE(is_in("fc00::/7", "fe80::1"));
}

TEST(AddressBlock, IsOfOneFamily) {
    EXPECT_FALSE(is_in("0.0.0.0/0", "::1"));
    EXPECT_FALSE(is_in("::/0", "127.0.0.1"));
}

TEST(AddressBlock, KnowsAnAddressThatIsMappedIntoIpv6) {
    EXPECT_TRUE(is_in("127.0.0.0/8", "::ffff:127.0.0.1"));
    EXPECT_FALSE(is_in("::/0", "::ffff:127.0.0.1"));
}

TEST(AddressBlock, IsPrintedAsItIsRead) {
    for (const char* text : {"10.0.0.0/8", "fc00::/7", "::1/128"}) {
        EXPECT_EQ(to_string(AddressBlock::parse(text).value()), text);
    }
}

TEST(Address, IsNotOfAnotherFamily) {
    sockaddr other{};
    other.sa_family = AF_UNIX;
    EXPECT_FALSE(Address::of(other).has_value());
}

}  // namespace
}  // namespace forebay
