#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/base/result.hpp>
#include <forebay/service/access/need.hpp>
#include <forebay/service/access/policies.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace forebay::service::access {

/// A request as policies see it, before it is known what it is about.
struct Visit {
    Principal principal;
    PolicyPtr policy;  ///< of the access key; null: it has none
    std::string region = {};
    std::string source_address = {};  ///< empty: unknown
    std::string user_agent = {};
    bool is_secure = false;  ///< over TLS
    TimePoint at;

    std::string_view service;    ///< before the colon of an action: `sqs`
    std::string_view action;     ///< behind it: `SendMessage`
    bool is_for_owners = false;  ///< no policy gives it to other accounts
};

/// Decides whether the caller of an action may do what it needs.
class Guard {
public:
    /// `policies` outlives it.
    Guard(Policies& policies, Visit visit) : policies_(policies), visit_(std::move(visit)) {}

    /// Errors: Errc::access_denied, for the first need that is not granted.
    Result<void> check(const Context& context, Needs needs) const;

private:
    Policies& policies_;
    Visit visit_;
};

/// Whether what is published to a topic may be put into a queue: of its own account always, of
/// another one if that queue's policy lets the service do it for this topic.
bool may_deliver(const TopicKey& topic, const QueueInfoPtr& queue, TimePoint now,
                 Policies& policies);

}  // namespace forebay::service::access
