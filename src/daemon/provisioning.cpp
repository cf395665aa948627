#include "daemon/provisioning.hpp"

#include "config/values.hpp"
#include "daemon/json_line.hpp"
#include "provision/provision.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace forebay::daemon {
namespace {

using std::chrono::steady_clock;

void log_problems(const provision::Problems& problems) {
    for (const std::string& problem : problems.lines()) {
        spdlog::error("A declaration cannot be applied. problem={}", log_value(problem));
    }
}

void log_done(const provision::Done& done) {
    if (done.created) {
        spdlog::info("Provisioned: created. kind={} name={}", done.kind, log_value(done.name));
    }
    for (const provision::Difference& difference : done.differences) {
        spdlog::info("Provisioned: changed. kind={} name={} what={} old={} new={}", done.kind,
                     log_value(done.name), log_value(difference.name), log_value(difference.before),
                     log_value(difference.after));
    }
}

}  // namespace

Provisioning::Provisioning(const config::Settings& settings, runtime::Broker& broker,
                           service::sns::SignerSource& signers)
    : settings_(settings), broker_(broker), signers_(signers) {}

bool Provisioning::check(const provision::Declarations& declarations) const {
    const provision::Findings findings =
        provision::check(declarations, settings_.front.services, &broker_);
    log_problems(findings.problems);
    return findings.problems.empty();
}

bool Provisioning::apply(const provision::Declarations& declarations,
                         const server::Address& address) const {
    if (declarations.empty()) {
        return true;
    }
    const auto began = steady_clock::now();
    const std::string endpoint = fmt::format("{}://{}", address.over_tls ? "https" : "http",
                                             config::format_host_and_port(address));
    const provision::Report report = provision::apply(
        declarations, broker_,
        {.options = settings_.front.services, .signers = &signers_, .endpoint = endpoint});
    std::ranges::for_each(report.done, log_done);
    log_problems(report.problems);
    const auto count = [&](auto is_one) { return std::ranges::count_if(report.done, is_one); };
    const auto took = std::chrono::duration<double, std::milli>(steady_clock::now() - began);
    spdlog::info("Provisioned. created={} changed={} unchanged={} refused={} ms={:.1f}",
                 count(&provision::Done::created),
                 count([](const auto& done) { return !done.differences.empty(); }),
                 count(&provision::Done::is_unchanged), report.problems.size(), took.count());
    return report.problems.empty();
}

}  // namespace forebay::daemon
