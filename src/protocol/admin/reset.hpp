#pragma once

#include "protocol/admin/request.hpp"

namespace forebay::protocol::admin {

/// `reset`: POST removes what there is, of all accounts or of the one that the body names as
/// `account`.
extern const Route reset_route;

}  // namespace forebay::protocol::admin
