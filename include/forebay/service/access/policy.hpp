#pragma once

#include <forebay/service/access/condition.hpp>
#include <forebay/service/access/pattern.hpp>
#include <forebay/service/access/request.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Access policies, as IAM's policy language says: what a document allows and denies, decided
/// without any I/O and without a clock.
namespace forebay::service::access {

/// Where a policy stands, which is about whom it speaks.
enum class PolicyKind : std::uint8_t {
    identity,  ///< of an access key: about its user
    resource,  ///< of a queue or topic: about those whom its statements name
};

/// What a policy says to a request.
struct Verdict {
    bool is_denied = false;
    bool is_allowed = false;      ///< to this very principal
    bool allows_account = false;  ///< to its account, which decides who of it may
};

/// A policy, read once. What of a statement cannot be understood never allows anything, and denies
/// as if it held.
class Policy {
public:
    Policy(std::string_view text, PolicyKind kind);
    ~Policy();
    Policy(Policy&&) noexcept;
    Policy& operator=(Policy&&) noexcept;

    /// What cannot be understood, each a sentence; empty: all is right.
    const std::vector<std::string>& problems() const { return problems_; }

    Verdict judge(const Request& request) const;

private:
    struct Statement;
    friend class StatementReader;

    PolicyKind kind_;
    std::vector<Statement> statements_;
    std::vector<std::string> problems_;
};
using PolicyPtr = std::shared_ptr<const Policy>;

/// Whether a request is granted, and if not, why.
enum class Decision : std::uint8_t {
    allowed,
    denied_by_identity,  ///< an explicit Deny of the key's policy
    denied_by_resource,  ///< an explicit Deny of the queue's or topic's
    no_identity_allows,
    no_resource_allows,
};

/// An explicit Deny goes before all. Within an account one Allow is enough, of the key's policy or
/// the resource's; over accounts, or for a service, both are needed, where a service has only the
/// resource's. `identity` null: a key without a policy, which may do all that its account may;
/// `resource` null: there is no policy.
Decision decide(const Request& request, const Policy* identity, const Policy* resource);

/// What a refused caller reads: `User: … is not authorized to perform: …`. `action` as the service
/// spells it.
std::string denial(const Request& request, std::string_view action, Decision decision);

}  // namespace forebay::service::access
