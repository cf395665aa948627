#include <forebay/base/uuid.hpp>
#include <forebay/server/echo.hpp>

namespace forebay::server {

Task<protocol::HttpResponse> EchoHandler::handle(protocol::HttpRequest&) {
    protocol::HttpResponse response;
    response.content_type = "application/x-amz-json-1.0";
    response.request_id = to_string(random_uuid());
    response.body = R"({"MessageId":"5fea7756-0ea4-451a-a703-a558b933e274",)"
                    R"("MD5OfMessageBody":"fafb00f5732ab283681e124bf8747ed1"})";
    co_return response;
}

}  // namespace forebay::server
