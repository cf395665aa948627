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

Task<Result<GetItemOutput>> get_item(Context& context, GetItemInput input) {
    if (auto checked = check_projection_parameters(
            input.attributes_to_get, input.projection_expression, input.expression_attribute_names);
        !checked) {
        co_return checked.error();
    }
    auto key = take(std::move(input.key));
    if (!key) {
        co_return key.error();
    }
    const auto projection =
        projection_of(std::move(input.attributes_to_get), std::move(input.projection_expression),
                      std::move(input.expression_attribute_names));
    if (!projection) {
        co_return projection.error();
    }
    const auto table = find_table(context, *input.table_name);
    if (!table) {
        co_return table.error();
    }
    if (*projection) {
        if (const auto parsed = engine::parse_key((*table)->schema, *key); !parsed) {
            co_return parsed.error();  // it is told before what is wrong with the projection
        }
        if (auto checked = check_key_paths(**table, (*projection)->uses()); !checked) {
            co_return checked.error();
        }
    }
    auto item = co_await context.broker.tables().get(*table, std::move(*key));
    if (!item) {
        co_return item_error(item.error());
    }
    GetItemOutput output;
    const CapacityReport report = capacity_report(input.return_consumed_capacity);
    if (report != CapacityReport::none) {
        const std::size_t bytes = *item ? (*item)->size() : 0;
        output.consumed_capacity = describe(
            report, **table, {.table = read_units(bytes, input.consistent_read.value_or(false))});
    }
    if (*item) {
        output.item = projected(*projection, **std::move(item));
    }
    co_return output;
}

}  // namespace forebay::service::dynamodb
