#pragma once

#include <forebay/protocol/front.hpp>
#include <forebay/protocol/http.hpp>
#include <forebay/service/context.hpp>

#include <string>
#include <string_view>

namespace forebay::protocol {

/// What a client says about itself when it signs: spec/sqs.md 2.4. Parts that are missing or
/// could not be what they claim are empty. Signatures are not verified yet.
struct Credential {
    std::string_view access_key;
    std::string_view region;
    std::string_view service;

    /// Of a scope: `AKID/20260131/us-east-1/sqs/aws4_request`.
    static Credential of_scope(std::string_view scope);

    /// Of the header `Authorization: AWS4-HMAC-SHA256 Credential=<scope>, …`.
    static Credential of_authorization(std::string_view header);
};

/// Scheme, host and port as the client sees them.
std::string endpoint_of(const HttpRequest& request, const FrontOptions& options);

/// What an action knows of its request. The account is the access key if that is 12 digits.
service::Context make_context(const HttpRequest& request, const Credential& credential,
                              std::string endpoint, runtime::Broker& broker,
                              const FrontOptions& options);

}  // namespace forebay::protocol
