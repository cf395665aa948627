#include "load/compare/compare.hpp"
#include "load/interrupt.hpp"
#include "load/load_run.hpp"
#include "load/options.hpp"
#include "load/report.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <fstream>

namespace {

constexpr int exit_bad = 1;         // something was lost or altered, or requests failed
constexpr int exit_cannot_run = 2;  // nothing was measured

void write(const std::string& path, const std::string& text) {
    if (path.empty()) {
        return;
    }
    if (path == "-") {
        fmt::print("{}", text);
        return;
    }
    std::ofstream file{path};
    file << text << std::flush;
    if (!file) {
        fmt::print(stderr, "error: cannot write {}\n", path);
    }
}

int measure(const forebay::load::Options& options) {
    const auto report = forebay::load::LoadRun{options}.run();
    fmt::print(options.json == "-" ? stderr : stdout, "{}",
               forebay::load::as_text(report, options));
    write(options.json, forebay::load::as_json(report, options));
    return report.good(options.strict) ? 0 : exit_bad;
}

int compare(const forebay::load::Options& options) {
    namespace compare = forebay::load::compare;
    const compare::Comparison comparison = compare::compare(options);
    fmt::print(options.json == "-" ? stderr : stdout, "{}", compare::as_markdown(comparison));
    write(options.json, compare::as_json(comparison));
    write(options.compare->svg, compare::as_svg(comparison));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    int exit_code = 0;
    const auto options = forebay::load::parse_options(argc, argv, exit_code);
    if (!options) {
        return exit_code;
    }
    try {
        forebay::load::count_interrupts();
        return options->compare ? compare(*options) : measure(*options);
    } catch (const std::exception& error) {
        fmt::print(stderr, "error: {}\n", error.what());
        return exit_cannot_run;
    }
}
