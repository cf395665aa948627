#pragma once

#include <forebay/protocol/http.hpp>

namespace forebay::server {

/// Answers every request as if it had sent a message: the cost of the HTTP edge alone, against
/// which the broker proper is measured.
class EchoHandler final : public protocol::HttpHandler {
public:
    Task<protocol::HttpResponse> handle(protocol::HttpRequest& request) override;
};

}  // namespace forebay::server
