#pragma once

#include "protocol/action.hpp"
#include <forebay/protocol/front.hpp>

namespace forebay::protocol {

/// make_front with other services: for tests. `services` is not empty, and outlives the front.
std::unique_ptr<HttpHandler> make_front_of(std::span<const Service> services,
                                           runtime::Broker& broker, FrontOptions options,
                                           std::function<bool()> is_ready);

}  // namespace forebay::protocol
