#include "service/sns/platform.hpp"

#include "service/sns/arn.hpp"
#include "service/sns/errors.hpp"
#include "service/sqs/json_object.hpp"
#include <forebay/base/digest.hpp>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <array>

namespace forebay::service::sns {
namespace {

namespace json = boost::json;

/// The parts of `text` between slashes, when there are `Count` of them.
template <std::size_t Count>
std::optional<std::array<std::string_view, Count>> split(std::string_view text) {
    std::array<std::string_view, Count> parts;
    for (std::size_t i = 0; i < Count; ++i) {
        const bool is_last = i + 1 == Count;
        const std::size_t slash = text.find('/');
        if (is_last != (slash == std::string_view::npos)) {
            return std::nullopt;
        }
        parts[i] = text.substr(0, slash);
        text.remove_prefix(is_last ? text.size() : slash + 1);
    }
    return parts;
}

Error wrong_slashes(std::string_view parameter) {
    return invalid(parameter, "Wrong number of slashes in relative portion of the ARN.");
}

bool is_disabled(const StringMap& attributes) {
    const auto enabled = attributes.find("Enabled");
    return enabled != attributes.end() && enabled->second != "true";
}

std::string in_application(std::string_view family, const PlatformName& name) {
    return fmt::format("sns/{}/{}/{}/{}/{}/", family, name.account, name.region, name.platform,
                       name.application);
}

}  // namespace

std::string application_arn(const PlatformName& name) {
    return fmt::format("arn:aws:sns:{}:{}:app/{}/{}", name.region, name.account, name.platform,
                       name.application);
}

std::string endpoint_arn(const PlatformName& name) {
    return fmt::format("arn:aws:sns:{}:{}:endpoint/{}/{}/{}", name.region, name.account,
                       name.platform, name.application, name.endpoint);
}

std::string applications_prefix(const Context& context) {
    return fmt::format("sns/application/{}/{}/", context.account, context.region);
}

std::string application_key(const PlatformName& name) {
    return fmt::format("sns/application/{}/{}/{}/{}", name.account, name.region, name.platform,
                       name.application);
}

std::string endpoints_prefix(const PlatformName& application) {
    return in_application("endpoint", application);
}

std::string endpoint_key(const PlatformName& name) {
    return endpoints_prefix(name) + name.endpoint;
}

std::string token_key(const PlatformName& application, std::string_view token) {
    return in_application("token", application) + sha256_hex(token);
}

Result<PlatformName> application_name(const OptionalText& arn) {
    constexpr std::string_view parameter = "PlatformApplicationArn";
    const auto parsed = required_arn(arn, parameter);
    if (!parsed) {
        return parsed.error();
    }
    const auto parts = split<3>(parsed->resource);
    if (!parts || (*parts)[0] != "app") {
        return wrong_slashes(parameter);
    }
    return PlatformName{.account = std::string(parsed->account),
                        .region = std::string(parsed->region),
                        .platform = std::string((*parts)[1]),
                        .application = std::string((*parts)[2]),
                        .endpoint = {}};
}

Result<PlatformName> endpoint_name(const OptionalText& arn, std::string_view parameter) {
    const auto parsed = required_arn(arn, parameter);
    if (!parsed) {
        return parsed.error();
    }
    const auto parts = split<4>(parsed->resource);
    if (!parts || (*parts)[0] != "endpoint") {
        return wrong_slashes(parameter);
    }
    return PlatformName{.account = std::string(parsed->account),
                        .region = std::string(parsed->region),
                        .platform = std::string((*parts)[1]),
                        .application = std::string((*parts)[2]),
                        .endpoint = std::string((*parts)[3])};
}

std::string to_value(const StringMap& attributes) {
    json::object object;
    for (const auto& [name, value] : attributes) {
        object.emplace(name, value);
    }
    return json::serialize(object);
}

StringMap from_value(std::string_view value) {
    StringMap attributes;
    for (const auto& member : sqs::parse_object(value).value_or(json::object())) {
        if (member.value().is_string()) {
            attributes.emplace(member.key(), member.value().get_string());
        }
    }
    return attributes;
}

Error application_not_found() {
    return {Errc::platform_not_found, "PlatformApplication does not exist"};
}

Error endpoint_not_found() {
    return {Errc::platform_not_found, "Endpoint does not exist"};
}

Result<StringMap> find_enabled_endpoint(const Context& context, const PlatformName& name) {
    const auto endpoint = context.broker.registry().find(endpoint_key(name));
    if (!endpoint) {
        return invalid("TargetArn", "No endpoint found for the target arn specified");
    }
    StringMap attributes = from_value(*endpoint);
    if (is_disabled(attributes)) {
        return Error{Errc::endpoint_disabled, "Endpoint is disabled"};
    }
    const auto application = context.broker.registry().find(application_key(name));
    if (application && is_disabled(from_value(*application))) {
        return Error{Errc::platform_application_disabled, "Platform application is disabled"};
    }
    return attributes;
}

}  // namespace forebay::service::sns
