#include "config/flags.hpp"
#include "config/render.hpp"
#include "daemon/configure.hpp"
#include "daemon/echo.hpp"
#include "daemon/healthcheck.hpp"
#include "daemon/import_config.hpp"
#include "daemon/log.hpp"
#include "daemon/process.hpp"
#include "daemon/restore.hpp"
#include "daemon/serve.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <vector>

namespace {

using namespace forebay;

constexpr int exit_failure = 1;  // what was asked for did not work
constexpr int exit_usage = 2;    // it was not asked for rightly

void complain(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
        fmt::print(stderr, "forebay: {}\n", line);
    }
}

// What else a settings file says, for `check-config`.
void print_declared(const provision::Declarations& declared) {
    if (!declared.empty()) {
        fmt::print("# declared: queues={} topics={} subscriptions={} tables={}\n",
                   declared.queues.size(), declared.topics.size(), declared.subscriptions.size(),
                   declared.tables.size());
    }
}

void prepare_process(const config::Settings& settings) {
    daemon::set_up_log(settings.log);
    daemon::ignore_broken_pipes();
    daemon::raise_open_files_limit();
}

int run(int argc, char** argv) {
    CLI::App app("A durable message broker that speaks the protocols of Amazon SQS.", "forebay");
    app.set_version_flag("--version", "forebay " FOREBAY_VERSION);
    app.require_subcommand(1);

    CLI::App* serve = app.add_subcommand("serve", "Run the broker");
    CLI::App* check_config = app.add_subcommand(
        "check-config", "Check the settings that `serve` would have; print them");
    CLI::App* healthcheck =
        app.add_subcommand("healthcheck", "Ask a running broker whether it is ready: 0 or 1");
    CLI::App* restore = app.add_subcommand(
        "restore", "Make a data directory of a backup; the broker that uses it must not run");
    std::string backup;
    restore->add_option("--from", backup, "The backup")->required()->type_name("DIR");
    CLI::App* import_config = app.add_subcommand(
        "import-config", "Print a settings file that declares what another broker has");
    std::string imported;
    std::string import_format;
    import_config
        ->add_option("FILE", imported,
                     "A configuration of ElasticMQ (HOCON), GoAWS (YAML) or fauxqs (JSON)")
        ->required();
    import_config->add_option("--format", import_format, "elasticmq, goaws or fauxqs")
        ->check(CLI::IsMember({"elasticmq", "goaws", "fauxqs"}));
    CLI::App* settings =
        app.add_subcommand("settings", "Print a settings file with every setting at its default");
    CLI::App* echo = app.add_subcommand(
        "echo", "For benchmarks: the same HTTP server with a fixed reply, no queues, no store");
    bool as_markdown = false;
    settings->add_flag("--markdown", as_markdown, "As a table instead");
    const config::Flags serve_flags(*serve);
    const config::Flags check_flags(*check_config);
    const config::Flags health_flags(*healthcheck);
    const config::Flags restore_flags(*restore);
    const config::Flags echo_flags(*echo);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    }

    if (settings->parsed()) {
        fmt::print("{}", as_markdown ? config::as_markdown() : config::as_toml());
        return 0;
    }
    if (import_config->parsed()) {
        return daemon::import_config(imported, import_format) ? 0 : exit_failure;
    }
    const config::Flags& flags = serve->parsed()          ? serve_flags
                                 : check_config->parsed() ? check_flags
                                 : healthcheck->parsed()  ? health_flags
                                 : restore->parsed()      ? restore_flags
                                                          : echo_flags;
    const bool has_declarations = serve->parsed() || check_config->parsed();
    const daemon::Configured configured = has_declarations
                                              ? daemon::configure_fully(flags.sources())
                                              : daemon::configure(flags.sources());
    complain(configured.problems);
    if (!configured.problems.empty()) {
        return exit_usage;
    }
    const config::Configuration& configuration = configured.configuration;

    if (check_config->parsed()) {
        fmt::print("{}", config::in_effect(configuration));
        print_declared(configured.declarations);
        complain(configured.notes);
        return 0;
    }
    if (healthcheck->parsed()) {
        const std::string problem = daemon::check_health(configuration.settings);
        fmt::print("{}\n", problem.empty() ? "ready" : problem);
        return problem.empty() ? 0 : exit_failure;
    }
    if (restore->parsed()) {
        const std::filesystem::path& data = configuration.settings.store.directory;
        const std::string problem = daemon::restore(backup, data);
        fmt::print(problem.empty() ? stdout : stderr, "{}\n",
                   problem.empty() ? fmt::format("restored {}", data.string())
                                   : fmt::format("forebay: {}", problem));
        return problem.empty() ? 0 : exit_failure;
    }
    prepare_process(configuration.settings);
    return serve->parsed() ? daemon::serve(configured) : daemon::echo(configuration.settings);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "forebay: fatal: {}\n", error.what());
        return exit_failure;
    }
}
