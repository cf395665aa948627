#pragma once

#include "protocol/action.hpp"
#include "protocol/caller.hpp"
#include "protocol/page.hpp"
#include "protocol/signature/verifier.hpp"
#include <forebay/base/result.hpp>

namespace forebay::protocol {

/// Who may come in: while access control is off everybody, as who they say they are; else those
/// who sign with a key that we know. Thread-safe.
class Admission {
public:
    explicit Admission(const FrontOptions& options);

    bool is_off() const { return !options_.access.verify; }

    /// Who asks for an action. Errors, in the words of the service: those of
    /// signature::find_signature and Verifier::verify; Errc::missing_signature.
    Result<Caller> admit(const HttpRequest& request, const Target& target, const Service& service,
                         const Action& action, TimePoint now);

    /// Who asks for a page: also with an access key and its secret by HTTP Basic (RFC 7617), as
    /// browsers and scrapers do it, or with its bearer token (RFC 6750). Errors: the same.
    Result<Caller> admit_to_page(const HttpRequest& request, const Target& target, TimePoint now);

private:
    Result<Caller> verify(const HttpRequest& request, const Target& target,
                          const signature::Signature& signature, std::string_view service,
                          Duration clock_difference_max, TimePoint now);

    const FrontOptions& options_;
    signature::Verifier verifier_;
};

}  // namespace forebay::protocol
