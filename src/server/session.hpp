#pragma once

#include "server/body_budget.hpp"
#include "server/chunked_decoder.hpp"
#include "server/deadlines.hpp"
#include "server/input_buffer.hpp"
#include "server/listener.hpp"
#include "server/refusal.hpp"
#include "server/request_parser.hpp"
#include "server/stream.hpp"
#include "server/web_socket.hpp"
#include <forebay/protocol/http.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace forebay::server {

/// One connection: reads requests, has them handled, writes the responses, one after the other.
///
/// A coroutine, `run`, is the session's life and keeps it alive. What has arrived is parsed, and
/// what can be written is written, without leaving it; it suspends only when the socket has nothing
/// or takes nothing. While a request is parked (see protocol::Presence), and only then, a read runs
/// beside the coroutine, into the space behind the request: it finds out that the client has gone,
/// or brings the next request.
///
/// What touches `stream_`, which may speak TLS, is in session_socket.cpp and session_presence.cpp;
/// what knows HTTP is in session.cpp and session_body.cpp.
class Session final : public std::enable_shared_from_this<Session>,
                      public protocol::Presence,
                      public protocol::EndlessBody,
                      public DeadlineHolder,
                      public SessionHook {
public:
    Session(Socket socket, std::shared_ptr<Listener> listener);
    ~Session() override;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void speak_tls(const std::shared_ptr<ssl_ctx_st>& context);  ///< before it starts
    void start();           ///< serves the connection until it ends
    void start_refusing();  ///< says that there are too many, and closes

    void close_if_idle();  ///< if it waits for a request of which nothing has come
    void close();

    // The request that is being handled.
    void watch(std::function<void()> on_leave) override;
    void unwatch() override;

    /// A part of an answer that goes on.
    Task<bool> send(std::string part) override;

    void on_deadline(DeadlineKind kind) override;

private:
    enum class Received : std::uint8_t { data, closed, timed_out };

    // The way of a request: session.cpp. Where a bool says whether to go on, the reason not to is
    // in `refusal_`, or there is none: the connection ended.
    Task<void> run(std::shared_ptr<Session> self);
    Task<void> refuse_connection(std::shared_ptr<Session> self);
    Task<void> serve();
    Task<bool> read_header();
    bool header_fits();
    Task<bool> answer(const protocol::HttpResponse& response, bool keep_alive);
    Task<void> stream(const protocol::HttpResponse& response);
    Task<void> converse(const protocol::HttpResponse& response);
    Task<void> refuse();
    void finish_request();
    bool fail(unsigned status, std::string_view message);

    // Its body: session_body.cpp.
    bool body_arrived_with_header();
    Task<bool> read_body();
    Task<bool> read_short_body();
    Task<bool> read_long_body();
    Task<bool> read_chunked_body();
    Task<bool> receive_body(std::size_t room);
    bool check_body(Received received);
    Task<bool> hold_budget(std::size_t bytes);

    // The socket: session_socket.cpp.
    Task<bool> shake_hands();
    Task<Received> receive(DeadlineKind kind, std::size_t room);
    Task<Received> receive_into(std::span<char> space, DeadlineKind kind, std::size_t& count);
    std::optional<Received> receive_now(std::size_t& count);
    std::optional<Received> why_over() const;
    Received why_not(const boost::system::error_code& error);
    Task<bool> send_head(std::string_view body);
    Task<void> linger();

    // Reading beside a parked request: session_presence.cpp.
    class ReadAheadHandler;
    void read_ahead();
    void on_read_ahead(const boost::system::error_code& error, std::size_t count);
    Task<Received> receive_by_read_ahead(DeadlineKind kind);
    void leave();

    Stream stream_;
    std::shared_ptr<Listener> listener_;
    bool closed_ = false;     // by us
    bool ended_ = false;      // by the client, or broken
    bool timed_out_ = false;  // what we waited for has not come
    bool idle_ = false;       // waits for the first byte of a request

    InputBuffer input_;  // begins with the request that is read or handled
    RequestParser parser_;
    ChunkedDecoder decoder_;
    protocol::HttpRequest request_;
    std::size_t body_bytes_used_ = 0;  // of the input, behind the header
    BodyBudget::Share budget_;
    std::optional<Refusal> refusal_;
    std::string head_;  // of the response, with its body when that is short

    std::unique_ptr<WebSocketStream> web_socket_;  // what the connection has become

    std::function<void()> on_leave_;
    bool left_ = false;  // `on_leave_` was called
    bool reading_ahead_ = false;
    std::move_only_function<void()> after_read_ahead_;  // resumes `run`
};

}  // namespace forebay::server
