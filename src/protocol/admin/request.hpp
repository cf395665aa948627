#pragma once

#include "protocol/aws_query/form.hpp"
#include "protocol/page.hpp"
#include <forebay/base/result.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

/// What requests below `/_forebay/` have in common: JSON in and out.
namespace forebay::protocol::admin {

namespace json = boost::json;

/// A request, and the part of its path that stands where the route has `*`, decoded.
struct Asked {
    const PageCall& page;
    std::string name;
};

/// A path, and what is answered there.
struct Route {
    std::string_view path;                       ///< behind `/_forebay/`; `*` stands for one part
    std::string_view methods;                    ///< as the header Allow has them
    std::string_view setting;                    ///< what turns it on; empty: it is always on
    bool (*is_on)(const FrontOptions& options);  ///< null: always
    Task<Result<json::value>> (*answer)(const Asked& asked);  ///< errors: `status_of` in page.cpp
};

/// The body, an object that has no members but these; an empty body is an empty object. Errors:
/// Errc::malformed_request, with what is wrong.
Result<json::object> read_object(std::string_view body,
                                 std::initializer_list<std::string_view> members);

/// The parameters of a request's URL, decoded, which are only these. The views are into `query`.
/// Errors: Errc::malformed_request.
Result<aws_query::Form> read_query(std::string_view query,
                                   std::initializer_list<std::string_view> names);

/// `limit`, from 1 to `max`; `otherwise` if it is not there.
Result<std::size_t> read_limit(const aws_query::Form& form, std::size_t max, std::size_t otherwise);

/// Errc::malformed_request, with a text that names the member.
Error wrong(std::string_view member, std::string_view expected);

/// `{"message":"…"}`
void refuse(unsigned status, std::string_view message, HttpResponse& response);

}  // namespace forebay::protocol::admin
