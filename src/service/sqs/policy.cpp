#include "service/sqs/policy.hpp"

#include "service/policy_document.hpp"
#include "service/sqs/errors.hpp"
#include "service/sqs/json_object.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <optional>

namespace forebay::service::sqs {
namespace {

namespace json = boost::json;

json::object new_policy(std::string_view queue_arn) {
    return {{"Version", "2008-10-17"},
            {"Id", fmt::format("{}/SQSDefaultPolicy", queue_arn)},
            {"Statement", json::array()}};
}

}  // namespace

bool is_policy(std::string_view text) {
    return text.size() <= limits::policy_bytes_max && parse_object(text).has_value();
}

Result<std::string> add_statement(std::string_view policy, std::string_view queue_arn,
                                  const Permission& permission) {
    json::object document =
        policy.empty() ? new_policy(queue_arn) : parse_object(policy).value_or(json::object());
    json::array& statements = statements_of(document);
    if (find_statement(statements, permission.label) != statements.end()) {
        return invalid_parameter(permission.label, "Label", "Already exists.");
    }
    if (statements.size() >= limits::policy_statements_max) {
        return Error{Errc::over_limit,
                     fmt::format("{} Statements were found, maximum allowed is {}.",
                                 statements.size() + 1, limits::policy_statements_max)};
    }

    statements.push_back(json::object{
        {"Sid", permission.label},
        {"Effect", "Allow"},
        {"Principal",
         json::object{{"AWS", one_or_list(permission.accounts, "arn:aws:iam::", ":root")}}},
        {"Action", one_or_list(permission.actions, "SQS:", "")},
        {"Resource", queue_arn}});
    std::string text = json::serialize(document);
    if (text.size() > limits::policy_bytes_max) {
        return Error{Errc::over_limit, fmt::format("The policy would have {} bytes, maximum "
                                                   "allowed is {}.",
                                                   text.size(), limits::policy_bytes_max)};
    }
    return text;
}

Result<std::string> remove_statement(std::string_view policy, std::string_view label) {
    json::object document = parse_object(policy).value_or(json::object());
    json::array& statements = statements_of(document);
    const auto statement = find_statement(statements, label);
    if (statement == statements.end()) {
        return invalid_parameter(label, "Label", "can't find label.");
    }
    statements.erase(statement);
    return statements.empty() ? std::string() : json::serialize(document);
}

}  // namespace forebay::service::sqs
