#pragma once

#include "protocol/signature/signature.hpp"
#include <forebay/base/hmac.hpp>

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace forebay::protocol::signature {

/// What access keys sign with: derived from a secret for one day, region and service.
Sha256 derive_signing_key(std::string_view secret, const Signature& signature);

/// Those that were used lately, for deriving one costs four times what a signature does.
/// Thread-safe.
class SigningKeys {
public:
    static constexpr std::size_t keys_max = 4096;

    std::optional<Sha256> find(const Signature& signature) const;

    /// To be called once the signature was verified, or strangers could fill the memory.
    void remember(const Signature& signature, const Sha256& key);

    std::size_t size() const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, Sha256> keys_;  // by access key and scope
};

}  // namespace forebay::protocol::signature
