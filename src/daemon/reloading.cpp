#include "daemon/reloading.hpp"

#include "config/setting.hpp"
#include "daemon/json_line.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <span>
#include <tuple>
#include <utility>

namespace forebay::daemon {
namespace {

using namespace std::chrono_literals;

constexpr auto look_interval = 1s;

auto all_of(const protocol::AccessKey& key) {
    return std::tie(key.id, key.secret, key.session_token, key.account, key.user_name,
                    key.bearer_token);
}

}  // namespace

Reloading::Reloading(const Configured& running, const Provisioning& provisioning,
                     std::shared_ptr<server::TlsContext> tls)
    : running_(running), provisioning_(provisioning), tls_(std::move(tls)) {
    if (running.sources.file && running.configuration.settings.reload) {
        watch_.emplace(*running.sources.file);
    }
}

void Reloading::run_until(StopSignal& signal, const server::Address& address) {
    for (;;) {
        switch (watch_ ? signal.wait_for(look_interval) : signal.wait()) {
            case StopSignal::Asked::to_stop:
                return;
            case StopSignal::Asked::to_reload:
                reload_certificate();
                reload(address);
                break;
            case StopSignal::Asked::nothing:
                if (watch_->has_changed()) {
                    reload(address);
                }
                break;
        }
    }
}

void Reloading::reload_certificate() const {
    if (tls_ == nullptr) {
        return;
    }
    if (const auto reloaded = tls_->reload(); !reloaded) {
        spdlog::error("The certificate stays as it was. error={}",
                      log_value(reloaded.error().detail));
        return;
    }
    spdlog::info("The certificate was read again.");
}

void Reloading::reload(const server::Address& address) const {
    if (!running_.sources.file) {
        spdlog::warn("Nothing to reload: there is no settings file.");
        return;
    }
    const std::string file = log_value(running_.sources.file->string());
    spdlog::info("Reloading. file={}", file);
    const Configured wanted = configure_fully(running_.sources, &running_.configuration.settings);
    for (const std::string& problem : wanted.problems) {
        spdlog::error("The settings file has a mistake. problem={}", log_value(problem));
    }
    if (!wanted.problems.empty() || !provisioning_.check(wanted.declarations)) {
        spdlog::error("Nothing was changed. file={}", file);
        return;
    }
    name_settings_that_differ(wanted.configuration.settings);
    (void)provisioning_.apply(wanted.declarations, address);  // what was refused is logged
}

void Reloading::name_settings_that_differ(const config::Settings& wanted) const {
    for (const config::Setting& setting : config::all_settings()) {
        const std::string running = setting.show(running_.configuration.settings);
        const std::string next = setting.show(wanted);
        if (running != next) {
            spdlog::warn("A setting takes effect at the next start. setting={} running={} file={}",
                         setting.path, log_value(running), log_value(next));
        }
    }
    const auto keys_of = [](const config::Settings& settings) {
        return std::span(settings.front.access.keys);
    };
    if (!std::ranges::equal(keys_of(running_.configuration.settings), keys_of(wanted), {}, all_of,
                            all_of)) {
        spdlog::warn("Other access keys take effect at the next start.");
    }
}

}  // namespace forebay::daemon
