#pragma once

#include "server/listener.hpp"
#include "server/stream.hpp"
#include <forebay/protocol/http.hpp>

#include <boost/beast/websocket/stream.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace forebay::server {

/// A session's connection, once it has become a WebSocket.
///
/// Messages are sent one after the other; a client that takes nothing holds up those who send to
/// it, and nobody else, until it has missed two pings. Belongs to the session's thread.
class WebSocketStream final : public protocol::WebSocket {
public:
    static constexpr std::uint16_t going_away = 1001;

    /// Both outlive it.
    WebSocketStream(Stream& stream, const Listener& listener);

    /// Reads the handshake, which is what has arrived, and answers it. False: it is none, and the
    /// client has been told.
    Task<bool> accept(std::string_view handshake);

    Task<std::optional<std::string>> receive() override;
    Task<bool> send(std::string text) override;
    void close(std::uint16_t code) override;
    bool is_open() const override;

    /// After the last `receive` and `send`: says goodbye.
    Task<void> finish();

private:
    Task<void> say_goodbye();
    Task<void> wait_for_change();

    boost::beast::websocket::stream<Stream&> stream_;
    const Listener& listener_;
    SteadyTimer change_;  // is cancelled when one of these has changed
    bool is_sending_ = false;
    bool is_closing_ = false;
    bool has_ended_ = false;  // there is nothing more to receive
    std::optional<std::uint16_t> close_code_;
};

}  // namespace forebay::server
