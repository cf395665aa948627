#include "daemon/echo.hpp"

#include "daemon/drain.hpp"
#include "daemon/json_line.hpp"
#include "daemon/listening.hpp"
#include "daemon/process.hpp"
#include "daemon/stop_signal.hpp"
#include <forebay/server/echo.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <spdlog/spdlog.h>

#include <memory>
#include <thread>
#include <vector>

namespace forebay::daemon {
namespace {

// Threads as the broker's shards are, each with its own io_context, and nothing to do for them.
class Threads {
public:
    explicit Threads(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            contexts_.push_back(std::make_unique<asio::io_context>(1));
            guards_.emplace_back(contexts_.back()->get_executor());
        }
    }

    ~Threads() { stop(); }
    Threads(const Threads&) = delete;
    Threads& operator=(const Threads&) = delete;

    std::vector<Executor> executors() {
        std::vector<Executor> executors;
        for (const auto& context : contexts_) {
            executors.push_back(context->get_executor());
        }
        return executors;
    }

    void start() {
        for (const auto& context : contexts_) {
            threads_.emplace_back([&context = *context] { context.run(); });
        }
    }

    void stop() {
        for (const auto& context : contexts_) {
            context->stop();
        }
        threads_.clear();
    }

private:
    std::vector<std::unique_ptr<asio::io_context>> contexts_;
    std::vector<asio::executor_work_guard<Executor>> guards_;
    std::vector<std::jthread> threads_;
};

}  // namespace

int echo(const config::Settings& settings) {
    StopSignal stop_signal;
    Threads threads(thread_count(settings.broker.threads));
    const auto executors = threads.executors();
    server::EchoHandler handler;

    const auto options = server_options(settings);
    if (!options) {
        return 1;
    }
    auto listening = server::Server::listen(*options, executors, handler);
    if (!listening) {
        spdlog::error("Cannot listen. error={}", log_value(listening.error().detail));
        return 1;
    }
    const std::unique_ptr<server::Server> server = std::move(*listening);
    threads.start();
    server->start();
    spdlog::info("Ready. mode=echo address={} threads={}", log_addresses(server->addresses()),
                 executors.size());

    while (stop_signal.wait() != StopSignal::Asked::to_stop) {
    }
    drain(*server, executors);
    threads.stop();
    return 0;
}

}  // namespace forebay::daemon
