#pragma once

#include <forebay/protocol/http.hpp>

#include <string>
#include <string_view>
#include <vector>

/// The one spelling of a request that a signature of version 4 is made of: what proxies and
/// libraries may change on the way is brought into one form, by the client and by us.
namespace forebay::protocol::signature {

/// Which of the spellings that clients use is taken.
struct Spelling {
    std::string_view host;         ///< the value of the header `host`
    bool path_is_as_sent = false;  ///< else its dots are resolved, and it is encoded once more
    std::string_view body_digest;  ///< SHA-256 in hexadecimal, or UNSIGNED-PAYLOAD
};

/// The canonical request. `query` is still percent-encoded; `signed_headers` are in lower case. A
/// header that is not there has no value.
std::string canonical_request(const HttpRequest& request, std::string_view path,
                              std::string_view query,
                              const std::vector<std::string>& signed_headers,
                              const Spelling& spelling);

/// `path` without `.`, `..` and empty parts, each character percent-encoded that needs to be: also
/// the `%` of what was encoded already.
std::string canonical_path(std::string_view path);

/// The parameters in order, without the signature itself.
std::string canonical_query(std::string_view query);

}  // namespace forebay::protocol::signature
