#pragma once

#include "daemon/configure.hpp"
#include "daemon/file_watch.hpp"
#include "daemon/provisioning.hpp"
#include "daemon/stop_signal.hpp"

#include <cstdint>
#include <optional>

namespace forebay::daemon {

/// Applies what the settings file declares anew when it has changed, or when SIGHUP asks for it.
/// Settings stay as they are; those that differ are named in the log. A file with a mistake changes
/// nothing, and every mistake is logged.
class Reloading {
public:
    /// `running` and `provisioning` live as long as this. A change from now on is noticed.
    Reloading(const Configured& running, const Provisioning& provisioning);

    /// Reloads until `signal` asks to stop. The broker runs, and is served on `port`.
    void run_until(StopSignal& signal, std::uint16_t port);

private:
    void reload(std::uint16_t port) const;
    void name_settings_that_differ(const config::Settings& wanted) const;

    const Configured& running_;
    const Provisioning& provisioning_;
    std::optional<FileWatch> watch_;
};

}  // namespace forebay::daemon
