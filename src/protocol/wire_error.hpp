#pragma once

#include <forebay/base/errc.hpp>

#include <string_view>

namespace forebay::protocol {

/// Who defines an error, which is its namespace in `__type`: the service's model, or the framework
/// that all services share, in one of its parts. spec/sqs.md 2.2, DynamoDB specification 2.
enum class ErrorOwner { service, framework, validation };

/// What an Errc is called outside. spec/sqs.md 3.
struct WireError {
    std::string_view shape;  ///< in JSON, after the `#` of `__type`
    std::string_view code;   ///< in Query, in batch results, and in `x-amzn-query-error`
    unsigned status;
    ErrorOwner owner;

    /// `Sender` when the request was at fault, `Receiver` when we are.
    constexpr std::string_view fault() const { return status < 500 ? "Sender" : "Receiver"; }
};

WireError wire_error(Errc code);

}  // namespace forebay::protocol
