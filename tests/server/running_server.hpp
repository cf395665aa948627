#pragma once

#include <forebay/server/server.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <list>
#include <memory>
#include <thread>
#include <vector>

namespace forebay::server {

/// Answers each request with what it was: `POST /path body`. Some paths do something else:
/// `/park` waits until the client has gone or `release` is set, `/throw` and `/no_memory` throw,
/// `/long` answers 1 MiB, `/address` the client's, `/scheme` how it came, `/inject` puts a line end
/// into a header, `/empty` answers 204.
class TestHandler final : public protocol::HttpHandler {
public:
    Task<protocol::HttpResponse> handle(protocol::HttpRequest& request) override;

    std::atomic<bool> release = false;
    std::atomic<int> parked = 0;  ///< requests that wait
    std::atomic<int> left = 0;    ///< calls of on_leave

private:
    Task<protocol::HttpResponse> park(protocol::HttpRequest& request);
};

/// A server on a free port of 127.0.0.1, running until it is destroyed; it speaks what tests of
/// each kind are about.
class RunningServer {
public:
    explicit RunningServer(const ServerLimits& limits = {}, int thread_count = 1);
    RunningServer(int thread_count, ServerOptions options);
    ~RunningServer();
    RunningServer(const RunningServer&) = delete;
    RunningServer& operator=(const RunningServer&) = delete;

    std::uint16_t port() const { return server_->port(); }
    Server& server() { return *server_; }
    TestHandler& handler() { return handler_; }

private:
    using Work = asio::executor_work_guard<Executor>;

    TestHandler handler_;
    std::list<asio::io_context> contexts_;
    std::vector<Work> work_;
    std::unique_ptr<Server> server_;
    std::vector<std::jthread> threads_;
};

/// Waits until `condition` holds; false: it did not within five seconds.
template <class Condition>
bool eventually(Condition condition) {
    for (int i = 0; i < 5000; ++i) {
        if (condition()) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
}

}  // namespace forebay::server
