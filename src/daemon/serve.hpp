#pragma once

#include "daemon/configure.hpp"

namespace forebay::daemon {

/// Runs the broker until SIGTERM or SIGINT. The exit status: 0 after an orderly stop, 1 when it
/// could not start, 2 when what is declared does not go with what is there.
int serve(const Configured& configured);

}  // namespace forebay::daemon
