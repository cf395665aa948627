#include "server/listener.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/server/server.hpp>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <vector>

namespace forebay::server {
namespace {

using boost::system::error_code;
using Endpoint = asio::ip::tcp::endpoint;

/// SO_REUSEPORT as an option of Asio's, which has none.
class ReusePort {
public:
    explicit ReusePort(bool on) : value_(on ? 1 : 0) {}

    template <class Protocol>
    int level(const Protocol&) const {
        return SOL_SOCKET;
    }
    template <class Protocol>
    int name(const Protocol&) const {
        return SO_REUSEPORT;
    }
    template <class Protocol>
    const int* data(const Protocol&) const {
        return &value_;
    }
    template <class Protocol>
    std::size_t size(const Protocol&) const {
        return sizeof(value_);
    }

private:
    int value_;
};

enum class Sharing : std::uint8_t { alone, with_our_threads };

Acceptor bound_acceptor(const Executor& executor, const Endpoint& endpoint, Sharing sharing,
                        error_code& error) {
    Acceptor acceptor(executor);
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        acceptor.set_option(asio::socket_base::reuse_address(true), error);
    }
    if (!error && sharing == Sharing::with_our_threads) {
        acceptor.set_option(ReusePort(true), error);
    }
    if (!error) {
        acceptor.bind(endpoint, error);
    }
    if (!error) {
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    }
    return acceptor;
}

class ThreadedServer final : public Server {
public:
    ThreadedServer(std::vector<Address> addresses,
                   std::shared_ptr<std::atomic<std::size_t>> connection_count,
                   std::vector<std::shared_ptr<Listener>> listeners)
        : addresses_(std::move(addresses)),
          connection_count_(std::move(connection_count)),
          listeners_(std::move(listeners)) {}

    ~ThreadedServer() override { on_each_thread(&Listener::stop); }

    const std::vector<Address>& addresses() const override { return addresses_; }
    void start() override { on_each_thread(&Listener::start); }
    void stop_accepting() override { on_each_thread(&Listener::stop_accepting); }
    void stop() override { on_each_thread(&Listener::stop); }
    std::size_t connection_count() const override { return *connection_count_; }

    ServerMeasurement measure() const override {
        ServerMeasurement measured{.connections = connection_count()};
        for (const auto& listener : listeners_) {
            const Traffic& traffic = listener->traffic();
            measured.connections_max = listener->limits().connections_max;
            measured.accepted += traffic.accepted.count();
            measured.refused += traffic.refused.count();
            measured.received_bytes += traffic.received_bytes.count();
            measured.sent_bytes += traffic.sent_bytes.count();
            measured.body_bytes += listener->body_budget().bytes_total();
            measured.body_bytes_max += listener->body_budget().bytes_max();
        }
        return measured;
    }

private:
    void on_each_thread(void (Listener::*call)()) {
        for (const auto& listener : listeners_) {
            asio::post(listener->executor(), [listener, call] { (listener.get()->*call)(); });
        }
    }

    std::vector<Address> addresses_;
    std::shared_ptr<std::atomic<std::size_t>> connection_count_;
    std::vector<std::shared_ptr<Listener>> listeners_;
};

// An acceptor on `address` for each executor; the port that was free is written there.
Result<std::vector<Acceptor>> bound_acceptors(Address& address,
                                              std::span<const Executor> executors) {
    error_code error;
    Endpoint endpoint(asio::ip::make_address(address.host, error), address.port);
    if (error) {
        return Error{Errc::internal,
                     fmt::format("Cannot listen: \"{}\" is not an IP address.", address.host)};
    }
    const auto refused = [&] {
        return Error{Errc::internal, fmt::format("Cannot listen on {} port {}: {}.", address.host,
                                                 address.port, error.message())};
    };

    // Another process that shares its ports would share this one with us too, and get half of our
    // clients. So a socket that does not share tries first.
    if (endpoint.port() != 0) {
        bound_acceptor(executors.front(), endpoint, Sharing::alone, error);
        if (error) {
            return refused();
        }
    }
    std::vector<Acceptor> acceptors;
    for (const Executor& executor : executors) {
        acceptors.push_back(bound_acceptor(executor, endpoint, Sharing::with_our_threads, error));
        if (error) {
            return refused();
        }
        endpoint.port(acceptors.back().local_endpoint().port());
    }
    address.port = endpoint.port();
    return acceptors;
}

}  // namespace

Result<std::unique_ptr<Server>> Server::listen(const ServerOptions& options,
                                               std::span<const Executor> executors,
                                               protocol::HttpHandler& handler) {
    const auto connection_count = std::make_shared<std::atomic<std::size_t>>(0);
    std::vector<std::shared_ptr<Listener>> listeners;
    for (const Executor& executor : executors) {
        Listener::Options part;
        part.limits = options.limits;
        part.body_bytes_total_max = options.limits.body_bytes_total_max / executors.size();
        part.connection_count = connection_count;
        part.tls = options.tls;
        listeners.push_back(std::make_shared<Listener>(executor, handler, std::move(part)));
    }
    std::vector<Address> addresses = options.addresses;
    for (Address& address : addresses) {
        FOREBAY_ASSERT(!address.over_tls || options.tls != nullptr);
        auto acceptors = bound_acceptors(address, executors);
        if (!acceptors) {
            return acceptors.error();
        }
        for (std::size_t i = 0; i < listeners.size(); ++i) {
            listeners[i]->add(std::move((*acceptors)[i]), address.over_tls);
        }
    }
    return std::unique_ptr<Server>(std::make_unique<ThreadedServer>(
        std::move(addresses), connection_count, std::move(listeners)));
}

}  // namespace forebay::server
