#pragma once

#include <forebay/protocol/front.hpp>
#include <forebay/protocol/http.hpp>
#include <forebay/service/access/policy.hpp>
#include <forebay/service/context.hpp>

#include <string>
#include <string_view>

namespace forebay::protocol {

/// What a client says about itself when it signs: SQS specification 2.4. Parts that are missing or
/// could not be what they claim are empty. Whether it is true is up to Admission.
struct Credential {
    std::string_view access_key;
    std::string_view region;
    std::string_view service;

    /// Of a scope: `AKID/20260131/us-east-1/sqs/aws4_request`.
    static Credential of_scope(std::string_view scope);

    /// Of the header `Authorization: AWS4-HMAC-SHA256 Credential=<scope>, …`.
    static Credential of_authorization(std::string_view header);
};

/// Who asks.
struct Caller {
    std::string account;  ///< 12 digits
    std::string region;
    std::string user_name;  ///< empty: the account itself
    std::string sender_id;
    bool is_signed = false;
    service::access::PolicyPtr policy = nullptr;  ///< of the access key; null: none
};

/// 12 digits.
bool is_account(std::string_view text);

/// Who somebody with this credential is, if that is believed: the account is the access key if that
/// is 12 digits.
Caller claimed_caller(const Credential& credential, const FrontOptions& options);

/// What a proxy that is trusted says that the client asked for; empty: nothing.
std::string_view forwarded_host(const HttpRequest& request, const FrontOptions& options);

/// Whether the client speaks TLS, with us or with a proxy that is trusted.
bool is_https(const HttpRequest& request, const FrontOptions& options);

/// The address of the client; behind a proxy that is trusted, the one which that names.
std::string_view client_address(const HttpRequest& request, const FrontOptions& options);

/// Scheme, host and port as the client sees them.
std::string endpoint_of(const HttpRequest& request, const FrontOptions& options);

/// What an action knows of its request.
service::Context make_context(const HttpRequest& request, Caller caller, std::string endpoint,
                              runtime::Broker& broker, const FrontOptions& options);

}  // namespace forebay::protocol
