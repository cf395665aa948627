#include "protocol/admission.hpp"

#include <forebay/base/base64.hpp>
#include <forebay/service/access/principal.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace forebay::protocol {
namespace {

// Of pages, which are signed for in the name of any service.
constexpr Duration clock_difference_max = std::chrono::minutes(15);

constexpr std::string_view bearer_scheme = "Bearer ";  // RFC 6750

Error missing() {
    return {Errc::missing_signature, "Request is missing Authentication Token"};
}

// Texts repeat what was sent, which may be any bytes.
Error as_text(Error error) {
    std::ranges::replace_if(
        error.detail, [](char c) { return (c < ' ' || c > '~') && c != '\n'; }, '?');
    return error;
}

Caller caller_of(const AccessKey& key, std::string_view region, const FrontOptions& options) {
    std::string account = key.account;
    if (account.empty()) {
        account = is_account(key.id) ? key.id : options.services.account;
    }
    std::string sender_id = service::access::principal_id(account, key.user_name);
    return {.account = std::move(account),
            .region = std::string(region),
            .user_name = key.user_name,
            .sender_id = std::move(sender_id),
            .is_signed = true,
            .policy = key.policy};
}

struct NameAndSecret {
    std::string name;
    std::string secret;
};

// nullopt: the header is no HTTP Basic.
std::optional<NameAndSecret> read_basic(std::string_view authorization) {
    constexpr std::string_view scheme = "Basic ";
    if (!authorization.starts_with(scheme)) {
        return std::nullopt;
    }
    const auto text = parse_base64(authorization.substr(scheme.size()));
    const std::size_t colon = text ? text->find(':') : std::string::npos;
    if (colon == std::string::npos) {
        return NameAndSecret{};
    }
    return NameAndSecret{text->substr(0, colon), text->substr(colon + 1)};
}

}  // namespace

Admission::Admission(const FrontOptions& options)
    : options_(options), verifier_(options.access.keys) {}

Result<Caller> Admission::verify(const HttpRequest& request, const Target& target,
                                 const signature::Signature& signature, std::string_view service,
                                 Duration difference_max, TimePoint now) {
    const signature::Demand demand{.path = target.path,
                                   .query = target.query,
                                   .service = service,
                                   .clock_difference_max = difference_max,
                                   .now = now,
                                   .other_host = forwarded_host(request, options_)};
    const auto key = verifier_.verify(request, signature, demand);
    if (!key) {
        return as_text(key.error());
    }
    return caller_of(**key, signature.region, options_);
}

Result<Caller> Admission::admit(const HttpRequest& request, const Target& target,
                                const Service& service, const Action& action, TimePoint now) {
    const auto signature = signature::find_signature(request, target.query);
    if (!signature) {
        return as_text(signature.error());
    }
    if (*signature) {
        return verify(request, target, **signature, service.name, service.clock_difference_max,
                      now);
    }
    if (action.is_open) {
        return claimed_caller({}, options_);
    }
    return missing();
}

Result<Caller> Admission::admit_to_page(const HttpRequest& request, const Target& target,
                                        TimePoint now) {
    if (const auto basic = read_basic(request.header("Authorization"))) {
        const AccessKey* const key = verifier_.find(basic->name, basic->secret);
        if (key == nullptr || !key->session_token.empty()) {
            return Error{Errc::unknown_access_key, "The access key or its secret is wrong."};
        }
        return caller_of(*key, options_.services.region, options_);
    }
    if (const auto authorization = request.header("Authorization");
        authorization.starts_with(bearer_scheme)) {
        const AccessKey* const key =
            verifier_.find_bearer(authorization.substr(bearer_scheme.size()));
        if (key == nullptr) {
            return Error{Errc::unknown_access_key, "The bearer token is wrong."};
        }
        return caller_of(*key, options_.services.region, options_);
    }
    const auto signature = signature::find_signature(request, target.query);
    if (!signature) {
        return as_text(signature.error());
    }
    if (!*signature) {
        return missing();
    }
    return verify(request, target, **signature, {}, clock_difference_max, now);
}

}  // namespace forebay::protocol
