#pragma once

#include "config/settings.hpp"

namespace forebay::daemon {

/// From here on, spdlog's default logger writes to standard error as the options say.
void set_up_log(const config::LogOptions& options);

}  // namespace forebay::daemon
