#pragma once

#include <forebay/service/access/need.hpp>
#include <forebay/service/sqs/shapes.hpp>

#include <string>
#include <string_view>

/// Which queue an action is about; `*` where that cannot be told: the action refuses it.
namespace forebay::service::sqs {

std::string arn_of_url(const Context& context, std::string_view queue_url);
std::string arn_of_name(const Context& context, std::string_view account, std::string_view name);
std::string arn_of_arn(std::string_view text);  ///< in the one spelling that there is
std::string arn_of_task(std::string_view task_handle);

template <class Input>
access::Needs needs_of(const Context& context, const Input& input) {
    if constexpr (requires { input.queue_url; }) {
        return {{.resource = arn_of_url(context, input.queue_url)}};
    } else if constexpr (requires { input.destination_arn; }) {
        access::Needs needs = {{.resource = arn_of_arn(input.source_arn)}};
        if (input.destination_arn) {
            needs.push_back(
                {.resource = arn_of_arn(*input.destination_arn), .action = "SendMessage"});
        }
        return needs;
    } else if constexpr (requires { input.source_arn; }) {
        return {{.resource = arn_of_arn(input.source_arn)}};
    } else if constexpr (requires { input.task_handle; }) {
        return {{.resource = arn_of_task(input.task_handle)}};
    } else if constexpr (requires { input.queue_owner_aws_account_id; }) {
        return {{.resource =
                     arn_of_name(context, input.queue_owner_aws_account_id.value_or(std::string()),
                                 input.queue_name)}};
    } else if constexpr (requires { input.attributes; }) {  // CreateQueue
        return {{.resource = arn_of_name(context, {}, input.queue_name.value_or(std::string()))}};
    } else {  // ListQueues
        return {{.resource = arn_of_name(context, {}, {})}};
    }
}

}  // namespace forebay::service::sqs
