#pragma once

#include <forebay/base/result.hpp>

#include <string_view>

/// The refusals that several actions share, in the service's own words: SNS specification 3.
namespace forebay::service::sns {

/// `Invalid parameter: <what>`
Error invalid(std::string_view what);

/// `Invalid parameter: <parameter> Reason: <reason>`
Error invalid(std::string_view parameter, std::string_view reason);

/// `Invalid parameter: <parameter> Reason: no value for required parameter`
Error missing(std::string_view parameter);

/// `1 validation error detected: Value null at '<path>' failed to satisfy constraint: Member must
/// not be null`
Error null_at(std::string_view path);

Error topic_not_found();
Error subscription_not_found();
Error resource_not_found();

/// What Topics refused, in the words that a client knows.
Error topic_error(Error error);

}  // namespace forebay::service::sns
