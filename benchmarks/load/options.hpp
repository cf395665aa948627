#pragma once

#include "load/clock.hpp"
#include "load/request_writer.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace forebay::load {

enum class Mode { send, receive, delete_, cycle, drain, publish, put, get, query, echo, verify };

/// What the sends of a mode are.
constexpr Form form_of(Mode mode) {
    switch (mode) {
        case Mode::publish:
            return Form::publication;
        case Mode::put:
            return Form::put;
        case Mode::get:
            return Form::get;
        case Mode::query:
            return Form::query;
        default:
            return Form::message;
    }
}

/// Which daemons are compared, and how.
struct CompareOptions {
    std::string forebay;                 ///< program; empty: the one beside this program
    std::string fauxqs;                  ///< where it is installed; empty: npm does it
    std::string redis = "redis-server";  ///< program
    std::string data = ".";              ///< where their data directories are made
    std::size_t repeats = 3;
    std::string svg;  ///< file; empty: none
};

/// What the command line asks for.
struct Options {
    Mode mode = Mode::cycle;

    std::string endpoint = "http://127.0.0.1:4566";
    Credentials credentials;

    std::size_t connections = 64;
    std::size_t threads = 1;
    std::size_t batch = 1;
    std::size_t body_bytes = 1024;
    std::uint64_t groups = 0;
    std::uint64_t tenants = 0;
    std::size_t queues = 1;
    double rate = 0;  ///< steps a second, 0: as fast as it goes

    std::optional<Duration> duration;  ///< default: 10 s, unless there is `messages`
    std::optional<std::uint64_t> messages;
    std::optional<std::uint64_t> prefill;  ///< default: by mode
    Duration warmup{};
    std::optional<int> visibility_s;
    int wait_s = 0;

    std::string queue;        ///< empty: a unique name
    std::string topic;        ///< the ARN of the topic to publish to
    std::string table;        ///< the name of the table to put items into, or to read them from
    std::uint64_t items = 1;  ///< of the table, to choose from
    std::string attribute;    ///< `name=text`, of what is published; empty: none
    bool keep = false;
    std::optional<bool> check;  ///< default: by mode
    bool strict = false;
    std::optional<Duration> settle;

    Duration timeout = std::chrono::seconds{30};
    bool tolerate_reconnects = false;
    Duration reconnect_timeout = std::chrono::seconds{60};
    std::uint64_t errors_max = 1000;

    std::optional<CompareOptions> compare;  ///< when daemons are compared, whatever the mode

    std::string json;     ///< file, `-`: standard output
    std::string journal;  ///< file
    bool progress = false;
};

std::string name_of(Mode mode);

/// Reads the command line. Nothing when the program is to end at once with `exit_code`, because
/// help was asked for or a flag is wrong; what there is to say was then printed.
std::optional<Options> parse_options(int argc, char** argv, int& exit_code);

/// Reads `500us`, `20ms`, `1.5s`, `2m`, `1h`. Nothing when `text` is not a duration.
std::optional<Duration> parse_duration(const std::string& text);

}  // namespace forebay::load
