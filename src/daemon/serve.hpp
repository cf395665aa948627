#pragma once

#include "config/settings.hpp"

namespace forebay::daemon {

/// Runs the broker until SIGTERM or SIGINT. The exit status: 0 after an orderly stop, 1 when it
/// could not start.
int serve(const config::Settings& settings);

}  // namespace forebay::daemon
