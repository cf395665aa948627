#pragma once

#include "config/load.hpp"

#include <map>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace forebay::config {

/// The flags of all settings, and --config, on a subcommand of the command line.
class Flags {
public:
    /// Adds them. Must outlive the parse of `app`.
    explicit Flags(CLI::App& app);
    Flags(const Flags&) = delete;
    Flags& operator=(const Flags&) = delete;

    /// After the parse: what was given, together with the environment.
    Sources sources() const;

private:
    CLI::App& app_;
    std::string file_;
    std::vector<std::string> values_;  // of each of all_settings()
};

}  // namespace forebay::config
