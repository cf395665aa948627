#pragma once

#include "protocol/page.hpp"
#include <forebay/base/result.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <initializer_list>
#include <string_view>

/// What requests below `/_forebay/` have in common: JSON in and out.
namespace forebay::protocol::admin {

namespace json = boost::json;

/// A path, and what is answered there.
struct Route {
    std::string_view path;     ///< behind `/_forebay/`
    std::string_view methods;  ///< as the header Allow has them
    std::string_view setting;  ///< what turns it on; empty: it is always on
    bool (*is_on)(const FrontOptions& options);
    /// Errors: see `status_of`.
    Task<Result<json::value>> (*answer)(const PageCall& call);
};

/// The body, an object that has no members but these; an empty body is an empty object. Errors:
/// Errc::malformed_request, with what is wrong.
Result<json::object> read_object(std::string_view body,
                                 std::initializer_list<std::string_view> members);

/// Errc::malformed_request, with a text that names the member.
Error wrong(std::string_view member, std::string_view expected);

/// `{"message":"…"}`
void refuse(unsigned status, std::string_view message, HttpResponse& response);

}  // namespace forebay::protocol::admin
