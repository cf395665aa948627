#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/table_info.hpp>
#include <forebay/service/context.hpp>

#include <optional>
#include <string>
#include <string_view>

/// Keys as they stand in URLs: the triggers specification, C1. Errors: Errc::validation_failed.
namespace forebay::service::dynamodb {

/// Errors: Errc::table_not_found.
Result<TableInfoPtr> find_plain_table(Context& context, const std::string& name);

/// The ordered form of a key attribute's value.
Result<std::string> plain_value(ValueType type, std::string_view text);

/// The key of an item, which has both parts, if its table has.
Result<Item> plain_key(const KeySchema& schema, std::string_view partition,
                       const std::optional<std::string>& sort);

/// All keys of a partition.
Result<KeyRange> plain_range(const KeySchema& schema, std::string_view partition);

}  // namespace forebay::service::dynamodb
