#pragma once

#include "protocol/admin/request.hpp"

namespace forebay::protocol::admin {

/// `clock`: GET tells the broker's time, POST moves it ahead by `advance` ("4d") or `advance_ms`,
/// or to `set` ("2026-12-24T18:00:00Z").
extern const Route clock_route;

}  // namespace forebay::protocol::admin
