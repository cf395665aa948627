#pragma once

#include <forebay/base/result.hpp>
#include <forebay/runtime/registry.hpp>
#include <forebay/service/context.hpp>
#include <forebay/service/sns/shapes.hpp>

#include <optional>
#include <string>
#include <string_view>

/// Platform applications and their endpoints: SNS specification 13. Each is a value of the
/// registry, its attributes as JSON; an endpoint is found by its token, too.
namespace forebay::service::sns {

/// What the ARN of an application, or of an endpoint, says.
struct PlatformName {
    std::string account;
    std::string region;
    std::string platform;
    std::string application;
    std::string endpoint;  ///< of an endpoint: its id
};

std::string application_arn(const PlatformName& name);
std::string endpoint_arn(const PlatformName& name);

/// Where the registry has them. Those of an account and region, and those of an application, begin
/// alike.
std::string applications_prefix(const Context& context);
std::string application_key(const PlatformName& name);
std::string endpoints_prefix(const PlatformName& application);
std::string endpoint_key(const PlatformName& name);
std::string token_key(const PlatformName& application, std::string_view token);

/// Reads an ARN; what is not one is refused in the words of the service.
Result<PlatformName> application_name(const OptionalText& arn);
Result<PlatformName> endpoint_name(const OptionalText& arn,
                                   std::string_view parameter = "EndpointArn");

std::string to_value(const StringMap& attributes);
StringMap from_value(std::string_view value);

Error application_not_found();
Error endpoint_not_found();

/// The attributes of an endpoint that may be published to. Errors: it is not there, or it or its
/// application is disabled.
Result<StringMap> find_enabled_endpoint(const Context& context, const PlatformName& name);

}  // namespace forebay::service::sns
