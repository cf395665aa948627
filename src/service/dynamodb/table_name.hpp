#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/table_info.hpp>
#include <forebay/service/context.hpp>

#include <optional>
#include <string>
#include <string_view>

/// How clients name tables: by name, or by ARN. DynamoDB specification 2, 5.
namespace forebay::service::dynamodb {

/// The table that `arn` names; nullopt when it is no ARN of a table.
std::optional<TableKey> parse_table_arn(std::string_view arn);

/// What a TableName means to this caller. An ARN says its account and region itself.
TableKey table_key(const Context& context, std::string_view name_or_arn);

/// For an action on items. Errors: Errc::table_not_found.
Result<TableInfoPtr> find_table(Context& context, std::string_view name_or_arn);

/// For an action on the table itself. Errors: Errc::table_not_found, in other words.
Result<TableInfoPtr> find_named_table(Context& context, std::string_view name_or_arn);

}  // namespace forebay::service::dynamodb
