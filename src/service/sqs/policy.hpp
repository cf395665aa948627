#pragma once

#include <forebay/base/result.hpp>

#include <string>
#include <string_view>
#include <vector>

/// The access policy of a queue as a JSON text, and statements in it: SQS specification 11.1, 11.2.
namespace forebay::service::sqs {

/// Whether `text` can be a policy: a JSON object of at most limits::policy_bytes_max bytes.
bool is_policy(std::string_view text);

/// What one statement allows, to whom.
struct Permission {
    std::string label;
    std::vector<std::string> accounts;  ///< 12 digits each
    std::vector<std::string> actions;   ///< without `SQS:`
};

/// `policy` (empty: there is none yet) with a statement more, as compact JSON. Errors:
/// Errc::invalid_parameter when the label is taken, Errc::over_limit when the policy is full.
Result<std::string> add_statement(std::string_view policy, std::string_view queue_arn,
                                  const Permission& permission);

/// `policy` without the statement of that label; empty when it was the last. Errors:
/// Errc::invalid_parameter when there is none.
Result<std::string> remove_statement(std::string_view policy, std::string_view label);

}  // namespace forebay::service::sqs
