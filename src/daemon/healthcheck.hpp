#pragma once

#include "config/settings.hpp"

#include <string>

namespace forebay::daemon {

/// Asks the daemon that these settings start for GET /health, and waits for two seconds at most.
/// Empty when it is ready, else why it is not.
std::string check_health(const config::Settings& settings);

}  // namespace forebay::daemon
