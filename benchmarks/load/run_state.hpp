#pragma once

#include "load/clock.hpp"
#include "load/endpoint.hpp"
#include "load/ledger.hpp"
#include "load/message_body.hpp"
#include "load/request_writer.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace forebay::load {

/// What a connection does in a phase, again and again.
enum class Work {
    send,     ///< send
    receive,  ///< receive, and leave the messages in flight
    collect,  ///< receive, and keep the handles for a `delete_` phase
    delete_,  ///< delete what a `collect` phase received
    cycle,    ///< send, receive, delete
    drain,    ///< receive, delete
};

/// A stretch of a run in which all connections do the same.
struct Phase {
    Work work = Work::send;
    RequestShape shape;
    double rate = 0;             ///< steps begun a second on all connections, 0: as fast as it goes
    Duration warmup{};           ///< statistics begin after it
    Duration empty_pause{};      ///< wait after an empty receive
    bool until_deleted = false;  ///< ends when all acknowledged messages are deleted
};

/// How patient a run is.
struct Patience {
    Duration timeout{};  ///< for a reply, and for a connection
    bool tolerate_reconnects = false;
    Duration reconnect_timeout{};  ///< then a server that is gone ends the run
    std::uint64_t errors_max = 0;  ///< then the run ends, 0: never
};

/// What the threads of a run share. Set up before a phase begins; during a phase only the atomics,
/// the ledger and `abort` change.
struct RunState {
    Endpoint endpoint;
    Credentials credentials;
    Patience patience;
    std::size_t connections = 1;  ///< on all threads
    std::size_t threads = 1;
    bool any_reply = false;  ///< echo: each reply with status 200 is good, and no message is kept
    std::vector<std::string> queue_urls;  ///< each the inside of a JSON string

    MessageBodies bodies;
    Ledger& ledger;

    std::atomic<std::uint64_t> next_number = 0;
    std::atomic<std::uint64_t> number_limit = 0;  ///< numbers below it may be sent
    std::atomic<std::int64_t> sends_outstanding = 0;
    std::atomic<bool> stopping = false;  ///< no new request is begun
    std::atomic<std::uint64_t> errors = 0;

    /// Up to `count` fresh message numbers, in a row.
    struct Numbers {
        std::uint64_t first = 0;
        std::size_t count = 0;  ///< 0 when all that may be sent were taken
    };
    Numbers take_numbers(std::size_t count);

    RunState(MessageBodies message_bodies, Ledger& run_ledger)
        : bodies(std::move(message_bodies)), ledger(run_ledger) {}

    /// Ends the run early. The first reason is the one that is told.
    void abort(const std::string& reason);
    std::string abort_reason() const;

private:
    mutable std::mutex abort_mutex_;
    std::string abort_reason_;
};

}  // namespace forebay::load
