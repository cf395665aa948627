#pragma once

#include <forebay/base/clock.hpp>

#include <string>
#include <string_view>

namespace forebay::daemon {

/// A log line as one JSON object, with its line feed. Our lines are a sentence, then `key=value`
/// pairs with values that are quoted when they have spaces: the pairs become members.
///
///     Ready. address=127.0.0.1:4566 data="/my data"
///     {"time":"…","level":"info","message":"Ready.","address":"127.0.0.1:4566","data":"/my data"}
std::string json_line(TimePoint at, std::string_view level, std::string_view text);

/// `value` as json_line reads it back from a line.
std::string log_value(std::string_view value);

}  // namespace forebay::daemon
