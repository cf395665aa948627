#include "runtime/deliveries/retry.hpp"

#include <forebay/base/assert.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace forebay::runtime {
namespace {

using namespace std::chrono_literals;

constexpr std::array<Duration, 4> first_mail_delays = {1min, 4min, 10min, 45min};
constexpr Duration later_mail_delay = 1h;
constexpr std::uint32_t mail_retries = first_mail_delays.size() + 23;

// How much of the way from the least to the greatest delay is gone at `part` of the phase, both 0
// to 1.
double risen(BackoffFunction function, double part, double least, double greatest) {
    switch (function) {
        case BackoffFunction::linear:
            return part;
        case BackoffFunction::arithmetic:  // each step is longer than the one before by as much
            return part * part;
        case BackoffFunction::geometric:  // each delay is a multiple of the one before
            return greatest > least
                       ? (least * std::pow(greatest / least, part) - least) / (greatest - least)
                       : part;
        case BackoffFunction::exponential:  // each step is a multiple of the one before
            constexpr double steepness = 5;
            return std::expm1(steepness * part) / std::expm1(steepness);
    }
    fail_stop("BackoffFunction out of range");
}

// The delay `step` of the phase that rises in `steps`, from 0.
Duration rising(const RetryPolicy& policy, std::uint32_t step, std::uint32_t steps) {
    const double part = steps > 1 ? static_cast<double>(step) / (steps - 1) : 1;
    const auto least = static_cast<double>(policy.min_delay.count());
    const auto greatest = static_cast<double>(policy.max_delay.count());
    const double delay = least + (greatest - least) * risen(policy.backoff, part, least, greatest);
    return Duration(std::llround(delay));
}

const DeliveryPolicy* overriding(const Topic& topic, const Subscription& subscription) {
    return topic.delivery_policy.overrides_are_disabled ? nullptr : &subscription.delivery_policy;
}

// What the subscription says of `member`, if it may, else what the topic says.
template <class Member>
auto effective(const Topic& topic, const Subscription& subscription, Member member) {
    const DeliveryPolicy* own = overriding(topic, subscription);
    return own != nullptr && (own->*member).has_value() ? own->*member
                                                        : topic.delivery_policy.*member;
}

}  // namespace

std::optional<Duration> next_delay(const RetryPolicy& policy, std::uint32_t attempt) {
    FOREBAY_ASSERT(attempt >= 1);
    if (attempt > policy.retries) {
        return std::nullopt;
    }
    std::uint32_t retry = attempt - 1;  // of the phase
    if (retry < policy.no_delay_retries) {
        return Duration::zero();
    }
    retry -= policy.no_delay_retries;
    if (retry < policy.min_delay_retries) {
        return policy.min_delay;
    }
    retry -= policy.min_delay_retries;
    const std::uint32_t others =
        policy.no_delay_retries + policy.min_delay_retries + policy.max_delay_retries;
    const std::uint32_t steps = policy.retries - std::min(policy.retries, others);
    return retry < steps ? rising(policy, retry, steps) : policy.max_delay;
}

std::optional<Duration> next_mail_delay(std::uint32_t attempt) {
    FOREBAY_ASSERT(attempt >= 1);
    if (attempt > mail_retries) {
        return std::nullopt;
    }
    return attempt <= first_mail_delays.size() ? first_mail_delays[attempt - 1] : later_mail_delay;
}

RetryPolicy effective_retry_policy(const Topic& topic, const Subscription& subscription) {
    return effective(topic, subscription, &DeliveryPolicy::retry).value_or(RetryPolicy{});
}

std::optional<std::uint32_t> effective_receives_per_second_max(const Topic& topic,
                                                               const Subscription& subscription) {
    return effective(topic, subscription, &DeliveryPolicy::receives_per_second_max);
}

std::string effective_content_type(const Topic& topic, const Subscription& subscription) {
    return effective(topic, subscription, &DeliveryPolicy::content_type)
        .value_or("text/plain; charset=UTF-8");
}

}  // namespace forebay::runtime
