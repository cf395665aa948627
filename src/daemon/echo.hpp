#pragma once

#include "config/settings.hpp"

namespace forebay::daemon {

/// The measurement mode: the same server on as many threads, answering each request with a fixed
/// reply; no store, no queues. Runs until SIGTERM or SIGINT; returns the exit status.
int echo(const config::Settings& settings);

}  // namespace forebay::daemon
