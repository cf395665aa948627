#include "protocol/signature/signing_keys.hpp"

namespace forebay::protocol::signature {
namespace {

std::string name_of(const Signature& signature) {
    return signature.access_key + '/' + signature.scope();
}

}  // namespace

Sha256 derive_signing_key(std::string_view secret, const Signature& signature) {
    std::string start = "AWS4";
    start += secret;
    const Sha256 of_day = hmac_sha256(start, signature.day);
    const Sha256 of_region = hmac_sha256(of_day, signature.region);
    const Sha256 of_service = hmac_sha256(of_region, signature.service);
    return hmac_sha256(of_service, "aws4_request");
}

std::optional<Sha256> SigningKeys::find(const Signature& signature) const {
    const std::string name = name_of(signature);
    const std::scoped_lock lock(mutex_);
    const auto found = keys_.find(name);
    return found == keys_.end() ? std::nullopt : std::optional(found->second);
}

void SigningKeys::remember(const Signature& signature, const Sha256& key) {
    std::string name = name_of(signature);
    const std::scoped_lock lock(mutex_);
    if (keys_.size() >= keys_max) {
        keys_.clear();  // yesterday's are of no use
    }
    keys_.emplace(std::move(name), key);
}

std::size_t SigningKeys::size() const {
    const std::scoped_lock lock(mutex_);
    return keys_.size();
}

}  // namespace forebay::protocol::signature
