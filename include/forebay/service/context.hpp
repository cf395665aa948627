#pragma once

#include <forebay/base/presence.hpp>
#include <forebay/runtime/broker.hpp>

#include <string>

namespace forebay::service {

/// Settings that change what actions mean.
struct ServiceOptions {
    std::string account = "000000000000";  ///< of callers whose access key is not 12 digits
    std::string region = "us-east-1";      ///< of callers that do not say
};

/// Who asks, and by which address: what an action knows of its request besides its input.
struct Context {
    runtime::Broker& broker;
    const ServiceOptions& options;
    std::string account;  ///< 12 digits
    std::string region;
    std::string sender_id;  ///< SenderId of what the caller sends
    std::string endpoint;   ///< scheme, host and port as the caller sees them; queue URLs begin so
    std::string trace_header;      ///< X-Amzn-Trace-Id; empty: none
    Presence* presence = nullptr;  ///< for actions that wait
};

}  // namespace forebay::service
