#pragma once

#include <forebay/base/presence.hpp>
#include <forebay/base/task.hpp>

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
    Presence* presence = nullptr;  ///< null where nobody watches: in tests

    /// The value of the header `name` (any case), or an empty view.
    std::string_view header(std::string_view name) const;
};

/// The answer. The session adds Date, Content-Length and Connection.
struct HttpResponse {
    unsigned status = 200;
    std::string_view content_type;  ///< static text; empty: no such header
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

/// What a server serves: called on the thread of the session's executor, once per request.
class HttpHandler {
public:
    virtual ~HttpHandler() = default;
    virtual Task<HttpResponse> handle(HttpRequest& request) = 0;
};

}  // namespace forebay::protocol
