#include "daemon/drain.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <chrono>
#include <latch>
#include <thread>

namespace forebay::daemon {
namespace {

using namespace std::chrono_literals;

// Returns when each thread has done what was posted to it before.
void wait_for_turn(std::span<const Executor> executors) {
    std::latch turns(static_cast<std::ptrdiff_t>(executors.size()));
    for (const Executor& executor : executors) {
        asio::post(executor, [&turns] { turns.count_down(); });
    }
    turns.wait();
}

// Waits until no connection is open; false when `patience` has run out before.
bool wait_until_closed(const server::Server& server, std::chrono::milliseconds patience) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (server.connection_count() > 0) {
        if (std::chrono::steady_clock::now() >= end) {
            return false;
        }
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

}  // namespace

void drain(server::Server& server, std::span<const Executor> executors) {
    server.stop_accepting();
    wait_for_turn(executors);  // who was connected before is counted from here on
    if (wait_until_closed(server, 1s)) {
        return;
    }
    spdlog::warn("Cutting off connections. connections={}", server.connection_count());
    server.stop();
    wait_until_closed(server, 200ms);
}

}  // namespace forebay::daemon
