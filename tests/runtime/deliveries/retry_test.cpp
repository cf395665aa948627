#include "runtime/deliveries/retry.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<int> delays_s(const RetryPolicy& policy) {
    std::vector<int> delays;
    for (std::uint32_t attempt = 1; const auto delay = next_delay(policy, attempt); ++attempt) {
        delays.push_back(
            static_cast<int>(std::chrono::round<std::chrono::seconds>(*delay).count()));
    }
    return delays;
}

RetryPolicy rising(BackoffFunction backoff) {
    return {.min_delay = 10s, .max_delay = 100s, .retries = 4, .backoff = backoff};
}

TEST(NextDelay, IsTwentySecondsThreeTimesUnlessAskedOtherwise) {
    EXPECT_THAT(delays_s({}), ElementsAre(20, 20, 20));
}

TEST(NextDelay, GoesThroughTheFourPhases) {
    EXPECT_THAT(delays_s({.min_delay = 1s,
                          .max_delay = 60s,
                          .retries = 11,
                          .no_delay_retries = 2,
                          .min_delay_retries = 3,
                          .max_delay_retries = 4}),
                ElementsAre(0, 0, 1, 1, 1, 1, 60, 60, 60, 60, 60));
}

TEST(NextDelay, RisesByEachFunctionFromTheLeastToTheGreatest) {
    EXPECT_THAT(delays_s(rising(BackoffFunction::linear)), ElementsAre(10, 40, 70, 100));
    EXPECT_THAT(delays_s(rising(BackoffFunction::arithmetic)), ElementsAre(10, 20, 50, 100));
    EXPECT_THAT(delays_s(rising(BackoffFunction::geometric)), ElementsAre(10, 22, 46, 100));
    EXPECT_THAT(delays_s(rising(BackoffFunction::exponential)), ElementsAre(10, 13, 27, 100));
}

TEST(NextDelay, IsTheGreatestWhereOneStepRises) {
    EXPECT_THAT(delays_s({.min_delay = 1s, .max_delay = 9s, .retries = 1}), ElementsAre(9));
}

TEST(NextDelay, EndsAtOnceWithoutRetries) {
    EXPECT_THAT(delays_s({.retries = 0}), IsEmpty());
}

TEST(NextMailDelay, TriesForADay) {
    std::vector<Duration> at = {0min};
    for (std::uint32_t attempt = 1; const auto delay = next_mail_delay(attempt); ++attempt) {
        at.push_back(at.back() + *delay);
    }

    ASSERT_GE(at.size(), 7U);
    EXPECT_THAT(std::vector(at.begin(), at.begin() + 7),
                ElementsAre(0min, 1min, 5min, 15min, 60min, 2h, 3h));
    EXPECT_EQ(at.back(), 24h);
}

TEST(EffectivePolicy, IsTheSubscriptionsWhereItSaysSomething) {
    Topic topic;
    topic.delivery_policy.retry = RetryPolicy{.retries = 7};
    topic.delivery_policy.receives_per_second_max = 5;
    Subscription subscription;
    EXPECT_EQ(effective_retry_policy(topic, subscription).retries, 7U);
    EXPECT_EQ(effective_receives_per_second_max(topic, subscription), 5U);
    EXPECT_EQ(effective_content_type(topic, subscription), "text/plain; charset=UTF-8");

    subscription.delivery_policy.retry = RetryPolicy{.retries = 1};
    subscription.delivery_policy.content_type = "application/json";
    EXPECT_EQ(effective_retry_policy(topic, subscription).retries, 1U);
    EXPECT_EQ(effective_receives_per_second_max(topic, subscription), 5U);
    EXPECT_EQ(effective_content_type(topic, subscription), "application/json");
}

TEST(EffectivePolicy, IsTheTopicsWhereItLetsNobodyOverride) {
    Topic topic;
    topic.delivery_policy.overrides_are_disabled = true;
    Subscription subscription;
    subscription.delivery_policy.retry = RetryPolicy{.retries = 1};
    subscription.delivery_policy.receives_per_second_max = 1;

    EXPECT_EQ(effective_retry_policy(topic, subscription), RetryPolicy{});
    EXPECT_EQ(effective_receives_per_second_max(topic, subscription), std::nullopt);
}

}  // namespace
}  // namespace forebay::runtime
