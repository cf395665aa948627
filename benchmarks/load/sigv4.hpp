#pragma once

#include <openssl/types.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace forebay::load {

/// SHA-256 and HMAC-SHA-256 over one reused OpenSSL context. Not thread-safe.
class Sha256 {
public:
    using Digest = std::array<unsigned char, 32>;

    Sha256();

    Digest digest(std::string_view text);
    Digest hmac(std::string_view key, std::string_view text);

private:
    Digest digest_of_two(std::string_view first, std::string_view second);

    struct Free {
        void operator()(EVP_MD* algorithm) const;
        void operator()(EVP_MD_CTX* context) const;
    };
    std::unique_ptr<EVP_MD, Free> algorithm_;
    std::unique_ptr<EVP_MD_CTX, Free> context_;
};

std::string hex(const Sha256::Digest& digest);

/// Signs requests as AWS Signature Version 4 wants it, for one host, path and region.
///
/// Not thread-safe: each thread has its own. The signing key is derived once a day.
class Signer {
public:
    struct Identity {
        std::string access_key;
        std::string secret_key;
        std::string region;
        std::string service;
    };
    struct Request {
        std::string_view host;
        std::string_view path;
        std::string_view target;  ///< of X-Amz-Target
        std::string_view date;    ///< of X-Amz-Date: 20260131T235959Z
        std::string_view body;
    };

    explicit Signer(Identity identity) : identity_(std::move(identity)) {}

    /// The value of the Authorization header. It covers the headers Content-Type
    /// (application/x-amz-json-1.0), Host, X-Amz-Date and X-Amz-Target, and the body.
    std::string authorization(const Request& request);

    /// The key that signs everything of the day `day` (20260131).
    Sha256::Digest signing_key(std::string_view day);

private:
    Identity identity_;
    Sha256 sha256_;
    std::string key_day_;
    Sha256::Digest key_{};
};

/// Now, as X-Amz-Date wants it.
std::string amz_date();

}  // namespace forebay::load
