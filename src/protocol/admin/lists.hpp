#pragma once

#include "protocol/admin/request.hpp"

/// What there is: `{"queues":[…],"cursor":"…"}`, of all accounts and regions or those that the
/// parameters `account`, `region` and `prefix` name, up to `limit` (100) behind `cursor`. The last
/// page has no cursor.
namespace forebay::protocol::admin {

extern const Route queues_route;
extern const Route topics_route;
extern const Route tables_route;

}  // namespace forebay::protocol::admin
