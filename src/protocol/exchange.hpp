#pragma once

#include "protocol/action.hpp"
#include "protocol/caller.hpp"
#include <forebay/base/result.hpp>
#include <forebay/protocol/http.hpp>

#include <string>
#include <string_view>

namespace forebay::protocol {

/// A request target in its parts, still percent-encoded.
struct Target {
    std::string_view path;   ///< without scheme and host, if the client sent them
    std::string_view query;  ///< without the `?`

    static Target of(std::string_view text);
};

/// What both protocols begin with.
struct Incoming {
    const HttpRequest& request;
    Target target;
    std::span<const Service> services;
    std::string_view endpoint;  ///< as in service::Context
};

/// One request and its answer, in one protocol.
class Exchange : public Body {
public:
    /// What is asked for. Errors: Errc::unknown_action, Errc::malformed_request.
    virtual Result<const Action*> action() = 0;

    /// Of which service, as far as it is known, and who asks, as they say: after `action`.
    virtual const Service& service() const = 0;
    virtual const Credential& credential() const = 0;

    /// Makes the answer an error; the details are DynamoDB's.
    virtual void refuse(const Error& error,
                        const service::dynamodb::RefusalDetails& details = {}) = 0;

    /// The same, with other names than those that the service gives the error.
    virtual void refuse_as(const WireError& wire, const Error& error,
                           const service::dynamodb::RefusalDetails& details) = 0;
};

}  // namespace forebay::protocol
