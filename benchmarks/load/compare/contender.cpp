#include "load/compare/contender.hpp"

#include "load/clock.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace forebay::load::compare {
namespace {

using namespace std::chrono_literals;

constexpr Duration start_within = 20s;
constexpr Duration end_within = 10s;
constexpr Duration look_again_after = 5ms;
constexpr int exit_cannot_execute = 127;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

std::uint16_t free_port() {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t bytes = sizeof address;
    const bool bound = ::bind(probe, reinterpret_cast<const sockaddr*>(&address), bytes) == 0 &&
                       ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &bytes) == 0;
    ::close(probe);
    if (!bound) {
        throw std::runtime_error(fmt::format("no free port: {}", std::strerror(errno)));
    }
    return ntohs(address.sin_port);
}

bool accepts(std::uint16_t port) {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool connected =
        ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(probe);
    return connected;
}

std::string replaced(std::string text, std::string_view what, const std::string& by) {
    if (const std::size_t at = text.find(what); at != std::string::npos) {
        text.replace(at, what.size(), by);
    }
    return text;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    for (std::string& word : words) {
        out.push_back(word.data());
    }
    out.push_back(nullptr);
    return out;
}

// Settings of the user's own broker are none of the one that is measured.
std::vector<std::string> inherited_variables() {
    std::vector<std::string> out;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        if (!std::string_view(*variable).starts_with("FOREBAY_")) {
            out.emplace_back(*variable);
        }
    }
    return out;
}

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Cpus two_cpus() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    ::sched_getaffinity(0, sizeof allowed, &allowed);
    std::vector<int> cpus;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (CPU_ISSET(static_cast<unsigned>(cpu), &allowed)) {
            cpus.push_back(cpu);
        }
    }
    if (cpus.size() < 2) {
        throw std::runtime_error("a daemon and the load need a CPU each, and there is only one");
    }
    return {.daemon = cpus[0], .load = cpus[1]};
}

void pin_to(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<unsigned>(cpu), &set);
    ::sched_setaffinity(0, sizeof set, &set);
}

RunningContender::RunningContender(const Contender& contender, const std::filesystem::path& parent,
                                   int cpu) {
    std::string name = (parent / "forebay-compare-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error(fmt::format("{}: {}", name, std::strerror(errno)));
    }
    directory_ = name;
    port_ = free_port();
    try {
        start(contender, cpu);
        wait_until_it_listens(contender);
    } catch (...) {
        end();
        throw;
    }
}

RunningContender::~RunningContender() {
    end();
}

void RunningContender::start(const Contender& contender, int cpu) {
    const auto filled_in = [this](const std::vector<std::string>& words) {
        std::vector<std::string> out;
        for (const std::string& word : words) {
            out.push_back(replaced(replaced(word, "{port}", std::to_string(port_)), "{data}",
                                   directory_.string()));
        }
        return out;
    };
    std::vector<std::string> command = filled_in(contender.command);
    std::vector<std::string> variables = filled_in(contender.variables);
    const std::vector<std::string> inherited = inherited_variables();
    variables.insert(variables.end(), inherited.begin(), inherited.end());
    const std::vector<char*> environment = pointers(variables);
    const std::vector<char*> arguments = pointers(command);
    const std::string log = directory_ / "log";

    process_ = ::fork();
    if (process_ < 0) {
        throw std::runtime_error(fmt::format("fork: {}", std::strerror(errno)));
    }
    if (process_ == 0) {
        pin_to(cpu);
        const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::dup2(out, STDOUT_FILENO);
        ::dup2(out, STDERR_FILENO);
        ::execvpe(arguments[0], arguments.data(), environment.data());
        ::_exit(exit_cannot_execute);
    }
}

void RunningContender::wait_until_it_listens(const Contender& contender) {
    const TimePoint deadline = Clock::now() + start_within;
    while (!accepts(port_)) {
        if (::waitpid(process_, nullptr, WNOHANG) == process_) {
            process_ = -1;
            throw std::runtime_error(fmt::format("{} ended at once: {}", contender.command[0],
                                                 text_of(directory_ / "log")));
        }
        if (Clock::now() > deadline) {
            throw std::runtime_error(fmt::format("{} does not listen: {}", contender.command[0],
                                                 text_of(directory_ / "log")));
        }
        std::this_thread::sleep_for(look_again_after);
    }
}

void RunningContender::end() {
    if (process_ > 0) {
        ::kill(process_, SIGTERM);
        const TimePoint deadline = Clock::now() + end_within;
        while (::waitpid(process_, nullptr, WNOHANG) == 0) {
            if (Clock::now() > deadline) {
                ::kill(process_, SIGKILL);
            }
            std::this_thread::sleep_for(look_again_after);
        }
        process_ = -1;
    }
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

std::optional<std::string> output_of(const std::vector<std::string>& command) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return std::nullopt;
    }
    std::vector<std::string> words = command;
    const std::vector<char*> arguments = pointers(words);
    const pid_t process = ::fork();
    if (process == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::execvp(arguments[0], arguments.data());
        ::_exit(exit_cannot_execute);
    }
    ::close(ends[1]);
    std::string text;
    std::array<char, 4096> buffer;
    ssize_t size = 0;
    while ((size = ::read(ends[0], buffer.data(), buffer.size())) > 0) {
        text.append(buffer.data(), static_cast<std::size_t>(size));
    }
    ::close(ends[0]);
    int status = -1;
    if (process < 0 || ::waitpid(process, &status, 0) != process || status != 0) {
        return std::nullopt;
    }
    while (text.ends_with('\n')) {
        text.pop_back();
    }
    return text;
}

}  // namespace forebay::load::compare
