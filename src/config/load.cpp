#include "config/load.hpp"

#include "config/given.hpp"
#include "config/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace forebay::config {
namespace {

// Kubernetes tells each container the addresses of the services around it. For a service named
// `forebay`: FOREBAY_SERVICE_HOST=10.0.0.1, FOREBAY_PORT=tcp://…, FOREBAY_PORT_4566_TCP_ADDR=….
bool is_service_link(const Spelled& variable) {
    const auto& [name, value] = variable;
    return name.ends_with("_SERVICE_HOST") || name.contains("_SERVICE_PORT") ||
           name.contains("_PORT_") || (name.ends_with("_PORT") && value.contains("://"));
}

// Finds the settings that are spelled by `name_of`, and says which names are none.
Findings look_up(const std::vector<Spelled>& spelled, std::string (Setting::*name_of)() const,
                 std::string_view kind, std::string_view between) {
    std::vector<std::string> names;
    for (const Setting& setting : all_settings()) {
        names.push_back((setting.*name_of)());
    }
    Findings findings;
    for (const auto& [name, value] : spelled) {
        const auto found = std::ranges::find(names, name);
        if (found == names.end()) {
            findings.problems.push_back(
                fmt::format("{}: unknown {}{}", name, kind, suggestion(name, names)));
            continue;
        }
        const auto index = static_cast<std::size_t>(found - names.begin());
        findings.given.push_back(
            {&all_settings()[index], value, name, fmt::format("{}{}{}", name, between, value)});
    }
    return findings;
}

void take(const Findings& findings, Configuration& configuration) {
    for (const protocol::AccessKey& key : findings.access_keys) {
        configuration.settings.front.access.keys.push_back(key);
    }
    for (const std::string& problem : findings.problems) {
        configuration.problems.push_back(problem);
    }
    for (const Given& given : findings.given) {
        if (!given.setting->assign(configuration.settings, given.value)) {
            configuration.problems.push_back(
                fmt::format("{}: expected {}", given.spelled, given.setting->expected));
            continue;
        }
        const auto index = static_cast<std::size_t>(given.setting - all_settings().data());
        configuration.origins[index] = given.origin;
    }
}

// What each setting alone cannot know.
void check_together(Configuration& configuration) {
    const server::ServerLimits& limits = configuration.settings.server.limits;
    if (limits.body_bytes_max > limits.body_bytes_total_max) {
        configuration.problems.push_back(fmt::format(
            "limits.body_size = {} is more than memory.bodies = {}: expected room for one body",
            find_setting("limits.body_size")->show(configuration.settings),
            find_setting("memory.bodies")->show(configuration.settings)));
    }
    const protocol::AccessOptions& access = configuration.settings.front.access;
    if (access.verify && access.keys.empty()) {
        configuration.problems.emplace_back(
            "auth = verify: expected at least one access key, under [[credentials]] in the file");
    }
}

}  // namespace

Configuration load(const Sources& sources) {
    Configuration configuration;
    configuration.origins.assign(all_settings().size(), "default");

    if (sources.file) {
        take(read_file(*sources.file), configuration);
    }
    std::vector<Spelled> environment = sources.environment;
    std::erase_if(environment, is_service_link);
    take(look_up(environment, &Setting::variable, "setting", "="), configuration);
    take(look_up(sources.flags, &Setting::flag, "flag", " "), configuration);

    if (configuration.problems.empty()) {
        check_together(configuration);
    }
    return configuration;
}

}  // namespace forebay::config
