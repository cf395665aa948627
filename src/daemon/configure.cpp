#include "daemon/configure.hpp"

#include "provision/provision.hpp"
#include "provision/read.hpp"

#include <utility>

namespace forebay::daemon {

Configured configure(config::Sources sources) {
    Configured configured;
    configured.sources = std::move(sources);
    configured.configuration = config::load(configured.sources);
    configured.problems = configured.configuration.problems;
    return configured;
}

Configured configure_fully(config::Sources sources, const config::Settings* running) {
    Configured configured = configure(std::move(sources));
    if (!configured.sources.file) {
        return configured;
    }
    const config::Settings& settings =
        running == nullptr ? configured.configuration.settings : *running;
    const service::ServiceOptions& options = settings.front.services;
    provision::Problems problems;
    configured.declarations = provision::read_file(
        *configured.sources.file, {.account = options.account, .region = options.region}, problems);
    const provision::Findings findings =
        provision::check(configured.declarations, options, nullptr);
    problems.add(findings.problems);
    for (std::string& problem : problems.lines()) {
        configured.problems.push_back(std::move(problem));
    }
    configured.notes = findings.notes.lines();
    return configured;
}

}  // namespace forebay::daemon
