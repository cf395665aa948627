#pragma once

#include <forebay/protocol/http.hpp>

namespace forebay::protocol {

/// Lets web pages of any origin call: adds to `response` the headers that the browser which sent
/// `request` asks for; none for other clients, which send no Origin. SQS specification 2.4.
void allow_origin(const HttpRequest& request, HttpResponse& response);

}  // namespace forebay::protocol
