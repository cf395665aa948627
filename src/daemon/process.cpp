#include "daemon/process.hpp"

#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <thread>

namespace forebay::daemon {

std::size_t thread_count(std::size_t wanted) {
    if (wanted != 0) {
        return wanted;
    }
    cpu_set_t cpus;
    if (sched_getaffinity(0, sizeof(cpus), &cpus) == 0) {
        return static_cast<std::size_t>(std::max(1, CPU_COUNT(&cpus)));
    }
    return std::max(1U, std::thread::hardware_concurrency());  // more CPUs than cpu_set_t holds
}

std::uint64_t raise_open_files_limit() {
    rlimit limit = {};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 0;
    }
    const rlimit raised = {.rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max};
    return setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

void ignore_broken_pipes() {
    std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace forebay::daemon
