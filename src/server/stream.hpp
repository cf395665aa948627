#pragma once

#include "server/tls_connection.hpp"
#include <forebay/base/task.hpp>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace forebay::server {

using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

/// A connection's bytes, over TLS or as they are: one of Asio's streams. What is as it is costs a
/// branch. Reading and writing may be under way at one time, each once; cancelling and closing
/// what is under is done on `socket()`, which never blocks.
///
/// Belongs to the socket's thread.
class Stream {
public:
    using executor_type = Executor;
    using next_layer_type = Socket;  // by which Beast finds what is under

    explicit Stream(Socket socket) : socket_(std::move(socket)) {}
    ~Stream() { abandon_tls(); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// From now on it is TLS; begins with `async_handshake`.
    void speak_tls(const std::shared_ptr<ssl_ctx_st>& context) {
        tls_ = std::make_shared<TlsConnection>(context, socket_.native_handle());
    }
    void speak_plainly() {
        abandon_tls();
        tls_.reset();
    }

    bool is_tls() const { return tls_ != nullptr; }

    /// After a handshake that failed: what the client sent instead was HTTP.
    bool met_http() const { return tls_ != nullptr && tls_->met_http(); }

    Executor get_executor() { return socket_.get_executor(); }
    Socket& socket() { return socket_; }
    Socket& next_layer() { return socket_; }
    const Socket& next_layer() const { return socket_; }

    template <class Token>
    auto async_handshake(Token&& token) {
        return attempt([](TlsConnection& tls) { return tls.shake_hands(); },
                       std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        if (!tls_) {
            return socket_.async_read_some(buffers, std::forward<Token>(token));
        }
        return attempt([to = first<asio::mutable_buffer>(buffers)](
                           TlsConnection& tls) { return read(tls, to); },
                       std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        if (!tls_) {
            return socket_.async_write_some(buffers, std::forward<Token>(token));
        }
        return attempt([from = first<asio::const_buffer>(buffers)](
                           TlsConnection& tls) { return write(tls, from); },
                       std::forward<Token>(token));
    }

    /// What can be read and written at once, else `would_block`.
    std::size_t read_some(asio::mutable_buffer buffer, boost::system::error_code& error) {
        return tls_ ? count_of(read(*tls_, buffer), error) : socket_.read_some(buffer, error);
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& buffers, boost::system::error_code& error) {
        if (!tls_) {
            return socket_.write_some(buffers, error);
        }
        std::size_t written = 0;
        const auto end = asio::buffer_sequence_end(buffers);
        for (auto it = asio::buffer_sequence_begin(buffers); it != end; ++it) {
            for (asio::const_buffer left = *it; left.size() > 0;) {
                const std::size_t count = count_of(write(*tls_, left), error);
                written += count;
                if (error) {
                    return written;
                }
                left += count;
            }
        }
        return written;
    }

    /// Says that nothing more comes from us; the client may go on.
    void end_sending() {
        say_goodbye();
        boost::system::error_code ignored;
        socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    }
    void close() {
        say_goodbye();
        abandon_tls();
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

    /// Only what TLS itself says.
    void say_goodbye() {
        if (tls_ && socket_.is_open()) {
            tls_->say_goodbye();
        }
    }

private:
    using Outcome = TlsConnection::Outcome;

    /// Tries, and waits for the socket in between, until it is done or the wait is cancelled.
    template <class Try>
    struct Attempt {
        Socket& socket;
        std::shared_ptr<TlsConnection> tls;
        Try again;
        bool is_first = true;  // a handler is not called by what it is given to
        bool is_over = false;  // but next
        Outcome outcome = {};

        template <class Self>
        void operator()(Self& self, boost::system::error_code error = {}) {
            if (is_over) {
                self.complete(outcome.error, outcome.count);
                return;
            }
            // Between the socket's becoming ready and this, it may have been closed, and all of us
            // with it.
            if (error || tls->is_abandoned() || !socket.is_open()) {
                self.complete(error ? error : asio::error::operation_aborted, 0);
                return;
            }
            outcome = again(*tls);
            if (outcome.need != TlsConnection::Need::nothing) {
                is_first = false;
                const auto wait = outcome.need == TlsConnection::Need::to_read
                                      ? asio::socket_base::wait_read
                                      : asio::socket_base::wait_write;
                socket.async_wait(wait, std::move(self));
            } else if (is_first) {
                is_over = true;
                const Executor executor = socket.get_executor();
                asio::post(executor, std::move(self));
            } else {
                self.complete(outcome.error, outcome.count);
            }
        }
    };

    template <class Try, class Token>
    auto attempt(Try again, Token&& token) {
        return asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
            Attempt<Try>{socket_, tls_, std::move(again)}, token, socket_);
    }

    // TLS takes one piece at a time.
    template <class Buffer, class Buffers>
    static Buffer first(const Buffers& buffers) {
        const auto end = asio::buffer_sequence_end(buffers);
        for (auto it = asio::buffer_sequence_begin(buffers); it != end; ++it) {
            if (const Buffer buffer(*it); buffer.size() > 0) {
                return buffer;
            }
        }
        return {};
    }

    static Outcome read(TlsConnection& tls, asio::mutable_buffer to) {
        return to.size() == 0 ? Outcome() : tls.read(to.data(), to.size());
    }
    static Outcome write(TlsConnection& tls, asio::const_buffer from) {
        return from.size() == 0 ? Outcome() : tls.write(from.data(), from.size());
    }
    static std::size_t count_of(const Outcome& outcome, boost::system::error_code& error) {
        error = outcome.need == TlsConnection::Need::nothing
                    ? outcome.error
                    : boost::system::error_code(asio::error::would_block);
        return outcome.count;
    }

    void abandon_tls() {
        if (tls_) {
            tls_->abandon();
        }
    }

    Socket socket_;
    std::shared_ptr<TlsConnection> tls_;  // null: as they are
};

/// How a WebSocket on it ends: Beast finds them by their names.
inline void teardown(boost::beast::role_type role, Stream& stream,
                     boost::system::error_code& error) {
    stream.say_goodbye();
    boost::beast::websocket::teardown(role, stream.socket(), error);
}
template <class Handler>
void async_teardown(boost::beast::role_type role, Stream& stream, Handler&& handler) {
    stream.say_goodbye();
    boost::beast::websocket::async_teardown(role, stream.socket(), std::forward<Handler>(handler));
}

}  // namespace forebay::server
