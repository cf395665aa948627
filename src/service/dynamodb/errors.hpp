#pragma once

#include <forebay/base/result.hpp>

#include <string>
#include <string_view>

/// The refusals that several actions share, in the service's own words: DynamoDB specification 5
/// to 10.
namespace forebay::service::dynamodb {

/// A ValidationException.
Error invalid(std::string text);

/// `One or more parameter values were invalid: <what>`
Error invalid_value(std::string_view what);

/// What the framework says of a member that is not there: `1 validation error detected: …`.
Error null_at(std::string_view path);

/// Of actions on items.
Error table_not_found();

/// Of actions on tables.
Error table_not_found(std::string_view name);

/// A refusal of runtime::Tables, in the words of actions on items.
Error item_error(Error error);

/// A refusal of runtime::Tables, in the words of actions on the table `name`.
Error table_error(Error error, std::string_view name);

}  // namespace forebay::service::dynamodb
