#include <forebay/model/queue.hpp>

#include <gtest/gtest.h>

namespace forebay {
namespace {

using namespace std::chrono_literals;

TEST(QueueArn, NamesRegionAccountAndQueue) {
    EXPECT_EQ(arn({.account = "111122223333", .region = "eu-central-1", .name = "orders.fifo"}),
              "arn:aws:sqs:eu-central-1:111122223333:orders.fifo");
}

TEST(QueueArn, ComesBackAsAKey) {
    const QueueKey key{.account = "111122223333", .region = "eu-central-1", .name = "orders.fifo"};
    EXPECT_EQ(parse_arn(arn(key)), key);
    EXPECT_EQ(parse_arn("arn:aws-cn:sqs:eu-central-1:111122223333:orders.fifo"), key);
    for (const char* text :
         {"", "dummy", "arn:aws:sns:eu-central-1:111122223333:a", "arn:aws:sqs::111122223333:a",
          "arn:aws:sqs:eu-central-1:1:a", "arn:aws:sqs:eu-central-1:11112222333x:a",
          "arn:aws:sqs:eu-central-1:111122223333:", "arn:aws:sqs:eu-central-1:111122223333",
          "arn:aws:sqs:eu-central-1:111122223333:a:b", "arn::sqs:eu-central-1:111122223333:a"}) {
        EXPECT_EQ(parse_arn(text), std::nullopt) << text;
    }
}

TEST(QueueSettings, BeginAsTheServiceDocuments) {
    const QueueSettings settings;

    EXPECT_EQ(settings.delay, 0s);
    EXPECT_EQ(settings.message_bytes_max, 1'048'576U);
    EXPECT_EQ(settings.retention, 345'600s);
    EXPECT_EQ(settings.receive_wait, 0s);
    EXPECT_EQ(settings.visibility_timeout, 30s);
    EXPECT_TRUE(settings.managed_encryption);
    EXPECT_EQ(settings.kms_reuse_s, 300U);
    EXPECT_FALSE(settings.fifo);
}

TEST(Sequence, IsARangeOfTimeToo) {
    const TimePoint sent(1'700'000'000'123ms);
    const Sequence first = first_sequence_at(sent);

    EXPECT_EQ(time_of(first), sent);
    EXPECT_EQ(time_of(next(first)), sent);
    EXPECT_LT(next(first), first_sequence_at(sent + 1ms));
    EXPECT_EQ(time_of(Sequence(static_cast<std::uint64_t>(first_sequence_at(sent + 1ms)) - 1)),
              sent);
}

}  // namespace
}  // namespace forebay
