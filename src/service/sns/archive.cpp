#include "service/sns/archive.hpp"

#include "service/sqs/json_object.hpp"
#include "service/sqs/number.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/base/time_text.hpp>
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace forebay::service::sns {
namespace {

namespace json = boost::json;

constexpr Duration day{86'400'000};
constexpr std::string_view retention_key = "MessageRetentionPeriod";
constexpr std::string_view type_key = "PointType";
constexpr std::string_view start_key = "StartingPoint";
constexpr std::string_view end_key = "EndingPoint";

Error refusal(std::string reason) {
    return {Errc::invalid_parameter, std::move(reason)};
}

/// The object that a policy is, with no other keys than these.
Result<json::object> parse_policy(std::string_view text,
                                  std::initializer_list<std::string_view> keys) {
    auto policy = sqs::parse_object(text);
    if (!policy) {
        return refusal("failed to parse JSON");
    }
    for (const auto& member : *policy) {
        if (std::ranges::find(keys, std::string_view(member.key())) == keys.end()) {
            return refusal(fmt::format("Unknown key: {}", std::string_view(member.key())));
        }
    }
    return *std::move(policy);
}

std::optional<std::int64_t> whole_number(const json::value& value) {
    if (value.is_string()) {
        return sqs::parse_integer(value.get_string());
    }
    return value.is_int64() ? std::optional(value.get_int64()) : std::nullopt;
}

std::optional<TimePoint> time_of_member(const json::object& policy, std::string_view key) {
    const json::value* value = policy.if_contains(key);
    return value != nullptr && value->is_string() ? parse_timestamp(value->get_string())
                                                  : std::nullopt;
}

}  // namespace

Result<std::optional<Duration>> parse_archive_policy(std::string_view text) {
    if (text.empty()) {
        return std::optional<Duration>();
    }
    const auto policy = parse_policy(text, {retention_key});
    if (!policy) {
        return policy.error();
    }
    if (policy->empty()) {
        return std::optional<Duration>();
    }
    const auto days = whole_number(policy->at(retention_key));
    if (!days || *days < 1 || *days > limits::archive_days_max) {
        return refusal(fmt::format("{} must be a whole number of days from 1 to {}", retention_key,
                                   limits::archive_days_max));
    }
    return std::optional(*days * day);
}

TimePoint archive_begin(const Topic& topic, TimePoint now) {
    return std::max(topic.archive->since, now - topic.archive->retention);
}

Result<std::optional<Replay>> parse_replay_policy(std::string_view text) {
    if (text.empty()) {
        return std::optional<Replay>();
    }
    const auto policy = parse_policy(text, {type_key, start_key, end_key});
    if (!policy) {
        return policy.error();
    }
    if (policy->empty()) {
        return std::optional<Replay>();
    }
    const json::value* type = policy->if_contains(type_key);
    if (type == nullptr || !type->is_string() || type->get_string() != "Timestamp") {
        return refusal(fmt::format("{} must be Timestamp", type_key));
    }
    const auto from = time_of_member(*policy, start_key);
    if (!from) {
        return refusal(
            fmt::format("{} must be a time such as 2025-01-02T03:04:05.678Z", start_key));
    }
    Replay replay{.from = *from, .until = time_of_member(*policy, end_key)};
    if (policy->contains(end_key) && !replay.until) {
        return refusal(fmt::format("{} must be a time such as 2025-01-02T03:04:05.678Z", end_key));
    }
    if (replay.until && *replay.until < replay.from) {
        return refusal(fmt::format("{} must not be before {}", end_key, start_key));
    }
    return std::optional(replay);
}

Result<void> check_replay(const Replay& replay, const Subscription& subscription,
                          const Topic& topic, TimePoint now) {
    if (subscription.protocol != SubscriptionProtocol::sqs) {
        return refusal("only subscriptions of queues can have a replay");
    }
    if (!topic.archive) {
        return refusal("the topic has no ArchivePolicy");
    }
    const TimePoint begin = archive_begin(topic, now);
    if (replay.from < begin) {
        return refusal(fmt::format("{} must not be before the archive begins, at {}", start_key,
                                   timestamp(begin)));
    }
    if (replay.from > now || (replay.until && *replay.until > now)) {
        return refusal(fmt::format("{} and {} must not be in the future", start_key, end_key));
    }
    return {};
}

std::string_view print_status(ReplayStatus status) {
    switch (status) {
        case ReplayStatus::pending:
            return "Pending";
        case ReplayStatus::in_progress:
            return "In progress";
        case ReplayStatus::completed:
            return "Completed";
        case ReplayStatus::failed:
            return "Failed";
    }
    fail_stop("ReplayStatus out of range");
}

}  // namespace forebay::service::sns
