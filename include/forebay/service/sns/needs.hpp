#pragma once

#include <forebay/service/access/need.hpp>
#include <forebay/service/sns/shapes.hpp>

#include <string>
#include <string_view>
#include <utility>

/// Which topic, subscription, application or endpoint an action is about.
namespace forebay::service::sns {

/// `arn:aws:sns:<region>:<account>:<resource>`, of the caller.
std::string own_arn(const Context& context, std::string_view resource);

/// `text` in the one spelling that there is for what it names; `*` if it is no ARN.
std::string arn_of_arn(const OptionalText& text);

template <class Input>
access::Needs needs_of(const Context& context, const Input& input) {
    const auto about = [](const OptionalText& arn) -> access::Needs {
        return {{.resource = arn_of_arn(arn)}};
    };
    if constexpr (requires { input.target_arn; }) {  // Publish
        return about(input.topic_arn ? input.topic_arn : input.target_arn);
    } else if constexpr (requires { input.endpoint; }) {  // Subscribe
        access::Needs needs = about(input.topic_arn);
        access::Keys& keys = needs.front().keys;
        if (input.endpoint) {
            keys["sns:endpoint"] = {*input.endpoint};
        }
        if (input.protocol) {
            keys["sns:protocol"] = {*input.protocol};
        }
        return needs;
    } else if constexpr (requires { input.topic_arn; }) {
        return about(input.topic_arn);
    } else if constexpr (requires { input.subscription_arn; }) {
        return about(input.subscription_arn);
    } else if constexpr (requires { input.resource_arn; }) {
        return about(input.resource_arn);
    } else if constexpr (requires { input.platform_application_arn; }) {
        return about(input.platform_application_arn);
    } else if constexpr (requires { input.endpoint_arn; }) {
        return about(input.endpoint_arn);
    } else if constexpr (requires { input.platform; }) {  // CreatePlatformApplication
        return {{.resource = own_arn(context, "app/" + input.platform.value_or("*") + "/" +
                                                  input.name.value_or("*"))}};
    } else if constexpr (requires { input.data_protection_policy; }) {  // CreateTopic
        return {{.resource = own_arn(context, input.name.value_or("*"))}};
    } else {
        return {{.resource = own_arn(context, "*")}};
    }
}

}  // namespace forebay::service::sns
