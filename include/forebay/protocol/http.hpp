#pragma once

#include <forebay/base/presence.hpp>
#include <forebay/base/task.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace forebay::protocol {

using forebay::Presence;

struct Header {
    std::string_view name;
    std::string_view value;
};

/// One HTTP request, whole. The views live until it is answered.
struct HttpRequest {
    std::string_view method;  ///< as sent: `POST`
    std::string_view target;  ///< as sent: path and query, still percent-encoded
    std::span<const Header> headers;
    std::string body;
    bool over_tls = false;
    std::string remote_address =
        {};                        ///< who is connected: `192.0.2.1`, `2001:db8::1`; empty: unknown
    Presence* presence = nullptr;  ///< null where nobody watches: in tests

    /// The value of the header `name` (any case), or an empty view.
    std::string_view header(std::string_view name) const;
};

/// A body that goes on until one side ends it: server-sent events. Used on the session's thread.
class EndlessBody {
public:
    virtual ~EndlessBody() = default;

    /// Sends a part, and returns when there is room for the next: who reads slowly is sent slowly.
    /// False: the client has gone, reads nothing at all, or the server stops.
    virtual Task<bool> send(std::string part) = 0;
};

/// A connection that has become a WebSocket (RFC 6455). Used on the session's thread.
class WebSocket {
public:
    virtual ~WebSocket() = default;

    /// The next message; nullopt: the connection has ended, or the server stops.
    virtual Task<std::optional<std::string>> receive() = 0;

    /// Sends a text, behind those that are being sent, and returns when there is room for the next.
    /// False: as with EndlessBody.
    virtual Task<bool> send(std::string text) = 0;

    /// Ends the conversation: `receive` and `send` say so. `code` is one of RFC 6455, 7.4.
    virtual void close(std::uint16_t code) = 0;

    /// False: it was closed, or the server stops.
    virtual bool is_open() const = 0;
};

/// The answer. The session adds Date, Content-Length and Connection.
struct HttpResponse {
    unsigned status = 200;          ///< 0: none is sent, the connection ends instead
    std::string_view content_type;  ///< static text; empty: no such header
    std::string request_id;         ///< x-amzn-RequestId; empty: no such header
    std::vector<std::pair<std::string_view, std::string>> headers;  ///< their names: static text
    std::string body;

    // What comes after the head instead of `body`, if it is there; the connection ends with it.
    std::function<Task<void>(EndlessBody&)> stream = {};
    std::function<Task<void>(WebSocket&)> converse = {};  ///< the status is 101 then
};

/// What a server serves: called on the thread of the session's executor, once per request.
class HttpHandler {
public:
    virtual ~HttpHandler() = default;
    virtual Task<HttpResponse> handle(HttpRequest& request) = 0;
};

}  // namespace forebay::protocol
