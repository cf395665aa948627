#include "service/sns/errors.hpp"
#include "service/sns/page.hpp"
#include "service/sns/platform.hpp"
#include "service/sqs/queue_url.hpp"
#include <forebay/service/sns/actions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace forebay::service::sns {
namespace {

using Changes = runtime::Registry::Changes;

constexpr std::array<std::string_view, 11> platforms = {
    "ADM",   "APNS",          "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "BAIDU", "GCM",
    "MACOS", "MACOS_SANDBOX", "MPNS",         "WNS"};

constexpr std::string_view principal = "PlatformPrincipal";
constexpr std::string_view credential = "PlatformCredential";

constexpr std::array<std::string_view, 12> settable = {credential,
                                                       principal,
                                                       "ApplePlatformBundleID",
                                                       "ApplePlatformTeamID",
                                                       "Enabled",
                                                       "EventDeliveryFailure",
                                                       "EventEndpointCreated",
                                                       "EventEndpointDeleted",
                                                       "EventEndpointUpdated",
                                                       "FailureFeedbackRoleArn",
                                                       "SuccessFeedbackRoleArn",
                                                       "SuccessFeedbackSampleRate"};

bool is_name_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-' || c == '.';
}

Result<void> check_name(std::string_view name) {
    constexpr std::size_t chars_max = 256;
    if (name.empty()) {
        return invalid(name, "cannot be empty");
    }
    if (name.size() > chars_max) {
        return invalid(name, "must be at most 256 characters long");
    }
    if (!std::ranges::all_of(name, is_name_char)) {
        return invalid(name,
                       "must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'");
    }
    return {};
}

Result<void> check_attribute_names(const StringMap& attributes) {
    if (attributes.empty()) {
        return null_at("attributes");
    }
    for (const auto& [name, value] : attributes) {
        if (std::ranges::find(settable, name) == settable.end()) {
            return invalid("Attributes", fmt::format("Invalid attribute name: {}", name));
        }
    }
    return {};
}

Result<void> check_new_attributes(const StringMap& attributes) {
    if (auto checked = check_attribute_names(attributes); !checked) {
        return checked;
    }
    const bool has_principal = attributes.contains(std::string(principal));
    if (has_principal != attributes.contains(std::string(credential))) {
        return invalid("Attributes", fmt::format("{} attribute provided without {}",
                                                 has_principal ? principal : credential,
                                                 has_principal ? credential : principal));
    }
    return {};
}

/// Without what is secret.
StringMap shown(std::string_view value) {
    StringMap attributes = from_value(value);
    attributes.erase(std::string(principal));
    attributes.erase(std::string(credential));
    return attributes;
}

/// `<prefix>…<platform>/<name>` names an application: what is behind the prefix.
std::string arn_of_key(const Context& context, std::string_view key) {
    return fmt::format("arn:aws:sns:{}:{}:app/{}", context.region, context.account,
                       key.substr(applications_prefix(context).size()));
}

}  // namespace

Task<Result<PlatformApplicationArnOutput>> create_platform_application(
    Context& context, CreatePlatformApplicationInput input) {
    const std::string platform = std::move(input.platform).value_or(std::string());
    if (std::ranges::find(platforms, platform) == platforms.end()) {
        co_return invalid("Platform", fmt::format("{} is not supported", platform));
    }
    const PlatformName name{.account = context.account,
                            .region = context.region,
                            .platform = platform,
                            .application = std::move(input.name).value_or(std::string()),
                            .endpoint = {}};
    if (auto checked = check_name(name.application); !checked) {
        co_return checked.error();
    }
    if (auto checked = check_new_attributes(input.attributes); !checked) {
        co_return checked.error();
    }
    input.attributes.try_emplace("Enabled", "true");
    auto change = [key = application_key(name),
                   value = to_value(input.attributes)](Changes& registry) -> Result<void> {
        const auto there = registry.find(key);
        if (there && *there != value) {
            return invalid("Attributes",
                           "An application with the same name but different "
                           "properties already exists");
        }
        if (!there) {
            registry.put(key, value);
        }
        return {};
    };
    if (auto edited = co_await context.broker.registry().edit(std::move(change)); !edited) {
        co_return edited.error();
    }
    co_return PlatformApplicationArnOutput{application_arn(name)};
}

Task<Result<Empty>> delete_platform_application(Context& context,
                                                PlatformApplicationArnInput input) {
    const auto name = application_name(input.platform_application_arn);
    if (!name) {
        co_return name.error();
    }
    auto& registry = context.broker.registry();
    auto remove_application = [&](Changes& changes) -> Result<void> {
        if (changes.find(application_key(*name))) {
            changes.remove(application_key(*name));
        }
        return {};
    };
    if (auto edited = co_await registry.edit(std::move(remove_application)); !edited) {
        co_return edited.error();
    }
    // Now that no more are made, those that are listed are all.
    const auto endpoints =
        registry.list(endpoints_prefix(*name), {}, std::numeric_limits<std::size_t>::max());
    auto remove_endpoints = [&](Changes& changes) -> Result<void> {
        for (const auto& [key, value] : endpoints) {
            changes.remove(key);
            changes.remove(token_key(*name, from_value(value)["Token"]));
        }
        return {};
    };
    if (auto edited = co_await registry.edit(std::move(remove_endpoints)); !edited) {
        co_return edited.error();
    }
    co_return Empty{};
}

Task<Result<AttributesOutput>> get_platform_application_attributes(
    Context& context, PlatformApplicationArnInput input) {
    const auto name = application_name(input.platform_application_arn);
    if (!name) {
        co_return name.error();
    }
    const auto value = context.broker.registry().find(application_key(*name));
    if (!value) {
        co_return application_not_found();
    }
    AttributesOutput output;
    output.attributes = shown(*value);
    co_return output;
}

Task<Result<Empty>> set_platform_application_attributes(
    Context& context, SetPlatformApplicationAttributesInput input) {
    const auto name = application_name(input.platform_application_arn);
    if (!name) {
        co_return name.error();
    }
    if (auto checked = check_attribute_names(input.attributes); !checked) {
        co_return checked.error();
    }
    auto change = [key = application_key(*name),
                   wanted = std::move(input.attributes)](Changes& registry) -> Result<void> {
        const auto there = registry.find(key);
        if (!there) {
            return application_not_found();
        }
        StringMap attributes = from_value(*there);
        for (const auto& [attribute, value] : wanted) {
            attributes.insert_or_assign(attribute, value);
        }
        registry.put(key, to_value(attributes));
        return {};
    };
    if (auto edited = co_await context.broker.registry().edit(std::move(change)); !edited) {
        co_return edited.error();
    }
    co_return Empty{};
}

Task<Result<ListPlatformApplicationsOutput>> list_platform_applications(Context& context,
                                                                        ListInput input) {
    const auto after = place_of(input.next_token);
    if (!after) {
        co_return after.error();
    }
    auto applications =
        context.broker.registry().list(applications_prefix(context), *after, page_size + 1);
    ListPlatformApplicationsOutput output;
    output.next_token = end_page(applications, [](const auto& last) { return last.first; });
    for (const auto& [key, value] : applications) {
        output.platform_applications.push_back(
            {.platform_application_arn = arn_of_key(context, key), .attributes = shown(value)});
    }
    co_return output;
}

}  // namespace forebay::service::sns
