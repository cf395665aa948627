#pragma once

#include "daemon/configure.hpp"
#include "daemon/file_watch.hpp"
#include "daemon/provisioning.hpp"
#include "daemon/stop_signal.hpp"
#include <forebay/server/server.hpp>

#include <memory>
#include <optional>

namespace forebay::daemon {

/// Applies what the settings file declares anew when it has changed, or when SIGHUP asks for it;
/// SIGHUP also has the certificate read again, for connections that begin later.
/// Settings stay as they are; those that differ are named in the log. A file with a mistake changes
/// nothing, and every mistake is logged.
class Reloading {
public:
    /// `running` and `provisioning` live as long as this. A change from now on is noticed.
    /// `tls` is null where none is spoken.
    Reloading(const Configured& running, const Provisioning& provisioning,
              std::shared_ptr<server::TlsContext> tls);

    /// Reloads until `signal` asks to stop. The broker runs, and is served at `address`.
    void run_until(StopSignal& signal, const server::Address& address);

private:
    void reload(const server::Address& address) const;
    void reload_certificate() const;
    void name_settings_that_differ(const config::Settings& wanted) const;

    const Configured& running_;
    const Provisioning& provisioning_;
    const std::shared_ptr<server::TlsContext> tls_;
    std::optional<FileWatch> watch_;
};

}  // namespace forebay::daemon
