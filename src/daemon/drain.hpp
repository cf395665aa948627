#pragma once

#include <forebay/server/server.hpp>

#include <span>

namespace forebay::daemon {

/// Has a server accept no more, lets its connections finish, for a second at most, then cuts off
/// those that are left. `executors` are the server's; their threads are running.
void drain(server::Server& server, std::span<const Executor> executors);

}  // namespace forebay::daemon
