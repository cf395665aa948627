#include "server/session.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <exception>
#include <utility>

namespace forebay::server {
namespace {

// A shorter body is copied behind its header and costs one write of one piece; that is cheaper than
// a write of two.
constexpr std::size_t copied_body_bytes_max = std::size_t{4} * 1024;

// What grew beyond this for one request is not kept for the next.
constexpr std::size_t body_bytes_kept = std::size_t{64} * 1024;

// How much room each read of a header has.
constexpr std::size_t header_room = std::size_t{2} * 1024;

// Of the other end; an IPv4 address is one, also on a socket for both.
std::string address_of(const Socket& socket) {
    boost::system::error_code error;
    const auto address = socket.remote_endpoint(error).address();
    if (error) {
        return {};
    }
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    }
    return address.to_string();
}

}  // namespace

Session::Session(Socket socket, std::shared_ptr<Listener> listener)
    : stream_(std::move(socket)), listener_(std::move(listener)) {
    request_.presence = this;
    request_.remote_address = address_of(stream_.socket());
    ++listener_->connection_count();
}

Session::~Session() {
    listener_->body_budget().give_back(budget_);
    --listener_->connection_count();
}

void Session::speak_tls(const std::shared_ptr<ssl_ctx_st>& context) {
    stream_.speak_tls(context);
    request_.over_tls = true;
}

void Session::start() {
    asio::co_spawn(stream_.get_executor(), run(shared_from_this()), asio::detached);
}

void Session::start_refusing() {
    asio::co_spawn(stream_.get_executor(), refuse_connection(shared_from_this()), asio::detached);
}

// `self` keeps the session alive while its coroutine is.
Task<void> Session::run(std::shared_ptr<Session> self) {
    try {
        if (!stream_.is_tls() || co_await shake_hands()) {
            co_await serve();
        }
        if (refusal_) {
            co_await refuse();
        }
    } catch (const std::exception& error) {
        spdlog::error("A session failed. reason=\"{}\"", error.what());
    }
    close();
}

Task<void> Session::refuse_connection(std::shared_ptr<Session> self) {
    try {
        if (!stream_.is_tls() || co_await shake_hands()) {
            fail(503, "Too many connections.");
        }
        if (refusal_) {
            co_await refuse();
        }
    } catch (const std::exception& error) {
        spdlog::error("A session failed. reason=\"{}\"", error.what());
    }
    close();
}

Task<void> Session::serve() {
    bool keep_alive = true;
    while (keep_alive) {
        if (!co_await read_header() || !header_fits()) {
            co_return;
        }
        if (!body_arrived_with_header() && !co_await read_body()) {
            co_return;
        }
        Deadlines::clear(*this);
        parser_.describe(input_.bytes(), request_);

        protocol::HttpResponse response;
        try {
            response = co_await listener_->handler().handle(request_);
        } catch (const std::exception& error) {
            spdlog::error("A request failed. reason=\"{}\"", error.what());
            response = response_for({500, "The server failed to handle the request."});
        }
        on_leave_ = nullptr;
        if (left_ || closed_ || response.status == 0) {
            co_return;
        }
        if (response.stream) {
            co_return co_await stream(response);
        }
        if (response.converse) {
            co_return co_await converse(response);
        }
        keep_alive = parser_.keep_alive() && !listener_->stopping();
        if (!co_await answer(response, keep_alive)) {
            co_return;
        }
        finish_request();
        if (keep_alive && input_.empty()) {
            // The next request comes only after this answer has got there, so looking for it at
            // once is mostly in vain, and a failed read costs as much as one that succeeds.
            co_await asio::post(asio::deferred);
        }
    }
}

Task<bool> Session::read_header() {
    for (;;) {
        if (!input_.empty()) {
            const auto status = parser_.parse(input_.bytes());
            if (status == RequestParser::Status::refused) {
                refusal_ = parser_.refusal();
                co_return false;
            }
            if (status == RequestParser::Status::done) {
                timed_out_ = false;
                co_return true;
            }
            if (input_.size() > listener_->limits().header_bytes_max) {
                co_return fail(431, "The header is too long.");
            }
        }
        const auto kind = input_.empty() ? DeadlineKind::idle : DeadlineKind::header;
        const Received received = co_await receive(kind, header_room);
        if (received == Received::timed_out && kind == DeadlineKind::header) {
            co_return fail(408, "The header did not arrive in time.");
        }
        if (received != Received::data) {
            co_return false;
        }
    }
}

// Refuses what is too long before it is sent.
bool Session::header_fits() {
    const ServerLimits& limits = listener_->limits();
    if (parser_.header_bytes() > limits.header_bytes_max) {
        return fail(431, "The header is too long.");
    }
    if (parser_.content_length() > limits.body_bytes_max) {
        return fail(413, "The body is too long.");
    }
    return true;
}

// Behind what else is ready to run: so the responses to requests that came together go out
// together. One by one each would wake a client of this machine that then has nothing else to read.
Task<bool> Session::answer(const protocol::HttpResponse& response, bool keep_alive) {
    write_head(response, {.keep_alive = keep_alive, .date_line = listener_->date_header().line()},
               head_);
    std::string_view body = response.body;
    if (request_.method == "HEAD" || response.status == 204 || response.status == 304) {
        body = {};
    }
    if (body.size() <= copied_body_bytes_max) {
        head_.append(body);
        body = {};
    }
    co_await asio::post(asio::deferred);
    co_return !closed_ && co_await send_head(body);
}

// The end of the connection ends the body.
Task<void> Session::stream(const protocol::HttpResponse& response) {
    const ResponseFrame frame{
        .keep_alive = false, .date_line = listener_->date_header().line(), .has_length = false};
    write_head(response, frame, head_);
    if (co_await send_head({})) {
        co_await response.stream(*this);
    }
}

Task<bool> Session::send(std::string part) {
    if (left_ || closed_ || ended_ || listener_->stopping()) {
        co_return false;
    }
    head_ = std::move(part);
    co_return co_await send_head({});
}

Task<void> Session::converse(const protocol::HttpResponse& response) {
    web_socket_ = std::make_unique<WebSocketStream>(stream_, *listener_);
    if (co_await web_socket_->accept(input_.bytes())) {
        co_await response.converse(*web_socket_);
        co_await web_socket_->finish();
    }
}

// The client may still be sending what we do not want to read; it hears why before we close.
Task<void> Session::refuse() {
    const protocol::HttpResponse response = response_for(*refusal_);
    request_.method = {};
    if (co_await answer(response, false)) {
        co_await linger();
    }
}

void Session::finish_request() {
    input_.consume(parser_.header_bytes() + body_bytes_used_);
    body_bytes_used_ = 0;
    parser_.reset();
    listener_->body_budget().give_back(budget_);
    request_.body.clear();
    if (request_.body.capacity() > body_bytes_kept) {
        request_.body.shrink_to_fit();
    }
    timed_out_ = false;
}

bool Session::fail(unsigned status, std::string_view message) {
    refusal_ = Refusal{status, message};
    return false;
}

}  // namespace forebay::server
