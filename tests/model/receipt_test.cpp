#include <forebay/model/receipt.hpp>

#include <gtest/gtest.h>

namespace forebay {
namespace {

using namespace std::chrono_literals;

const ReceiptCodec codec(ReceiptCodec::Secret{1, 2, 3});

const Receipt receipt{.queue = QueueId(7),
                      .sequence = Sequence(0x0123456789ABCDEF),
                      .receive_count = 42,
                      .received_at = TimePoint(1'700'000'000'123ms)};

TEST(ReceiptCodec, GivesBackWhatItEncoded) {
    EXPECT_EQ(codec.encode(receipt).size(), 60U);
    EXPECT_EQ(codec.decode(codec.encode(receipt)), receipt);
    EXPECT_EQ(codec.decode(codec.encode({})), Receipt());
    const Receipt largest{.queue = QueueId(UINT64_MAX),
                          .sequence = Sequence(UINT64_MAX),
                          .receive_count = UINT32_MAX,
                          .received_at = TimePoint::max()};
    EXPECT_EQ(codec.decode(codec.encode(largest)), largest);
}

TEST(ReceiptCodec, GivesEachReceiveAHandleOfItsOwn) {
    Receipt other = receipt;
    other.receive_count += 1;
    EXPECT_NE(codec.encode(other), codec.encode(receipt));
    other = receipt;
    other.queue = QueueId(8);
    EXPECT_NE(codec.encode(other), codec.encode(receipt));
}

TEST(ReceiptCodec, RefusesAHandleOfWhichAnyBitWasChanged) {
    const std::string handle = codec.encode(receipt);
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\n ";
    for (std::size_t i = 0; i < handle.size(); ++i) {
        for (const char c : alphabet) {
            std::string forged = handle;
            forged[i] = c;
            ASSERT_EQ(codec.decode(forged).has_value(), c == handle[i]) << i << c;
        }
    }
}

TEST(ReceiptCodec, RefusesHandlesOfOtherLengths) {
    const std::string handle = codec.encode(receipt);
    for (const std::string& other : {std::string(), handle.substr(4), handle.substr(0, 56),
                                     handle + "AAAA", std::string(1024, 'A')}) {
        EXPECT_EQ(codec.decode(other), std::nullopt);
    }
}

TEST(ReceiptCodec, RefusesHandlesOfAnotherSecret) {
    const ReceiptCodec other(ReceiptCodec::Secret{1, 2, 4});
    EXPECT_EQ(other.decode(codec.encode(receipt)), std::nullopt);
}

}  // namespace
}  // namespace forebay
