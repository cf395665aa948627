#include "service/sns/errors.hpp"
#include "service/sns/page.hpp"
#include "service/sns/platform.hpp"
#include <forebay/base/uuid.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/service/sns/actions.hpp>

#include <fmt/format.h>

#include <utility>

namespace forebay::service::sns {
namespace {

using Changes = runtime::Registry::Changes;

Result<void> check_attributes(const StringMap& attributes) {
    for (const auto& [name, value] : attributes) {
        if (name != "Enabled" && name != "Token" && name != "CustomUserData") {
            return invalid("Attributes", fmt::format("Invalid attribute name: {}", name));
        }
        if (name == "CustomUserData" && value.size() > limits::user_data_bytes_max) {
            return invalid("Attributes",
                           "Invalid value for attribute: CustomUserData: must be at most 2048 "
                           "bytes long in UTF-8 encoding");
        }
        if (name == "Enabled" && value != "true" && value != "false") {
            return invalid("Attributes",
                           "Invalid value for attribute: Enabled: must be true or false");
        }
    }
    return {};
}

Error token_is_taken(const PlatformName& name) {
    return invalid("Token", fmt::format("Endpoint {} already exists with the same Token, but "
                                        "different attributes.",
                                        endpoint_arn(name)));
}

/// The endpoint of that token, made unless there is one. `name` has the id of a new one.
Result<void> find_or_put(Changes& registry, PlatformName& name, const StringMap& attributes) {
    if (!registry.find(application_key(name))) {
        return application_not_found();
    }
    const std::string token = token_key(name, attributes.at("Token"));
    const auto there = registry.find(token);
    if (!there) {
        registry.put(token, name.endpoint);
        registry.put(endpoint_key(name), to_value(attributes));
        return {};
    }
    name.endpoint = *there;
    const auto value = registry.find(endpoint_key(name));
    return value && *value == to_value(attributes) ? Result<void>() : token_is_taken(name);
}

Result<void> set_attributes(Changes& registry, const PlatformName& name, const StringMap& wanted) {
    const auto there = registry.find(endpoint_key(name));
    if (!there) {
        return endpoint_not_found();
    }
    StringMap attributes = from_value(*there);
    const std::string token_before = attributes["Token"];
    for (const auto& [attribute, value] : wanted) {
        attributes.insert_or_assign(attribute, value);
    }
    if (attributes["Token"] != token_before) {
        const std::string token = token_key(name, attributes["Token"]);
        if (const auto other = registry.find(token)) {
            PlatformName owner = name;
            owner.endpoint = *other;
            return token_is_taken(owner);
        }
        registry.remove(token_key(name, token_before));
        registry.put(token, name.endpoint);
    }
    registry.put(endpoint_key(name), to_value(attributes));
    return {};
}

}  // namespace

Task<Result<EndpointArnOutput>> create_platform_endpoint(Context& context,
                                                         CreatePlatformEndpointInput input) {
    auto name = application_name(input.platform_application_arn);
    if (!name) {
        co_return name.error();
    }
    if (!input.token || input.token->empty()) {
        co_return missing("Token");
    }
    StringMap attributes = std::move(input.attributes);
    if (input.custom_user_data) {
        attributes.try_emplace("CustomUserData", std::move(*input.custom_user_data));
    }
    attributes.try_emplace("Enabled", "true");
    if (auto checked = check_attributes(attributes); !checked) {
        co_return checked.error();
    }
    attributes.insert_or_assign("Token", std::move(*input.token));
    name->endpoint = to_string(random_uuid());
    auto change = [&](Changes& registry) { return find_or_put(registry, *name, attributes); };
    if (auto edited = co_await context.broker.registry().edit(std::move(change)); !edited) {
        co_return edited.error();
    }
    co_return EndpointArnOutput{endpoint_arn(*name)};
}

Task<Result<Empty>> delete_endpoint(Context& context, EndpointArnInput input) {
    const auto name = endpoint_name(input.endpoint_arn);
    if (!name) {
        co_return name.error();
    }
    auto change = [&](Changes& registry) -> Result<void> {
        if (const auto there = registry.find(endpoint_key(*name))) {
            registry.remove(token_key(*name, from_value(*there)["Token"]));
            registry.remove(endpoint_key(*name));
        }
        return {};
    };
    if (auto edited = co_await context.broker.registry().edit(std::move(change)); !edited) {
        co_return edited.error();
    }
    co_return Empty{};
}

Task<Result<AttributesOutput>> get_endpoint_attributes(Context& context, EndpointArnInput input) {
    const auto name = endpoint_name(input.endpoint_arn);
    if (!name) {
        co_return name.error();
    }
    const auto value = context.broker.registry().find(endpoint_key(*name));
    if (!value) {
        co_return endpoint_not_found();
    }
    AttributesOutput output;
    output.attributes = from_value(*value);
    co_return output;
}

Task<Result<Empty>> set_endpoint_attributes(Context& context, SetEndpointAttributesInput input) {
    const auto name = endpoint_name(input.endpoint_arn);
    if (!name) {
        co_return name.error();
    }
    if (auto checked = check_attributes(input.attributes); !checked) {
        co_return checked.error();
    }
    auto change = [&](Changes& registry) {
        return set_attributes(registry, *name, input.attributes);
    };
    if (auto edited = co_await context.broker.registry().edit(std::move(change)); !edited) {
        co_return edited.error();
    }
    co_return Empty{};
}

Task<Result<ListEndpointsOutput>> list_endpoints_by_platform_application(Context& context,
                                                                         ListEndpointsInput input) {
    const auto name = application_name(input.platform_application_arn);
    if (!name) {
        co_return name.error();
    }
    const auto after = place_of(input.next_token);
    if (!after) {
        co_return after.error();
    }
    auto& registry = context.broker.registry();
    if (!registry.find(application_key(*name))) {
        co_return application_not_found();
    }
    const std::string prefix = endpoints_prefix(*name);
    auto endpoints = registry.list(prefix, *after, page_size + 1);
    ListEndpointsOutput output;
    output.next_token = end_page(endpoints, [](const auto& last) { return last.first; });
    for (const auto& [key, value] : endpoints) {
        PlatformName endpoint = *name;
        endpoint.endpoint = key.substr(prefix.size());
        output.endpoints.push_back(
            {.endpoint_arn = endpoint_arn(endpoint), .attributes = from_value(value)});
    }
    co_return output;
}

}  // namespace forebay::service::sns
