#pragma once

#include <forebay/base/presence.hpp>
#include <forebay/runtime/broker.hpp>
#include <forebay/runtime/recorded_deliveries.hpp>
#include <forebay/service/dynamodb/refusal.hpp>
#include <forebay/service/sns/signer_source.hpp>

#include <string>

namespace forebay::service {

namespace access {
class Guard;
}

/// Settings that change what actions mean.
struct ServiceOptions {
    std::string account = "000000000000";  ///< of callers whose access key is not 12 digits
    std::string region = "us-east-1";      ///< of callers that do not say
    std::string public_url;  ///< links in notifications begin so; empty: with the caller's address
};

/// Who asks, and by which address: what an action knows of its request besides its input.
struct Context {
    runtime::Broker& broker;
    const ServiceOptions& options;
    sns::SignerSource* signers = nullptr;             ///< null where nothing is signed: in tests
    runtime::RecordedDeliveries* recorded = nullptr;  ///< what would have gone to phones; or null
    std::string account;                              ///< 12 digits
    std::string region;
    std::string user_name = {};  ///< of whose access key it is; empty: of the account itself
    std::string sender_id;       ///< SenderId of what the caller sends
    std::string endpoint;    ///< scheme, host and port as the caller sees them; queue URLs begin so
    bool is_signed = false;  ///< the request has a signature
    const access::Guard* guard = nullptr;   ///< of what the caller may do; null: of nothing
    std::string trace_header;               ///< X-Amzn-Trace-Id; empty: none
    Presence* presence = nullptr;           ///< for actions that wait
    dynamodb::RefusalDetails refusal = {};  ///< what an action that is refused says besides

    /// What links in notifications begin with: scheme, host and port.
    const std::string& public_url() const {
        return options.public_url.empty() ? endpoint : options.public_url;
    }

    /// Null where nothing is signed. Errors: Errc::disk_full.
    Task<Result<const sns::Signer*>> signer() const {
        if (signers == nullptr) {
            co_return nullptr;
        }
        co_return co_await signers->get();
    }
};

}  // namespace forebay::service
