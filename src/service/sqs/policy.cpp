#include "service/sqs/policy.hpp"

#include "service/sqs/errors.hpp"
#include "service/sqs/json_object.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace forebay::service::sqs {
namespace {

namespace json = boost::json;

json::object new_policy(std::string_view queue_arn) {
    return {{"Version", "2008-10-17"},
            {"Id", fmt::format("{}/SQSDefaultPolicy", queue_arn)},
            {"Statement", json::array()}};
}

/// The statements of a policy as a list: a policy may also hold one alone, or none.
json::array& statements_of(json::object& policy) {
    json::value& statements = policy["Statement"];
    if (statements.is_null()) {
        statements = json::array();
    } else if (!statements.is_array()) {
        statements = json::array({json::value(statements)});
    }
    return statements.as_array();
}

json::array::iterator find_statement(json::array& statements, std::string_view label) {
    return std::ranges::find_if(statements, [label](const json::value& statement) {
        const json::object* object = statement.if_object();
        const json::value* sid = object == nullptr ? nullptr : object->if_contains("Sid");
        return sid != nullptr && sid->is_string() && sid->get_string() == label;
    });
}

/// A text when there is one, else a list of texts.
json::value one_or_list(const std::vector<std::string>& items, std::string_view prefix,
                        std::string_view suffix) {
    json::array list;
    for (const std::string& item : items) {
        list.emplace_back(fmt::format("{}{}{}", prefix, item, suffix));
    }
    if (list.size() == 1) {
        return std::move(list.front());
    }
    return list;
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
