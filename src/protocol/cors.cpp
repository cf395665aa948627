#include "protocol/cors.hpp"

#include <string>

namespace forebay::protocol {

void allow_origin(const HttpRequest& request, HttpResponse& response) {
    if (request.header("Origin").empty()) {
        return;
    }
    auto& headers = response.headers;
    headers.emplace_back("Access-Control-Allow-Origin", "*");
    headers.emplace_back(
        "Access-Control-Expose-Headers",
        "x-amzn-RequestId, x-amzn-query-error, x-amzn-ErrorType, x-amz-crc32, Date");
    if (request.method != "OPTIONS") {
        return;
    }
    headers.emplace_back("Access-Control-Allow-Methods", "GET,POST,OPTIONS");
    const std::string_view wanted = request.header("Access-Control-Request-Headers");
    if (!wanted.empty()) {
        headers.emplace_back("Access-Control-Allow-Headers", wanted);
    }
    headers.emplace_back("Access-Control-Max-Age", "172800");
}

}  // namespace forebay::protocol
