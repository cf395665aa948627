#include "server/web_socket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <utility>

namespace forebay::server {
namespace {

namespace websocket = boost::beast::websocket;

constexpr std::size_t message_bytes_max = std::size_t{64} * 1024;
constexpr std::chrono::seconds handshake_timeout{10};
constexpr std::chrono::seconds silence_max{60};  // a ping is sent after half of it

}  // namespace

WebSocketStream::WebSocketStream(Stream& stream, const Listener& listener)
    : stream_(stream), listener_(listener), change_(stream.get_executor()) {
    websocket::stream_base::timeout timeouts;
    timeouts.handshake_timeout = handshake_timeout;
    timeouts.idle_timeout = silence_max;
    timeouts.keep_alive_pings = true;
    stream_.set_option(timeouts);
    stream_.read_message_max(message_bytes_max);
    stream_.text(true);
}

Task<bool> WebSocketStream::accept(std::string_view handshake) {
    const auto [error] =
        co_await stream_.async_accept(asio::buffer(handshake), asio::as_tuple(use_task));
    co_return !error;
}

Task<std::optional<std::string>> WebSocketStream::receive() {
    if (has_ended_) {
        co_return std::nullopt;
    }
    boost::beast::flat_buffer buffer;
    const auto [error, size] = co_await stream_.async_read(buffer, asio::as_tuple(use_task));
    if (error || close_code_) {
        has_ended_ = true;
        co_return std::nullopt;
    }
    co_return boost::beast::buffers_to_string(buffer.data());
}

Task<bool> WebSocketStream::send(std::string text) {
    while (is_sending_) {
        co_await wait_for_change();
    }
    if (!is_open()) {
        co_return false;
    }
    is_sending_ = true;
    const auto [error, size] =
        co_await stream_.async_write(asio::buffer(text), asio::as_tuple(use_task));
    is_sending_ = false;
    change_.cancel();
    has_ended_ = has_ended_ || error;
    co_return !error;
}

void WebSocketStream::close(std::uint16_t code) {
    if (close_code_ || has_ended_) {
        return;
    }
    close_code_ = code;
    is_closing_ = true;
    asio::co_spawn(stream_.get_executor(), say_goodbye(), asio::detached);
}

bool WebSocketStream::is_open() const {
    return !has_ended_ && !close_code_ && !listener_.stopping() && stream_.is_open();
}

// The read that is under way ends with it.
Task<void> WebSocketStream::say_goodbye() {
    const websocket::close_reason reason(*close_code_);
    (void)co_await stream_.async_close(reason, asio::as_tuple(use_task));
    is_closing_ = false;
    change_.cancel();
}

Task<void> WebSocketStream::wait_for_change() {
    change_.expires_at(SteadyTimer::time_point::max());
    (void)co_await change_.async_wait(asio::as_tuple(use_task));
}

Task<void> WebSocketStream::finish() {
    if (!close_code_ && stream_.is_open()) {
        close_code_ =
            static_cast<std::uint16_t>(listener_.stopping() ? websocket::close_code::going_away
                                                            : websocket::close_code::normal);
        co_await say_goodbye();
    }
    while (is_closing_) {
        co_await wait_for_change();
    }
}

}  // namespace forebay::server
