#pragma once

#include <forebay/base/clock.hpp>

#include <optional>
#include <string>
#include <string_view>

/// How moments and spans of time are spelled.
namespace forebay {

/// `2025-01-02T03:04:05.678Z`; read with or without milliseconds. nullopt: it is no such text, or
/// there is no such day.
std::optional<TimePoint> parse_timestamp(std::string_view text);
std::string timestamp(TimePoint time);

/// `500ms`, `10s`, `5m`, `12h`, `4d`. What is written is read back as the same value.
std::optional<Duration> parse_duration(std::string_view text);
std::string format_duration(Duration duration);

}  // namespace forebay
