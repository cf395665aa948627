#include "protocol/admin/request.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace forebay::protocol::admin {

Result<json::object> read_object(std::string_view body,
                                 std::initializer_list<std::string_view> members) {
    if (body.empty()) {
        return json::object();
    }
    boost::system::error_code error;
    json::value value = json::parse(body, error);
    if (error || !value.is_object()) {
        return Error{Errc::malformed_request, "The body must be a JSON object."};
    }
    for (const auto& member : value.get_object()) {
        if (std::ranges::find(members, std::string_view(member.key())) == members.end()) {
            return Error{Errc::malformed_request,
                         fmt::format("There is no member {}; there are: {}.",
                                     std::string_view(member.key()), fmt::join(members, ", "))};
        }
    }
    return std::move(value.get_object());
}

Error wrong(std::string_view member, std::string_view expected) {
    return {Errc::malformed_request, fmt::format("{} must be {}.", member, expected)};
}

void refuse(unsigned status, std::string_view message, HttpResponse& response) {
    response.status = status;
    response.content_type = "application/json";
    response.body = json::serialize(json::object{{"message", message}});
}

}  // namespace forebay::protocol::admin
