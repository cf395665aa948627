#pragma once

#include "load/endpoint.hpp"
#include "load/http_reply.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::load {

/// A non-blocking socket that carries one request and its reply at a time. Its owner waits for
/// readiness. Buffers keep their size, so a request allocates nothing once they have grown.
class Connection {
public:
    enum class State { closed, connecting, idle, waiting };

    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { close(); }

    /// Begins to connect; false (with errno) when that fails at once.
    bool open(const Endpoint& endpoint);

    /// Whether the attempt to connect succeeded, called when the socket is writable; sets errno.
    bool finish_open();

    void close();

    State state() const { return state_; }
    int socket() const { return socket_; }

    /// The next request: filled by the caller, then sent by `send()`. Outlives the connection.
    std::string& request() { return out_; }

    /// Sends what the socket takes; `wants_to_write()` tells whether some is left. False: lost.
    bool send();
    bool wants_to_write() const { return state_ == State::waiting && sent_ < out_.size(); }

    enum class Read { nothing, reply, lost, bad };

    /// Takes what has arrived. After `reply`, status() and body() are valid until `release_reply`.
    Read read();

    int status() const { return parser_.status(); }
    std::string_view body() const { return parser_.body(in_.data()); }

    /// Forgets the reply. False when the server wants this connection closed.
    bool release_reply();

    /// Whether an idle connection was closed by its peer meanwhile.
    bool is_stale() const;

private:
    Read progress_of(HttpReplyParser::Progress progress) const;

    int socket_ = -1;
    State state_ = State::closed;
    std::string out_;
    std::size_t sent_ = 0;
    std::vector<char> in_;
    std::size_t in_size_ = 0;
    HttpReplyParser parser_;
};

}  // namespace forebay::load
