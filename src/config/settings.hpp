#pragma once

#include <forebay/protocol/front.hpp>
#include <forebay/runtime/backups.hpp>
#include <forebay/runtime/broker.hpp>
#include <forebay/runtime/deliveries.hpp>
#include <forebay/server/server.hpp>
#include <forebay/storage/store.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace forebay::config {

enum class LogLevel : std::uint8_t { trace, debug, info, warn, error };
enum class LogFormat : std::uint8_t { text, json };

struct LogOptions {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;
};

/// What tests of users' programs may do to the broker.
struct TestingOptions {
    bool time_control = false;
    bool reset = false;
    bool faults = false;
};

struct MetricsSettings {
    bool is_enabled = true;
    std::size_t alone_max = 1000;  ///< see runtime::measure_alone
};

/// All that can be set, as the options of the parts that it is for. What stands here, and in those
/// options, are the defaults; `all_settings()` gives each its names and range.
struct Settings {
    server::ServerOptions server{
        .addresses = {{.host = "127.0.0.1", .port = 4566}}, .limits = {}, .tls = {}};
    server::TlsOptions tls;  // from which server.tls is loaded, if an address needs it
    storage::RocksOptions store{.directory = "./data"};
    runtime::BrokerOptions broker{.threads = 0};  // 0: as many as CPUs that we may use
    protocol::FrontOptions front;
    MetricsSettings metrics;
    runtime::DeliveryOptions deliveries;
    std::string smtp_password_file;  // whose content is deliveries.mail.password
    runtime::BackupOptions backup;
    TestingOptions testing;
    bool reload = true;  // what the file declares, when the file has changed
    LogOptions log;
};

}  // namespace forebay::config
