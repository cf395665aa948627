#include "protocol/signature/verifier.hpp"

#include "protocol/signature/canonical.hpp"
#include <forebay/base/digest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace forebay::protocol::signature {
namespace {

constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";

Error mismatch(std::string text) {
    return {Errc::signature_mismatch, std::move(text)};
}

bool is_signed(const Signature& signature, std::string_view header) {
    return std::ranges::find(signature.headers, header) != signature.headers.end();
}

// Where the request goes to and what it asks for have to be signed; the rest is in the signature
// anyway, or harmless.
Result<void> check_headers(const HttpRequest& request, const Signature& signature) {
    if (!is_signed(signature, "host")) {
        return mismatch(
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization header.");
    }
    if (!request.header("X-Amz-Target").empty() && !is_signed(signature, "x-amz-target")) {
        return mismatch("'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization header.");
    }
    return {};
}

Result<void> check_scope(const Signature& signature, std::string_view service) {
    const std::string_view day = std::string_view(signature.time).substr(0, 8);
    if (signature.day != day) {
        return mismatch(
            fmt::format("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of "
                        "date from HTTP: '{}' != '{}', from '{}'.",
                        signature.day, day, signature.time));
    }
    const auto is_region_char = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    if (signature.region.empty() || signature.region.size() > 63 ||
        !std::ranges::all_of(signature.region, is_region_char)) {
        return mismatch("Credential should be scoped to a valid region.");
    }
    if (!service.empty() && signature.service != service) {
        return mismatch(
            fmt::format("Credential should be scoped to correct service: '{}'.", service));
    }
    return {};
}

Result<void> check_time(const Signature& signature, const Demand& demand) {
    const Duration most = demand.clock_difference_max;
    const auto minutes = std::chrono::floor<std::chrono::minutes>(most).count();
    if (signature.signed_at > demand.now + most) {
        return mismatch(fmt::format(
            "Signature not yet current: {} is still later than {} ({} + {} min.)", signature.time,
            format_time(demand.now + most), format_time(demand.now), minutes));
    }
    if (signature.lifetime) {
        if (demand.now >= signature.signed_at + *signature.lifetime) {
            return Error{Errc::request_expired, "Request has expired."};
        }
    } else if (signature.signed_at < demand.now - most) {
        return mismatch(fmt::format("Signature expired: {} is now earlier than {} ({} - {} min.)",
                                    signature.time, format_time(demand.now - most),
                                    format_time(demand.now), minutes));
    }
    return {};
}

bool is_made_with(const Sha256& key, const std::string& text, const Signature& signature) {
    const Sha256 digest = hmac_sha256(key, text);
    const std::string expected = hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
    return is_same_secret(expected, signature.digest);
}

Error wrong_signature(const std::string& canonical, const std::string& text) {
    return mismatch(
        fmt::format("The request signature we calculated does not match the signature you "
                    "provided. Check your AWS Secret Access Key and signing method. Consult the "
                    "service documentation for details.\n\nThe Canonical String for this request "
                    "should have been\n'{}'\n\nThe String-to-Sign should have been\n'{}'\n",
                    canonical, text));
}

}  // namespace

std::string string_to_sign(const Signature& signature, std::string_view canonical_request) {
    return fmt::format("{}\n{}\n{}\n{}", algorithm, signature.time, signature.scope(),
                       sha256_hex(canonical_request));
}

Verifier::Verifier(std::vector<AccessKey> keys)
    : keys_([&] {
          std::ranges::sort(keys, {}, &AccessKey::id);
          return std::move(keys);
      }()) {}

const AccessKey* Verifier::find(std::string_view id) const {
    const auto found = std::ranges::lower_bound(keys_, id, {}, &AccessKey::id);
    return found != keys_.end() && found->id == id ? &*found : nullptr;
}

const AccessKey* Verifier::find(std::string_view id, std::string_view secret) const {
    const AccessKey* const key = find(id);
    return key != nullptr && is_same_secret(key->secret, secret) ? key : nullptr;
}

const AccessKey* Verifier::find_bearer(std::string_view token) const {
    const auto found = std::ranges::find_if(keys_, [token](const AccessKey& key) {
        return !key.bearer_token.empty() && is_same_secret(key.bearer_token, token);
    });
    return found != keys_.end() ? &*found : nullptr;
}

Result<const AccessKey*> Verifier::verify(const HttpRequest& request, const Signature& signature,
                                          const Demand& demand) {
    const AccessKey* const access_key = find(signature.access_key);
    if (access_key == nullptr ||
        !is_same_secret(access_key->session_token, signature.session_token)) {
        return Error{Errc::unknown_access_key,
                     "The security token included in the request is invalid."};
    }
    for (const auto& check :
         {check_headers(request, signature), check_scope(signature, demand.service),
          check_time(signature, demand)}) {
        if (!check) {
            return check.error();
        }
    }

    const auto remembered = signing_keys_.find(signature);
    const Sha256 key = remembered ? *remembered : derive_signing_key(access_key->secret, signature);
    const std::string body_digest = signature.body_digest == unsigned_payload
                                        ? signature.body_digest
                                        : sha256_hex(request.body);
    // Most clients spell the first way. `curl` takes paths as they are sent, and behind a proxy a
    // client has seen another host.
    const std::string_view host = request.header("Host");
    std::array spellings = {Spelling{host, false, body_digest}, Spelling{host, true, body_digest},
                            Spelling{demand.other_host, false, body_digest},
                            Spelling{demand.other_host, true, body_digest}};
    const std::size_t count = demand.other_host.empty() ? 2 : 4;
    for (const Spelling& spelling : std::span(spellings).first(count)) {
        const std::string canonical =
            canonical_request(request, demand.path, demand.query, signature.headers, spelling);
        if (is_made_with(key, string_to_sign(signature, canonical), signature)) {
            if (!remembered) {
                signing_keys_.remember(signature, key);
            }
            return access_key;
        }
    }
    const std::string canonical =
        canonical_request(request, demand.path, demand.query, signature.headers, spellings.front());
    return wrong_signature(canonical, string_to_sign(signature, canonical));
}

}  // namespace forebay::protocol::signature
