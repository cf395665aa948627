#pragma once

#include "protocol/admin/request.hpp"

namespace forebay::protocol::admin {

/// `queues/{name}/messages`: messages of a queue of the `account` and `region` that the parameters
/// name, or of those that the settings do; by `state` (visible, delayed, in_flight), up to `limit`
/// (10) behind `cursor`. Nothing is done to them.
extern const Route messages_route;

}  // namespace forebay::protocol::admin
