#pragma once

#include <forebay/base/errc.hpp>

#include <span>
#include <string_view>

namespace forebay::protocol {

/// Who defines an error, which is its namespace in `__type`: the service's model, or the framework
/// that all services share, in one of its parts. SQS specification 2.2, DynamoDB specification 2.
enum class ErrorOwner { service, framework, validation };

/// What an Errc is called outside. SQS specification 3, SNS specification 2.3.
struct WireError {
    std::string_view shape;  ///< in JSON, after the `#` of `__type`
    std::string_view code;   ///< in Query, in batch results, and in `x-amzn-query-error`
    unsigned status;
    ErrorOwner owner;
    unsigned query_status = 0;         ///< in Query; 0: the same
    std::string_view query_text = {};  ///< in Query, whatever was refused; empty: the error's own
    std::string_view text_member = "message";  ///< in JSON

    /// `Sender` when the request was at fault, `Receiver` when we are.
    constexpr std::string_view fault() const { return status < 500 ? "Sender" : "Receiver"; }
};

/// A row of a service's table of errors.
struct ErrorRow {
    Errc code;
    WireError wire;
};

/// The errors of one service: only what it names in its own way.
using ErrorTable = std::span<const ErrorRow>;

/// What `code` is called by the service of `table`: as the table says, else as all services call
/// it. An error that neither knows is an internal one.
WireError wire_error(ErrorTable table, Errc code);

}  // namespace forebay::protocol
