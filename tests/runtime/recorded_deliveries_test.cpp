#include <forebay/runtime/recorded_deliveries.hpp>

#include <gtest/gtest.h>

namespace forebay::runtime {
namespace {

RecordedDelivery sms(std::string body) {
    RecordedDelivery delivery;
    delivery.endpoint = "+15551234567";
    delivery.body = std::move(body);
    return delivery;
}

TEST(RecordedDeliveries, ListsTheOldestFirst) {
    RecordedDeliveries recorded;
    recorded.add(sms("1"));
    recorded.add(sms("2"));

    EXPECT_EQ(recorded.list(), (std::vector{sms("1"), sms("2")}));
    recorded.remove([](const RecordedDelivery& delivery) { return delivery.body == "1"; });
    EXPECT_EQ(recorded.list(), std::vector{sms("2")});
}

TEST(RecordedDeliveries, ForgetsTheOldestBeyondACount) {
    RecordedDeliveries recorded;
    for (std::size_t i = 0; i <= RecordedDeliveries::count_max; ++i) {
        recorded.add(sms(std::to_string(i)));
    }

    EXPECT_EQ(recorded.list().size(), RecordedDeliveries::count_max);
    EXPECT_EQ(recorded.list().front().body, "1");
}

TEST(RecordedDeliveries, ForgetsTheOldestBeyondASize) {
    RecordedDeliveries recorded;
    const std::string third(RecordedDeliveries::bytes_max / 3 + 1, 'x');
    for (int i = 0; i < 5; ++i) {
        recorded.add(sms(third));
    }

    EXPECT_EQ(recorded.list().size(), 2U);
}

}  // namespace
}  // namespace forebay::runtime
