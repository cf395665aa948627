#include "tests/server/running_server.hpp"

#include "server/deadlines.hpp"
#include "tests/server/certificate.hpp"
#include "tests/server/kinds.hpp"
#include <forebay/base/assert.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>

#include <csignal>
#include <new>
#include <stdexcept>

namespace forebay::server {

using protocol::HttpRequest;
using protocol::HttpResponse;

Task<HttpResponse> TestHandler::handle(HttpRequest& request) {
    if (request.target == "/park") {
        co_return co_await park(request);
    }
    if (request.target == "/throw") {
        throw std::runtime_error("on purpose");
    }
    if (request.target == "/no_memory") {
        throw std::bad_alloc();
    }
    HttpResponse response;
    response.content_type = "text/plain";
    if (request.target == "/long") {
        response.body.assign(std::size_t{1} << 20U, 'y');
        co_return response;
    }
    if (request.target == "/empty") {
        response.status = 204;
        co_return response;
    }
    if (request.target == "/address") {
        response.body = request.remote_address;
        co_return response;
    }
    if (request.target == "/inject") {
        response.headers.emplace_back("X-Echo", "a\r\nX-Evil: b\n");
    }
    if (request.target == "/scheme") {
        response.body = request.over_tls ? "https" : "http";
        co_return response;
    }
    response.body.append(request.method).append(" ").append(request.target).append(" ");
    response.body += request.body;
    co_return response;
}

Task<HttpResponse> TestHandler::park(HttpRequest& request) {
    SteadyTimer timer(co_await asio::this_coro::executor);
    bool gone = false;
    request.presence->watch([&] {
        ++left;
        gone = true;
        timer.cancel();
    });
    ++parked;
    while (!gone && !release) {
        timer.expires_after(std::chrono::milliseconds(2));
        co_await timer.async_wait(asio::as_tuple(use_task));
    }
    request.presence->unwatch();
    --parked;
    HttpResponse response;
    response.body.append("parked ").append(request.header("x-name"));
    co_return response;
}

namespace {

ServerOptions options_of_kind(const ServerLimits& limits) {
    static const TestCertificate certificate;
    static const auto tls = *TlsContext::load(certificate.options());
    const bool over_tls = OnEachKind::over_tls();
    return {.addresses = {{.host = "127.0.0.1", .port = 0, .over_tls = over_tls}},
            .limits = limits,
            .tls = over_tls ? tls : nullptr};
}

}  // namespace

RunningServer::RunningServer(const ServerLimits& limits, int thread_count)
    : RunningServer(thread_count, options_of_kind(limits)) {}

RunningServer::RunningServer(int thread_count, ServerOptions options) {
    std::signal(SIGPIPE, SIG_IGN);
    std::vector<Executor> executors;
    for (int i = 0; i < thread_count; ++i) {
        asio::io_context& context = contexts_.emplace_back(1);
        work_.emplace_back(context.get_executor());
        executors.push_back(context.get_executor());
    }
    auto server = Server::listen(options, executors, handler_);
    FOREBAY_ASSERT(server.has_value());
    server_ = std::move(*server);
    server_->start();
    for (asio::io_context& context : contexts_) {
        threads_.emplace_back([&context] { context.run(); });
    }
}

RunningServer::~RunningServer() {
    handler_.release = true;
    server_.reset();  // stops
    work_.clear();
    threads_.clear();  // each ends when nothing is left to do: a leaked session shows as a hang
}

}  // namespace forebay::server
