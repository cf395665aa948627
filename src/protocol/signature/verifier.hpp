#pragma once

#include "protocol/signature/signing_keys.hpp"
#include <forebay/protocol/access_options.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace forebay::protocol::signature {

/// What a signature has to be for.
struct Demand {
    std::string_view path;            ///< still percent-encoded
    std::string_view query;           ///< likewise
    std::string_view service;         ///< in the scope; empty: any
    Duration clock_difference_max{};  ///< between the client's clock and ours
    TimePoint now;
    std::string_view other_host = {};  ///< what a trusted proxy says the client asked; empty: none
};

/// Verifies signatures of version 4. Thread-safe.
class Verifier {
public:
    explicit Verifier(std::vector<AccessKey> keys);

    /// The key that the request was signed with. Errors, in the words of the service:
    /// Errc::unknown_access_key; Errc::signature_mismatch, also when it was signed at another time
    /// or for something else; Errc::request_expired, of a presigned URL.
    Result<const AccessKey*> verify(const HttpRequest& request, const Signature& signature,
                                    const Demand& demand);

    /// The key of this id, if `secret` is its secret; else null.
    const AccessKey* find(std::string_view id, std::string_view secret) const;

    /// The key whose bearer token that is; else null.
    const AccessKey* find_bearer(std::string_view token) const;

private:
    const AccessKey* find(std::string_view id) const;

    const std::vector<AccessKey> keys_;  // sorted by id
    SigningKeys signing_keys_;
};

/// The text that the signature is made of.
std::string string_to_sign(const Signature& signature, std::string_view canonical_request);

}  // namespace forebay::protocol::signature
