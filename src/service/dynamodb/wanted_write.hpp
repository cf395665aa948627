#pragma once

#include <forebay/base/result.hpp>
#include <forebay/engine/expression.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/context.hpp>
#include <forebay/service/dynamodb/item_shapes.hpp>

#include <optional>
#include <span>
#include <string>

/// Writes as requests ask for them: DynamoDB specification 6, 10. Errors: Errc::validation_failed;
/// Errc::table_not_found, where a table is looked for.
namespace forebay::service::dynamodb {

/// A write, checked as far as that can be done without its table.
struct WantedWrite {
    runtime::Write::Kind kind = runtime::Write::Kind::put;
    std::string table_name;
    Item item;  ///< but for `put`: its key alone
    std::optional<engine::Condition> condition = {};
    std::optional<engine::Update> update = {};
};

/// The item, or why there is none.
Result<Item> take(std::optional<GivenItem>&& given);

/// Finds its table, and checks the keys and what else the table demands.
Result<runtime::Write> resolve(Context& context, WantedWrite wanted);

/// Refuses paths into the keys of a table and its indexes.
Result<void> check_key_paths(const TableInfo& table, std::span<const engine::AttributeUse> uses);

/// What the condition fails on, if the client asked for it.
std::optional<Item> refused_item(const OptionalText& return_values_on_condition_check_failure,
                                 const runtime::WriteOutcome& outcome);

}  // namespace forebay::service::dynamodb
