#include "protocol/admin/request.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

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

Result<aws_query::Form> read_query(std::string_view query,
                                   std::initializer_list<std::string_view> names) {
    auto form = aws_query::Form::parse(query, {});
    if (!form) {
        return Error{Errc::malformed_request, "The query cannot be read."};
    }
    for (const aws_query::Parameter& parameter : form->parameters()) {
        if (std::ranges::find(names, parameter.name) == names.end()) {
            return Error{Errc::malformed_request,
                         fmt::format("There is no parameter {}; there are: {}.", parameter.name,
                                     fmt::join(names, ", "))};
        }
    }
    return form;
}

Result<std::size_t> read_limit(const aws_query::Form& form, std::size_t max,
                               std::size_t otherwise) {
    if (!form.has("limit")) {
        return otherwise;
    }
    const std::string_view text = form.value("limit");
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 1 || value > max) {
        return wrong("limit", fmt::format("a whole number from 1 to {}", max));
    }
    return value;
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
