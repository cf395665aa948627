#include "service/dynamodb/wanted_write.hpp"

#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/table_name.hpp"
#include <forebay/engine/table_key.hpp>

#include <utility>

namespace forebay::service::dynamodb {
namespace {

using Kind = runtime::Write::Kind;

Result<void> check_key(const TableInfo& table, const WantedWrite& wanted) {
    const auto key = wanted.kind == Kind::put ? engine::key_of_item(table.schema, wanted.item)
                                              : engine::parse_key(table.schema, wanted.item);
    return key ? Result<void>() : key.error();
}

Result<void> check_update(const TableInfo& table, const engine::Update& update) {
    if (auto checked = engine::check_targets(table.schema, update); !checked) {
        return checked;
    }
    return check_key_paths(table, update.uses());
}

}  // namespace

Result<Item> take(std::optional<GivenItem>&& given) {
    if (given->fault) {
        return *std::move(given->fault);
    }
    return std::move(given->item);
}

Result<runtime::Write> resolve(Context& context, WantedWrite wanted) {
    auto table = find_table(context, wanted.table_name);
    if (!table) {
        return table.error();
    }
    if (auto checked = check_key(**table, wanted); !checked) {
        return checked.error();
    }
    if (wanted.update) {
        if (auto checked = check_update(**table, *wanted.update); !checked) {
            return checked.error();
        }
    }
    if (wanted.condition) {
        if (auto checked = check_key_paths(**table, wanted.condition->uses()); !checked) {
            return checked.error();
        }
    }
    return runtime::Write{.kind = wanted.kind,
                          .table = std::move(*table),
                          .item = std::move(wanted.item),
                          .condition = std::move(wanted.condition),
                          .update = std::move(wanted.update)};
}

Result<void> check_key_paths(const TableInfo& table, std::span<const engine::AttributeUse> uses) {
    if (auto checked = engine::check_uses(table.schema, engine::KeyOwner::table, uses); !checked) {
        return checked;
    }
    for (const IndexInfo& index : table.indexes) {
        auto checked = engine::check_uses(index.schema, engine::KeyOwner::index, uses);
        if (!checked) {
            return checked;
        }
    }
    return {};
}

std::optional<Item> refused_item(const OptionalText& return_values_on_condition_check_failure,
                                 const runtime::WriteOutcome& outcome) {
    const bool is_wanted = return_values_on_condition_check_failure == "ALL_OLD" &&
                           outcome.refusal && outcome.refusal->code == Errc::condition_failed &&
                           outcome.before != nullptr;
    return is_wanted ? std::optional(*outcome.before) : std::nullopt;
}

}  // namespace forebay::service::dynamodb
