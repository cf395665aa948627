#pragma once

#include "protocol/signature/verifier.hpp"

#include <string>
#include <vector>

namespace forebay::protocol::signature {

/// What a test signs, as a client would.
struct Outgoing {
    std::string method = "POST";
    std::string target = "/";
    std::vector<Header> headers = {};  ///< besides Host, X-Amz-Date and Authorization
    std::string body = {};

    std::string access_key = "AKIDEXAMPLE";
    std::string secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    std::string time = "20150830T123600Z";
    std::string scope = "20150830/us-east-1/sqs/aws4_request";
};

/// A request with its signature. Not to be moved: the request has views of it.
struct Incoming {
    explicit Incoming(Outgoing outgoing);
    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;

    Outgoing sent;
    std::string authorization;
    std::vector<Header> headers;
    HttpRequest request;
};

inline constexpr std::string_view example_host = "example.amazonaws.com";
inline const AccessKey example_key{.id = "AKIDEXAMPLE",
                                   .secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"};

}  // namespace forebay::protocol::signature
