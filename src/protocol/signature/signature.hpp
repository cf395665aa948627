#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/base/result.hpp>
#include <forebay/protocol/http.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::protocol::signature {

inline constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";

/// A signature of version 4 as a request brings it. Not verified yet.
struct Signature {
    std::string access_key;
    std::string day;  ///< of its scope: `20260131`
    std::string region;
    std::string service;

    std::string time;  ///< as sent: `20260131T120000Z`
    TimePoint signed_at;
    std::optional<Duration> lifetime;  ///< of a presigned URL: X-Amz-Expires

    std::vector<std::string> headers;  ///< that are signed, in lower case
    std::string digest;                ///< in hexadecimal
    std::string session_token;         ///< X-Amz-Security-Token; empty: none
    std::string body_digest;           ///< X-Amz-Content-Sha256; empty: not given

    /// What its key is derived for: `20260131/us-east-1/sqs/aws4_request`.
    std::string scope() const;
};

/// The signature in the header Authorization, or else in the query of a presigned URL; nullopt:
/// there is none. Errors, in the words of the service: Errc::incomplete_signature,
/// Errc::signature_mismatch.
Result<std::optional<Signature>> find_signature(const HttpRequest& request, std::string_view query);

/// `20260131T120000Z`, and back; nullopt: it is not of this form.
std::string format_time(TimePoint time);
std::optional<TimePoint> parse_time(std::string_view text);

}  // namespace forebay::protocol::signature
