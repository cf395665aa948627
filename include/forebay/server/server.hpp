#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/model/measurements.hpp>
#include <forebay/protocol/http.hpp>
#include <forebay/server/tls.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace forebay::server {

/// What a client may do to a session before it is closed. Sizes in bytes.
struct ServerLimits {
    std::size_t header_bytes_max = std::size_t{16} << 10U;
    std::size_t body_bytes_max = std::size_t{16} << 20U;
    std::size_t connections_max = 10'000;  ///< over all threads
    /// Bodies being received and answered at one time, over all threads; beyond it connections
    /// wait to be read.
    std::size_t body_bytes_total_max = std::size_t{256} << 20U;
    Duration header_timeout{10'000};  ///< from a request's first byte to the end of its header
    Duration body_timeout{60'000};    ///< from there to the end of its body
    Duration idle_timeout{120'000};   ///< between requests
    Duration write_timeout{60'000};   ///< until the client has taken a response
};

/// Where to listen.
struct Address {
    std::string host;        ///< of an interface: `127.0.0.1`, `::1`, `0.0.0.0`
    std::uint16_t port = 0;  ///< 0: any free one
    bool over_tls = false;

    friend bool operator==(const Address&, const Address&) = default;
};

struct ServerOptions {
    std::vector<Address> addresses;  ///< one or more
    ServerLimits limits;
    std::shared_ptr<TlsContext> tls;  ///< null, if no address needs it
};

/// Accepts connections on each of some threads and answers their HTTP requests with a handler.
///
/// Each thread has its own acceptor on each port (SO_REUSEPORT), and a connection stays on the
/// thread that accepted it. `stop_accepting`, `stop` and the destructor may come from any thread.
class Server {
public:
    /// Listens, but accepts nothing before `start`. Errors: Errc::internal, when an address is
    /// wrong or in use (also by another process that shares ports); it is named.
    static Result<std::unique_ptr<Server>> listen(const ServerOptions& options,
                                                  std::span<const Executor> executors,
                                                  protocol::HttpHandler& handler);

    virtual ~Server() = default;

    /// Where it listens, with the ports that were free.
    virtual const std::vector<Address>& addresses() const = 0;
    std::uint16_t port() const { return addresses().front().port; }  ///< of the first

    virtual void start() = 0;

    /// Closes the acceptors and the idle connections; requests that are in flight are answered,
    /// with `Connection: close`.
    virtual void stop_accepting() = 0;

    /// How many connections are open.
    virtual std::size_t connection_count() const = 0;

    /// From any thread.
    virtual ServerMeasurement measure() const = 0;

    /// Closes every connection that is left.
    virtual void stop() = 0;
};

}  // namespace forebay::server
