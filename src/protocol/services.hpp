#pragma once

#include "protocol/action.hpp"

#include <span>

namespace forebay::protocol {

/// All services that the daemon speaks for. The first one is meant where a request does not say.
std::span<const Service> services();

}  // namespace forebay::protocol
