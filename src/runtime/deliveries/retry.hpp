#pragma once

#include <forebay/model/topic.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace forebay::runtime {

/// How long after the attempt that has just failed the next one is made; `attempt` counts from 1.
/// nullopt: there is none any more. The phases of SNS specification 5.4: without delay, with the
/// least, rising by the back-off function from the least to the greatest, with the greatest.
std::optional<Duration> next_delay(const RetryPolicy& policy, std::uint32_t attempt);

/// The same of a mail: 1, 5, 15 and 60 minutes after the first attempt, then every hour for a day.
std::optional<Duration> next_mail_delay(std::uint32_t attempt);

/// What goes for a subscription of a topic: the subscription's delivery policy where it says
/// something and the topic lets it, else the topic's, else the defaults.
RetryPolicy effective_retry_policy(const Topic& topic, const Subscription& subscription);
std::optional<std::uint32_t> effective_receives_per_second_max(const Topic& topic,
                                                               const Subscription& subscription);
std::string effective_content_type(const Topic& topic, const Subscription& subscription);

}  // namespace forebay::runtime
