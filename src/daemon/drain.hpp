#pragma once

#include <forebay/server/server.hpp>

namespace forebay::daemon {

/// Lets the connections of a server that accepts no more finish, for a second at most, then cuts
/// off those that are left. Their threads are still running.
void drain(server::Server& server);

}  // namespace forebay::daemon
