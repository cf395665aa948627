#pragma once

#include "config/load.hpp"
#include "provision/declarations.hpp"

#include <string>
#include <vector>

namespace forebay::daemon {

/// The settings, and what the settings file declares.
struct Configured {
    config::Sources sources;
    config::Configuration configuration;
    provision::Declarations declarations;
    std::vector<std::string> problems;  ///< every mistake found, each a line; empty: all is right
    std::vector<std::string> notes;     ///< what depends on what is there already
};

/// The settings alone.
Configured configure(config::Sources sources);

/// With the declarations, checked as far as that can be done without a data directory. Those that
/// do not say whose they are belong to the account and region of `running`, if it is given.
Configured configure_fully(config::Sources sources, const config::Settings* running = nullptr);

}  // namespace forebay::daemon
