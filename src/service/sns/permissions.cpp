#include "service/policy_document.hpp"
#include "service/sns/arn.hpp"
#include "service/sns/errors.hpp"
#include "service/sns/topic_attributes.hpp"
#include "service/sqs/json_object.hpp"
#include <forebay/runtime/topics.hpp>
#include <forebay/service/sns/actions.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace forebay::service::sns {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 9> grantable = {
    "AddPermission", "DeleteTopic", "GetTopicAttributes", "ListSubscriptionsByTopic",
    "Publish",       "Receive",     "RemovePermission",   "SetTopicAttributes",
    "Subscribe"};

json::object policy_document(const Topic& topic) {
    return sqs::parse_object(policy_of(topic)).value_or(json::object());
}

Result<void> add_statement(Topic& topic, const AddPermissionInput& permission) {
    json::object policy = policy_document(topic);
    json::array& statements = statements_of(policy);
    if (find_statement(statements, *permission.label) != statements.end()) {
        return invalid("Statement already exists");
    }
    statements.push_back(json::object{
        {"Sid", *permission.label},
        {"Effect", "Allow"},
        {"Principal",
         json::object{{"AWS", one_or_list(permission.account_ids, "arn:aws:iam::", ":root")}}},
        {"Action", one_or_list(permission.action_names, "SNS:", "")},
        {"Resource", topic_arn(topic.key)}});
    return set_attribute("Policy", json::serialize(policy), topic);
}

Result<void> remove_statement(Topic& topic, std::string_view label) {
    json::object policy = policy_document(topic);
    json::array& statements = statements_of(policy);
    const auto statement = find_statement(statements, label);
    if (statement == statements.end()) {
        return {};
    }
    statements.erase(statement);
    return set_attribute("Policy", json::serialize(policy), topic);
}

}  // namespace

Task<Result<Empty>> add_permission(Context& context, AddPermissionInput input) {
    const auto topic = find_topic(context, input.topic_arn);
    if (!topic) {
        co_return topic.error();
    }
    if (!input.label || input.label->empty()) {
        co_return missing("Label");
    }
    if (input.account_ids.empty()) {
        co_return missing("AWSAccountId");
    }
    if (input.action_names.empty()) {
        co_return missing("ActionName");
    }
    for (const std::string& action : input.action_names) {
        if (std::ranges::find(grantable, action) == grantable.end()) {
            co_return invalid("Policy statement action out of service scope!");
        }
    }
    auto change = [permission = std::move(input)](Topic& edited) {
        return add_statement(edited, permission);
    };
    const auto updated = co_await context.broker.topics().update(*topic, std::move(change));
    if (!updated) {
        co_return topic_error(updated.error());
    }
    co_return Empty{};
}

Task<Result<Empty>> remove_permission(Context& context, RemovePermissionInput input) {
    const auto topic = find_topic(context, input.topic_arn);
    if (!topic) {
        co_return topic.error();
    }
    if (!input.label || input.label->empty()) {
        co_return missing("Label");
    }
    auto change = [label = std::move(*input.label)](Topic& edited) {
        return remove_statement(edited, label);
    };
    const auto updated = co_await context.broker.topics().update(*topic, std::move(change));
    if (!updated) {
        co_return topic_error(updated.error());
    }
    co_return Empty{};
}

}  // namespace forebay::service::sns
