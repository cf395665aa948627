#include "daemon/import_config.hpp"

#include "provision/import/import.hpp"
#include "provision/provision.hpp"
#include "provision/read.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace forebay::daemon {
namespace {

void complain(std::string_view text) {
    fmt::print(stderr, "forebay: {}\n", text);
}

}  // namespace

bool import_config(const std::filesystem::path& file, std::string_view format) {
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream || text.empty()) {
        complain(fmt::format("{}: cannot be read: {}", file.string(),
                             stream ? "it is empty" : std::strerror(errno)));
        return false;
    }
    const auto written = provision::import_config(text, provision::parse_import_format(format));
    if (!written) {
        complain(fmt::format("{}:{}", file.string(), written.error().detail));
        return false;
    }
    fmt::print("{}", written->toml);
    for (const std::string& warning : written->warnings) {
        complain(fmt::format("{}: {}", file.string(), warning));
    }
    provision::Problems problems;
    const provision::Declarations declarations =
        provision::read_text(written->toml, "the settings file", written->owner, problems);
    problems.add(provision::check(declarations, {}, nullptr).problems);
    for (const std::string& problem : problems.lines()) {
        complain(problem);
    }
    return problems.empty();
}

}  // namespace forebay::daemon
