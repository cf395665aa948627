#include "service/dynamodb/capacity.hpp"
#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/projection.hpp"
#include "service/dynamodb/table_name.hpp"
#include "service/dynamodb/wanted_write.hpp"
#include <forebay/engine/table_key.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/actions.hpp>

#include <utility>

namespace forebay::service::dynamodb {
namespace {

constexpr double transaction_factor = 2;  // of capacity units

struct WantedGet {
    std::string table_name;
    Item key;
    std::optional<engine::Projection> projection;
};

Result<WantedGet> wanted_get(TransactedGet& get) {
    if (auto checked = check_projection_parameters({}, get.projection_expression,
                                                   get.expression_attribute_names);
        !checked) {
        return checked.error();
    }
    auto key = take(std::move(get.key));
    if (!key) {
        return key.error();
    }
    auto projection = projection_of({}, std::move(get.projection_expression),
                                    std::move(get.expression_attribute_names));
    if (!projection) {
        return projection.error();
    }
    return WantedGet{.table_name = *std::move(get.table_name),
                     .key = std::move(*key),
                     .projection = std::move(*projection)};
}

Result<runtime::Tables::Get> resolve(Context& context, WantedGet& wanted) {
    auto table = find_table(context, wanted.table_name);
    if (!table) {
        return table.error();
    }
    if (const auto parsed = engine::parse_key((*table)->schema, wanted.key); !parsed) {
        return parsed.error();
    }
    if (wanted.projection) {
        auto checked = check_key_paths(**table, wanted.projection->uses());
        if (!checked) {
            return checked.error();
        }
    }
    return runtime::Tables::Get{std::move(*table), std::move(wanted.key)};
}

}  // namespace

Task<Result<TransactGetItemsOutput>> transact_get_items(Context& context,
                                                        TransactGetItemsInput input) {
    std::vector<WantedGet> wanted;
    for (TransactGetItem& item : *input.transact_items) {
        auto get = wanted_get(*item.get);
        if (!get) {
            co_return get.error();
        }
        wanted.push_back(std::move(*get));
    }
    std::vector<runtime::Tables::Get> gets;
    std::vector<TableInfoPtr> tables;
    for (WantedGet& get : wanted) {
        auto resolved = resolve(context, get);
        if (!resolved) {
            co_return resolved.error();
        }
        tables.push_back(resolved->table);
        gets.push_back(std::move(*resolved));
    }
    auto items = co_await context.broker.tables().get_snapshot(std::move(gets));
    if (!items) {
        co_return item_error(items.error());
    }
    TransactGetItemsOutput output;
    std::map<std::string, std::pair<TableInfoPtr, Usage>> usages;
    for (std::size_t i = 0; i < items->size(); ++i) {
        std::optional<Item>& item = (*items)[i];
        auto& usage = usages[tables[i]->key.name];
        usage.first = tables[i];
        usage.second.table += transaction_factor * read_units(item ? item->size() : 0, true);
        ItemResponse& response = output.responses.emplace_back();
        if (item) {
            response.item = projected(wanted[i].projection, *std::move(item));
        }
    }
    const CapacityReport report = capacity_report(input.return_consumed_capacity);
    for (const auto& [name, usage] : usages) {
        if (auto consumed = describe(report, *usage.first, usage.second)) {
            consumed->read_capacity_units = consumed->capacity_units;
            output.consumed_capacity.push_back(*std::move(consumed));
        }
    }
    co_return output;
}

}  // namespace forebay::service::dynamodb
