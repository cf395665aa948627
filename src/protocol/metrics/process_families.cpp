#include "protocol/metrics/families.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace forebay::protocol {

namespace {

using enum MetricType;

// What comes behind the name of the process in /proc/self/stat: see proc(5).
std::vector<double> fields_of_stat() {
    std::ifstream file("/proc/self/stat");
    std::string text;
    std::getline(file, text);
    std::istringstream fields(text.substr(text.rfind(')') + 1));
    std::string state;
    fields >> state;
    return {std::istream_iterator<double>(fields), {}};
}

// When the system was started, in seconds since 1970.
double boot_time() {
    std::ifstream file("/proc/stat");
    std::string word;
    while (file >> word) {
        if (word == "btime") {
            double seconds = 0;
            file >> seconds;
            return seconds;
        }
    }
    return 0;
}

double open_descriptors() {
    std::error_code error;
    std::filesystem::directory_iterator files("/proc/self/fd", error);
    return error ? 0 : static_cast<double>(std::distance(begin(files), end(files)) - 1);  // its own
}

}  // namespace

void add_process_families(FamilyMakers& makers) {
    const std::vector<double> fields = fields_of_stat();
    constexpr std::size_t utime = 10;  // counted from the field behind the state
    constexpr std::size_t stime = 11;
    constexpr std::size_t start_time = 18;
    constexpr std::size_t virtual_bytes = 19;
    constexpr std::size_t resident_pages = 20;
    if (fields.size() > resident_pages) {
        const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
        add_one(makers, "process_cpu_seconds_total", Counter, "User and system CPU time.",
                (fields[utime] + fields[stime]) / ticks);
        add_one(makers, "process_start_time_seconds", Gauge, "When it started, since 1970.",
                boot_time() + fields[start_time] / ticks);
        add_one(makers, "process_virtual_memory_bytes", Gauge, "Virtual memory.",
                fields[virtual_bytes]);
        add_one(makers, "process_resident_memory_bytes", Gauge, "Resident memory.",
                fields[resident_pages] * static_cast<double>(::sysconf(_SC_PAGESIZE)));
    }
    add_one(makers, "process_open_fds", Gauge, "Open file descriptors.", open_descriptors());
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        add_one(makers, "process_max_fds", Gauge, "How many there may be.",
                static_cast<double>(limit.rlim_cur));
    }
}

}  // namespace forebay::protocol
