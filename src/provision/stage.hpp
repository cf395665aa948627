#pragma once

#include "provision/declarations.hpp"
#include "provision/problems.hpp"
#include <forebay/service/context.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace forebay::provision {

/// What a declaration changed of what was there.
struct Difference {
    std::string name;    ///< `VisibilityTimeout`, `tags.team`
    std::string before;  ///< empty: it was not set
    std::string after;
};

/// What became of a declaration.
struct Done {
    std::string kind;  ///< `queue`, `topic`, `subscription`, `table`
    std::string name;
    bool created = false;
    std::vector<Difference> differences;  ///< of what was there before

    bool is_unchanged() const { return !created && differences.empty(); }
};

/// Where declarations are applied: a broker, and what its services need.
struct Stage {
    runtime::Broker& broker;
    const service::ServiceOptions& options;
    service::sns::SignerSource* signers = nullptr;
    std::string endpoint = {};  ///< links in confirmations begin so
    bool is_rehearsal = false;  ///< what is refused is tried piece by piece, to find every fault
    Problems problems = {};
    std::vector<Done> done = {};

    /// Who asks: the owner of what is declared. The stage outlives it.
    service::Context context(const QueueKey& key);

    /// `queue orders: Unknown Attribute Colour.`
    void refuse(const Place& place, std::string_view subject, const Error& error);

    /// One of its attributes: `topic orders, SignatureVersion: Invalid parameter: …`.
    void refuse_attribute(const Attributes& attributes, const std::string& name,
                          std::string_view subject, const Error& error);

    /// What has been made of a declaration, by what is told of it before and after.
    void finish(std::string kind, std::string name, bool created, const StringMap& before,
                const StringMap& after);
};

/// What of `wanted` is not so in `there`; empty text is as if it were not there.
StringMap different(const StringMap& wanted, const StringMap& there);

StringMap values_of(const Attributes& attributes);

/// `tags` under names that no attribute has: `tags.team`.
void add_tags(const StringMap& tags, StringMap& state);

// Each makes what is not there, and changes what is there otherwise. What is refused is reported to
// the stage, and the rest goes on.
Task<void> provision_queues(Stage& stage, const std::vector<DeclaredQueue>& queues);
Task<void> provision_topics(Stage& stage, const std::vector<DeclaredTopic>& topics);
Task<void> provision_subscriptions(Stage& stage,
                                   const std::vector<DeclaredSubscription>& subscriptions);
Task<void> provision_tables(Stage& stage, const std::vector<DeclaredTable>& tables);

}  // namespace forebay::provision
