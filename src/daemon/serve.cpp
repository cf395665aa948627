#include "daemon/serve.hpp"

#include "config/values.hpp"
#include "daemon/drain.hpp"
#include "daemon/json_line.hpp"
#include "daemon/listening.hpp"
#include "daemon/process.hpp"
#include "daemon/provisioning.hpp"
#include "daemon/reloading.hpp"
#include "daemon/stop_signal.hpp"
#include <forebay/base/offset_clock.hpp>
#include <forebay/base/time_text.hpp>
#include <forebay/runtime/backups.hpp>
#include <forebay/runtime/deliveries.hpp>
#include <forebay/runtime/measuring.hpp>
#include <forebay/runtime/time_control.hpp>
#include <forebay/runtime/topics.hpp>
#include <forebay/service/access/guard.hpp>
#include <forebay/service/sns/rendering.hpp>
#include <forebay/service/sns/signer_source.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace forebay::daemon {
namespace {

using std::chrono::steady_clock;

double milliseconds_since(steady_clock::time_point began) {
    return std::chrono::duration<double, std::milli>(steady_clock::now() - began).count();
}

bool is_loopback(const std::string& host) {
    return host.starts_with("127.") || host == "::1";
}

// nullopt: the password's file cannot be read.
std::optional<runtime::DeliveryOptions> with_password(const config::Settings& settings) {
    runtime::DeliveryOptions options = settings.deliveries;
    if (settings.smtp_password_file.empty()) {
        return options;
    }
    std::ifstream file(settings.smtp_password_file);
    std::string& password = options.mail.password;
    if (!std::getline(file, password)) {
        return std::nullopt;
    }
    password.erase(std::find(password.begin(), password.end(), '\r'), password.end());
    return options;
}

void say_ready(const config::Settings& settings, std::size_t threads,
               const std::vector<server::Address>& addresses, steady_clock::time_point began) {
    std::vector<server::Address> open = addresses;
    std::erase_if(open, [](const server::Address& address) { return is_loopback(address.host); });
    if (!open.empty() && !settings.front.access.verify) {
        spdlog::warn(
            "Listening beyond loopback with auth=off: whoever reaches the port can do everything. "
            "address={}",
            log_addresses(open));
    }
    spdlog::info("Ready. address={} data={} threads={} durability={} version={} ms={:.1f}",
                 log_addresses(addresses), log_value(settings.store.directory.string()), threads,
                 settings.broker.durability == storage::Durability::fsync ? "fsync" : "buffered",
                 FOREBAY_VERSION, milliseconds_since(began));
}

Task<Measurements> measure(runtime::Broker& broker, const server::Server& server) {
    Measurements measured = co_await runtime::measure(broker);
    measured.server = server.measure();
    co_return measured;
}

/// The broker's time: real time, unless testing.time_control may move it, or has moved it before.
class BrokerTime {
public:
    BrokerTime(const config::Settings& settings, const storage::Store& store)
        : ahead_(runtime::TimeControl::stored_ahead(store)),
          moved_(real_, ahead_),
          is_real_(!settings.testing.time_control && ahead_ == Duration::zero()) {
        if (ahead_ > Duration::zero()) {
            spdlog::warn(
                "The time of this data directory is ahead of real time, as testing.time_control "
                "has moved it. ahead={}",
                format_duration(ahead_));
        }
    }

    Clock& real() { return real_; }
    OffsetClock& moved() { return moved_; }
    Clock& clock() { return is_real_ ? static_cast<Clock&>(real_) : moved_; }

private:
    SystemClock real_;
    Duration ahead_;
    OffsetClock moved_;
    bool is_real_;
};

// Null: it cannot be opened, and that is logged.
std::unique_ptr<storage::Store> open_store(const config::Settings& settings) {
    auto store = storage::open_rocks_store(settings.store);
    if (!store) {
        spdlog::error("The data directory cannot be opened. data={} error={}",
                      log_value(settings.store.directory.string()),
                      log_value(store.error().detail));
        return nullptr;
    }
    return std::move(*store);
}

// What the broker has to be told before it starts.
void prepare(runtime::Broker& broker, const config::Settings& settings, Clock& clock,
             service::access::Policies& queue_policies) {
    runtime::measure_alone(broker, settings.metrics.alone_max);
    broker.topics().render_replays_with(
        [](TopicPtr topic) { return service::sns::make_render(nullptr, std::move(topic)); });
    if (settings.front.access.verify) {
        broker.topics().deliver_if([&](const TopicKey& topic, const QueueInfoPtr& queue) {
            return service::access::may_deliver(topic, queue, clock.now(), queue_policies);
        });
    }
}

/// What the front needs of the daemon; all of it lives longer than the front.
struct FrontParts {
    BrokerTime& time;
    service::sns::SignerSource& signers;
    runtime::RecordedDeliveries& recorded;
    runtime::TimeControl& time_control;
    service::admin::FaultRules& faults;
    runtime::Backups* backups;  // null: none can be made
};

protocol::FrontOptions front_options(const config::Settings& settings, const FrontParts& parts) {
    protocol::FrontOptions options = settings.front;
    options.fallback_host = config::format_host_and_port(settings.server.addresses.front());
    options.version = FOREBAY_VERSION;
    options.clock = &parts.time.real();  // clients cannot move theirs
    options.signers = &parts.signers;
    options.recorded = &parts.recorded;
    options.backups = parts.backups;
    options.testing.time_control = settings.testing.time_control ? &parts.time_control : nullptr;
    options.testing.faults = settings.testing.faults ? &parts.faults : nullptr;
    options.testing.may_reset = settings.testing.reset;
    return options;
}

}  // namespace

int serve(const Configured& configured) {
    const config::Settings& settings = configured.configuration.settings;
    const auto began = steady_clock::now();
    StopSignal stop_signal;

    auto delivery_options = with_password(settings);
    if (!delivery_options) {
        spdlog::error("The file of smtp.password_file cannot be read. file={}",
                      log_value(settings.smtp_password_file));
        return 1;
    }
    const auto listen_options = server_options(settings);
    if (!listen_options) {
        return 1;
    }
    std::unique_ptr<storage::Store> store = open_store(settings);
    if (store == nullptr) {
        return 1;
    }
    BrokerTime time(settings, *store);
    runtime::BrokerOptions options = settings.broker;
    options.threads = thread_count(options.threads);
    storage::Store& stored = *store;
    service::access::Policies queue_policies;
    const auto broker = runtime::Broker::recover(std::move(store), time.clock(), options);
    prepare(*broker, settings, time.clock(), queue_policies);
    service::sns::SignerSource signers(*broker);
    runtime::RecordedDeliveries recorded;
    const Provisioning provisioning(settings, *broker, signers);
    Reloading reloading(configured, provisioning, listen_options->tls);
    if (!provisioning.check(configured.declarations)) {
        return 2;
    }
    const auto deliveries =
        runtime::Deliveries::make(*broker, recorded, std::move(*delivery_options));

    runtime::TimeControl time_control(*broker, time.moved());
    service::admin::FaultRules faults;
    std::unique_ptr<runtime::Backups> backups;
    if (!settings.backup.directory.empty()) {
        backups = runtime::Backups::make(stored, time.clock(), settings.backup);
    }

    auto wanted_front =
        front_options(settings, {time, signers, recorded, time_control, faults, backups.get()});
    const server::Server* measured = nullptr;  // set before anyone can ask
    if (settings.metrics.is_enabled) {
        wanted_front.metrics.measure = [&] { return measure(*broker, *measured); };
    }
    std::atomic<bool> is_ready = false;
    const auto front = protocol::make_front(*broker, std::move(wanted_front),
                                            [&is_ready] { return is_ready.load(); });
    const auto executors = broker->executors();
    auto listening = server::Server::listen(*listen_options, executors, *front);
    if (!listening) {
        spdlog::error("Cannot listen. error={}", log_value(listening.error().detail));
        return 1;
    }
    const std::unique_ptr<server::Server> server = std::move(*listening);
    measured = server.get();

    broker->start();
    deliveries->start();
    server->start();
    const bool is_provisioned =
        provisioning.apply(configured.declarations, server->addresses().front());
    if (is_provisioned) {
        is_ready = true;
        say_ready(settings, options.threads, server->addresses(), began);
        reloading.run_until(stop_signal, server->addresses().front());
    }

    // The order of stopping: nobody waits for messages any more, nothing new comes in, what is in
    // flight is answered, what is left is cut off; deliveries are cut off, to be tried again; a
    // backup is finished; then the shards end, after their last commit.
    const auto asked = steady_clock::now();
    spdlog::info("Stopping. connections={}", server->connection_count());
    broker->stop_waiting();
    drain(*server, executors);
    deliveries->stop();
    backups.reset();
    broker->stop();
    spdlog::info("Stopped. ms={:.1f}", milliseconds_since(asked));
    return is_provisioned ? 0 : 1;
}

}  // namespace forebay::daemon
