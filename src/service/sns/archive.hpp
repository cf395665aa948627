#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/topic.hpp>

#include <optional>
#include <string_view>

/// ArchivePolicy and ReplayPolicy between their texts and what they say: SNS specification 12.3.
/// Refusals have the reason alone.
namespace forebay::service::sns {

/// How long what is published is kept; nullopt: `{}` or nothing, there is no archive.
Result<std::optional<Duration>> parse_archive_policy(std::string_view text);

/// The earliest time from which can be replayed. The topic has an archive.
TimePoint archive_begin(const Topic& topic, TimePoint now);

/// A replay that has not begun; nullopt: `{}` or nothing, there is none.
Result<std::optional<Replay>> parse_replay_policy(std::string_view text);

/// Whether a subscription of the topic can have the replay.
Result<void> check_replay(const Replay& replay, const Subscription& subscription,
                          const Topic& topic, TimePoint now);

/// ReplayStatus
std::string_view print_status(ReplayStatus status);

}  // namespace forebay::service::sns
