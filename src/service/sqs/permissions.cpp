#include "service/sqs/contains.hpp"
#include "service/sqs/errors.hpp"
#include "service/sqs/policy.hpp"
#include "service/sqs/queue_url.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/service/sqs/actions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace forebay::service::sqs {
namespace {

constexpr std::array<std::string_view, 9> grantable = {
    "*",           "ChangeMessageVisibility",    "DeleteMessage", "GetQueueAttributes",
    "GetQueueUrl", "ListDeadLetterSourceQueues", "PurgeQueue",    "ReceiveMessage",
    "SendMessage"};

// SQS specification 11.3
constexpr std::array<std::string_view, 12> owners_only = {
    "AddPermission",        "CancelMessageMoveTask", "CreateQueue", "DeleteQueue",
    "ListMessageMoveTasks", "ListQueueTags",         "ListQueues",  "RemovePermission",
    "SetQueueAttributes",   "StartMessageMoveTask",  "TagQueue",    "UntagQueue"};

Result<void> check_actions(const std::vector<std::string>& actions) {
    if (actions.size() > limits::permission_actions_max) {
        return Error{Errc::over_limit, fmt::format("{} Actions were found, maximum allowed is {}.",
                                                   actions.size(), limits::permission_actions_max)};
    }
    for (const std::string& action : actions) {
        if (contains(owners_only, action)) {
            return invalid_parameter("SQS:" + action, "ActionName",
                                     "Only the queue owner is allowed to invoke this action.");
        }
        if (!contains(grantable, action)) {
            return invalid_parameter("SQS:" + action, "ActionName",
                                     "Please refer to the appropriate WSDL for a list of valid "
                                     "actions. ");
        }
    }
    return {};
}

Result<void> check_permission(const AddPermissionInput& input) {
    if (!is_plain_name(input.label, limits::permission_label_chars_max)) {
        return invalid_parameter(input.label, "Label",
                                 "Can only include alphanumeric characters, hyphens, or "
                                 "underscores. 1 to 80 in length");
    }
    if (auto checked = check_actions(input.actions); !checked) {
        return checked;
    }
    for (const std::string& account : input.aws_account_ids) {
        if (!is_account_id(account)) {
            return invalid_parameter(fmt::format("[{}]", account), "PrincipalId",
                                     "Unable to verify.");
        }
    }
    return {};
}

/// Lets `edit` turn the queue's policy into another.
Task<Result<Empty>> edit_policy(Context& context, QueueInfoPtr queue,
                                std::function<Result<std::string>(const QueueInfo&)> edit) {
    auto change = [edit = std::move(edit),
                   now = context.broker.clock().now()](QueueInfo& info) -> Result<void> {
        auto policy = edit(info);
        if (!policy) {
            return policy.error();
        }
        info.settings.policy = std::move(*policy);
        info.modified_at = now;
        return {};
    };
    auto updated = co_await context.broker.update(queue, std::move(change));
    if (!updated) {
        co_return queue_error(updated.error(), queue->key);
    }
    co_return Empty{};
}

}  // namespace

Task<Result<Empty>> add_permission(Context& context, AddPermissionInput input) {
    if (input.aws_account_ids.empty()) {
        co_return missing_parameter("AWSAccountIds");
    }
    if (input.actions.empty()) {
        co_return missing_parameter("Actions");
    }
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    if (auto checked = check_permission(input); !checked) {
        co_return checked.error();
    }
    auto edit = [permission =
                     Permission{.label = std::move(input.label),
                                .accounts = std::move(input.aws_account_ids),
                                .actions = std::move(input.actions)}](const QueueInfo& info) {
        return add_statement(info.settings.policy, arn(info.key), permission);
    };
    co_return co_await edit_policy(context, *queue, std::move(edit));
}

Task<Result<Empty>> remove_permission(Context& context, RemovePermissionInput input) {
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    auto edit = [label = std::move(input.label)](const QueueInfo& info) {
        return remove_statement(info.settings.policy, label);
    };
    co_return co_await edit_policy(context, *queue, std::move(edit));
}

}  // namespace forebay::service::sqs
