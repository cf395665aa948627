#pragma once

#include "config/settings.hpp"
#include <forebay/server/server.hpp>

#include <optional>
#include <string>
#include <vector>

namespace forebay::daemon {

/// The options of the server that the settings ask for, with the certificate if an address needs
/// it. nullopt: it cannot be had, and the log says why.
std::optional<server::ServerOptions> server_options(const config::Settings& settings);

/// As a value of the log.
std::string log_addresses(const std::vector<server::Address>& addresses);

}  // namespace forebay::daemon
