#include "load/compare/compare.hpp"

#include "load/compare/contender.hpp"
#include "load/compare/redis_load.hpp"
#include "load/interrupt.hpp"
#include "load/load_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>

namespace forebay::load::compare {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view on_disk = "it is on disk (fsync)";
constexpr int attempts_max = 5;
constexpr double host_share_max = 0.02;

void say(std::string_view text) {
    fmt::print(stderr, "{}\n", text);
}

// A directory that goes with this.
class TemporaryDirectory {
public:
    explicit TemporaryDirectory(const std::filesystem::path& parent) {
        std::string name = (parent / "forebay-compare-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error(fmt::format("cannot make a directory in {}", parent.string()));
        }
        path_ = name;
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// "forebay 0.1.0" as 0.1.0, "Redis server v=7.0.15 sha=..." as 7.0.15.
std::string version_in(std::string_view text) {
    const std::size_t from = text.find_first_of("0123456789");
    return from == std::string_view::npos
               ? std::string()
               : std::string(text.substr(from, text.find_first_not_of("0123456789.", from) - from));
}

std::filesystem::path beside_this_program(std::string_view name) {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

Contender forebay(const Options& options) {
    const std::string program = options.compare->forebay.empty()
                                    ? beside_this_program("forebay").string()
                                    : options.compare->forebay;
    const auto version = output_of({program, "--version"});
    if (!version) {
        throw std::runtime_error(
            fmt::format("{} is no forebay that runs (--forebay FILE)", program));
    }
    return {.name = "Forebay",
            .version = version_in(*version),
            .keeps = std::string(on_disk),
            .command = {program, "serve", "--listen", "127.0.0.1:{port}", "--data", "{data}/data",
                        "--log-level", "warn"},
            .variables = {}};
}

// Installed into `directory` by npm, unless the options say where it is.
std::optional<Contender> fauxqs(const Options& options, const std::filesystem::path& directory) {
    std::filesystem::path modules = options.compare->fauxqs;
    if (modules.empty()) {
        say("Installing fauxqs from npm");
        modules = directory;
        if (!output_of({"npm", "install", "--silent", "--prefix", modules.string(), "fauxqs"})) {
            say("npm cannot install fauxqs (apt-get install npm): left out");
            return std::nullopt;
        }
    }
    const std::filesystem::path package = modules / "node_modules/fauxqs";
    if (!std::filesystem::exists(package)) {
        say(fmt::format("there is no {}: left out", package.string()));
        return std::nullopt;
    }
    const auto version = output_of(
        {"node", "-p", "require(process.argv[1]).version", (package / "package.json").string()});
    if (!version) {
        say("node cannot be run (apt-get install nodejs): fauxqs is left out");
        return std::nullopt;
    }
    return Contender{.name = "fauxqs",
                     .version = *version,
                     .keeps = "it is in memory",
                     .command = {"node", (package / "dist/cli.js").string()},
                     .variables = {"FAUXQS_PORT={port}", "FAUXQS_LOGGER=false"}};
}

std::optional<Contender> redis(const Options& options) {
    const auto version = output_of({options.compare->redis, "--version"});
    if (!version) {
        say(fmt::format("{} cannot be run (apt-get install redis-server): left out",
                        options.compare->redis));
        return std::nullopt;
    }
    return Contender{.name = "Redis streams",
                     .version = version_in(*version),
                     .keeps = std::string(on_disk),
                     .speaks = Contender::Speaks::redis,
                     .command = {options.compare->redis, "--port", "{port}", "--bind", "127.0.0.1",
                                 "--appendonly", "yes", "--appendfsync", "always", "--save", "",
                                 "--dir", "{data}"},
                     .variables = {}};
}

double sqs_rate(const Options& options, const Measure& measure, const std::string& endpoint) {
    Options run = options;
    run.mode = measure.cycle ? Mode::cycle : Mode::send;
    run.endpoint = endpoint;
    run.batch = measure.batch;
    run.check = false;
    const Report report = LoadRun{run}.run();
    if (!report.good(false)) {
        throw std::runtime_error(as_text(report, run));
    }
    const Action last = measure.cycle ? Action::delete_ : Action::send;
    return static_cast<double>(report.measured.stats.of(last).messages) /
           seconds(report.measured.elapsed);
}

double rate(const Options& options, const Contender& contender, const Measure& measure,
            const Cpus& cpus) {
    const RunningContender running(contender, options.compare->data, cpus.daemon);
    const std::string endpoint = fmt::format("http://127.0.0.1:{}", running.port());
    if (contender.speaks == Contender::Speaks::redis) {
        return messages_per_second({.endpoint = parse_endpoint(endpoint),
                                    .connections = options.connections,
                                    .batch = measure.batch,
                                    .body_bytes = options.body_bytes,
                                    .cycle = measure.cycle,
                                    .warmup = options.warmup,
                                    .duration = *options.duration});
    }
    return sqs_rate(options, measure, endpoint);
}

// Ticks of all processors since the machine began.
struct Ticks {
    double stolen = 0;  // kept by the host of a virtual machine
    double all = 0;
};

Ticks ticks() {
    std::ifstream file("/proc/stat");
    std::string word;
    file >> word;
    Ticks now;
    double count = 0;
    for (int field = 0; field < 8 && file >> count; ++field) {
        now.all += count;
        now.stolen = count;  // the eighth
    }
    return now;
}

struct Measured {
    double rate = 0;
    double host_share = 1;  // of the processor time
};

// A rate falls to a third while the host keeps a third of the processors: so what was disturbed is
// measured again, and the attempt counts that was disturbed least.
Measured undisturbed(const std::function<double()>& measure) {
    Measured best;
    for (int attempt = 0; attempt < attempts_max && best.host_share > host_share_max; ++attempt) {
        const Ticks before = ticks();
        const double rate = measure();
        const Ticks after = ticks();
        const double share = (after.stolen - before.stolen) / std::max(1.0, after.all - before.all);
        if (attempt == 0 || share < best.host_share) {
            best = {.rate = rate, .host_share = share};
        }
    }
    return best;
}

}  // namespace

Comparison compare(const Options& options) {
    const Cpus cpus = two_cpus();
    const TemporaryDirectory modules(std::filesystem::temp_directory_path());
    std::vector<Contender> contenders{forebay(options)};
    for (auto& other : {fauxqs(options, modules.path()), redis(options)}) {
        if (other) {
            contenders.push_back(*other);
        }
    }
    pin_to(cpus.load);

    Comparison comparison{.connections = options.connections,
                          .body_bytes = options.body_bytes,
                          .seconds = seconds(*options.duration),
                          .columns = {}};
    for (const Contender& contender : contenders) {
        comparison.columns.push_back({.name = contender.name,
                                      .version = contender.version,
                                      .keeps = contender.keeps,
                                      .rates = {}});
    }
    for (std::size_t repeat = 0; repeat < options.compare->repeats; ++repeat) {
        for (std::size_t i = 0; i < measures.size(); ++i) {
            for (std::size_t c = 0; c < contenders.size(); ++c) {
                const Measured measured =
                    undisturbed([&] { return rate(options, contenders[c], measures[i], cpus); });
                comparison.columns[c].rates[i].push_back(measured.rate);
                comparison.host_share = std::max(comparison.host_share, measured.host_share);
                say(fmt::format("{} of {}: {}: {}: {:.0f} messages/s", repeat + 1,
                                options.compare->repeats, measures[i].name, contenders[c].name,
                                measured.rate));
                if (interrupts() > 0) {
                    throw std::runtime_error("interrupted");
                }
            }
        }
    }
    return comparison;
}

}  // namespace forebay::load::compare
