#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace forebay::load::compare {

/// A daemon that is compared: how it is started on a port of 127.0.0.1, and what it is.
struct Contender {
    enum class Speaks { sqs, redis };

    std::string name;
    std::string version;  ///< what it says of itself
    std::string keeps;    ///< when a reply comes: what a table says of its durability
    Speaks speaks = Speaks::sqs;
    std::vector<std::string> command;    ///< `{port}` and `{data}` are replaced
    std::vector<std::string> variables;  ///< NAME=value, likewise
};

/// Two CPUs that this process may use: one for the daemon, one for the load.
struct Cpus {
    int daemon = 0;
    int load = 0;
};

/// Throws std::runtime_error when this process may use one CPU only.
Cpus two_cpus();

/// Keeps this thread, and those that it starts, on that CPU.
void pin_to(int cpu);

/// A contender's process, on a CPU of its own and on an empty directory; both end with this.
class RunningContender {
public:
    /// Waits until it accepts connections. Its data goes to a new directory in `parent`.
    /// Throws std::runtime_error when it does not start, with what it wrote.
    RunningContender(const Contender& contender, const std::filesystem::path& parent, int cpu);
    ~RunningContender();
    RunningContender(const RunningContender&) = delete;
    RunningContender& operator=(const RunningContender&) = delete;

    std::uint16_t port() const { return port_; }

private:
    void start(const Contender& contender, int cpu);
    void wait_until_it_listens(const Contender& contender);
    void end();

    std::filesystem::path directory_;
    std::uint16_t port_ = 0;
    pid_t process_ = -1;
};

/// What a command writes to standard output, without the end of its last line. Nothing when it
/// cannot be run or fails.
std::optional<std::string> output_of(const std::vector<std::string>& command);

}  // namespace forebay::load::compare
