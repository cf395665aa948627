#pragma once

#include "server/body_budget.hpp"
#include "server/deadlines.hpp"
#include "server/response_writer.hpp"
#include "server/stream.hpp"
#include <forebay/base/tally.hpp>
#include <forebay/protocol/http.hpp>
#include <forebay/server/server.hpp>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list.hpp>

#include <atomic>
#include <cstddef>
#include <list>
#include <memory>

namespace forebay::server {

class Session;

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

/// The sessions of a thread, linked through themselves.
using SessionHook =
    boost::intrusive::list_base_hook<boost::intrusive::tag<Session>,
                                     boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

/// What a thread's connections have brought so far. Any thread may read it.
struct Traffic {
    Tally accepted;
    Tally refused;
    Tally received_bytes;
    Tally sent_bytes;
};

/// One thread's part of a server: its acceptors, its sessions, and what they share.
///
/// Belongs to its executor's thread. Its sessions keep it alive.
class Listener : public std::enable_shared_from_this<Listener> {
public:
    struct Options {
        ServerLimits limits;
        std::size_t body_bytes_total_max = 0;                        ///< of this thread
        std::shared_ptr<std::atomic<std::size_t>> connection_count;  ///< over all threads
        std::shared_ptr<TlsContext> tls;  ///< null, if no acceptor needs it
    };

    Listener(const Executor& executor, protocol::HttpHandler& handler, Options options);
    ~Listener();

    /// Before `start`.
    void add(Acceptor acceptor, bool over_tls);

    void start();
    void stop_accepting();
    void stop();

    // For its sessions.
    const ServerLimits& limits() const { return options_.limits; }
    protocol::HttpHandler& handler() { return handler_; }
    const Executor& executor() const { return executor_; }
    Deadlines& deadlines() { return *deadlines_; }
    BodyBudget& body_budget() { return body_budget_; }
    DateHeader& date_header() { return date_header_; }
    Traffic& traffic() { return traffic_; }
    bool stopping() const { return stopping_; }
    std::atomic<std::size_t>& connection_count() { return *options_.connection_count; }

private:
    using Sessions = boost::intrusive::list<Session, boost::intrusive::base_hook<SessionHook>,
                                            boost::intrusive::constant_time_size<false>>;

    struct Entrance {
        Acceptor acceptor;
        SteadyTimer pause;  // after an accept that failed for want of descriptors or memory
        bool over_tls;
    };

    Task<void> accept_all(std::shared_ptr<Listener> self, Entrance& entrance);
    Task<void> wait_for_resources(Entrance& entrance, const boost::system::error_code& error);
    void accept_backlog(Entrance& entrance);
    void begin_session(Socket socket, bool over_tls);

    Executor executor_;
    std::list<Entrance> entrances_;
    protocol::HttpHandler& handler_;
    Options options_;
    std::shared_ptr<Deadlines> deadlines_;
    BodyBudget body_budget_;
    DateHeader date_header_;
    Traffic traffic_;
    Sessions sessions_;
    bool stopping_ = false;
};

}  // namespace forebay::server
