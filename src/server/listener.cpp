#include "server/listener.hpp"

#include "server/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>

namespace forebay::server {
namespace {

constexpr Duration linger_timeout{5'000};
constexpr std::chrono::milliseconds resource_pause{100};
constexpr std::size_t refused_connections_max = 64;

Deadlines::Timeouts timeouts(const ServerLimits& limits) {
    // How long a client may take to hear a refusal is no setting, but never longer than the others.
    return {limits.header_timeout, limits.body_timeout, limits.idle_timeout, limits.write_timeout,
            std::min(linger_timeout, limits.header_timeout)};
}

bool lacks_resources(const boost::system::error_code& error) {
    return error == boost::system::errc::too_many_files_open ||
           error == boost::system::errc::too_many_files_open_in_system ||
           error == boost::system::errc::no_buffer_space ||
           error == boost::system::errc::not_enough_memory;
}

}  // namespace

Listener::Listener(const Executor& executor, protocol::HttpHandler& handler, Options options)
    : executor_(executor),
      handler_(handler),
      options_(std::move(options)),
      deadlines_(std::make_shared<Deadlines>(executor_, timeouts(options_.limits))),
      body_budget_(options_.body_bytes_total_max) {}

Listener::~Listener() = default;

void Listener::add(Acceptor acceptor, bool over_tls) {
    entrances_.push_back({std::move(acceptor), SteadyTimer(executor_), over_tls});
}

void Listener::start() {
    if (stopping_) {
        return;
    }
    for (Entrance& entrance : entrances_) {
        asio::co_spawn(executor(), accept_all(shared_from_this(), entrance), asio::detached);
    }
}

void Listener::stop_accepting() {
    if (stopping_) {
        return;
    }
    stopping_ = true;
    for (Entrance& entrance : entrances_) {
        accept_backlog(entrance);
        boost::system::error_code ignored;
        entrance.acceptor.close(ignored);
        entrance.pause.cancel();
    }
    for (Session& session : sessions_) {
        session.close_if_idle();
    }
}

void Listener::stop() {
    stop_accepting();
    for (Session& session : sessions_) {
        session.close();
    }
    body_budget_.wake_all();
    deadlines_->stop();
}

Task<void> Listener::accept_all(std::shared_ptr<Listener> self, Entrance& entrance) {
    while (!stopping_) {
        Socket socket(executor());
        const auto [error] =
            co_await entrance.acceptor.async_accept(socket, asio::as_tuple(use_task));
        if (!error) {
            begin_session(std::move(socket), entrance.over_tls);
        } else if (lacks_resources(error) && !stopping_) {
            co_await wait_for_resources(entrance, error);
        }
        // Else the client has gone before it was accepted, or we stop.
    }
}

// The connection stays in the kernel's queue: trying again at once would only burn the processor.
Task<void> Listener::wait_for_resources(Entrance& entrance,
                                        const boost::system::error_code& error) {
    spdlog::warn("Cannot accept connections for a moment. reason=\"{}\"", error.message());
    entrance.pause.expires_after(resource_pause);
    co_await entrance.pause.async_wait(asio::as_tuple(use_task));
}

// Whoever has got a connection from the kernel is answered; closing would reset it.
void Listener::accept_backlog(Entrance& entrance) {
    boost::system::error_code error;
    entrance.acceptor.non_blocking(true, error);
    while (!error) {
        Socket socket(executor());
        entrance.acceptor.accept(socket, error);
        if (!error) {
            begin_session(std::move(socket), entrance.over_tls);
        }
    }
}

void Listener::begin_session(Socket socket, bool over_tls) {
    const std::size_t open = connection_count().load(std::memory_order_relaxed);
    traffic_.accepted.add();
    traffic_.refused.add(open >= limits().connections_max ? 1 : 0);
    if (open >= limits().connections_max + refused_connections_max) {
        return;  // so many that there is no time even to say so
    }
    boost::system::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket.non_blocking(true, ignored);
    try {
        const auto session = std::make_shared<Session>(std::move(socket), shared_from_this());
        if (over_tls) {
            session->speak_tls(options_.tls->current());
        }
        sessions_.push_back(*session);
        if (open >= limits().connections_max) {
            session->start_refusing();
        } else {
            session->start();
        }
    } catch (const std::exception& error) {
        spdlog::error("A connection could not be served. reason=\"{}\"", error.what());
    }
}

}  // namespace forebay::server
