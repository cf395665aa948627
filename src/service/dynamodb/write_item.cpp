#include "service/dynamodb/capacity.hpp"
#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/legacy.hpp"
#include "service/dynamodb/wanted_write.hpp"
#include <forebay/engine/table_key.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/actions.hpp>

#include <utility>

namespace forebay::service::dynamodb {
namespace {

using Kind = runtime::Write::Kind;

/// What a client wants to hear of its write.
struct Wishes {
    OptionalText return_values;
    OptionalText return_values_on_condition_check_failure;
    OptionalText return_consumed_capacity;
    OptionalText return_item_collection_metrics;
};

template <class Input>
Wishes wishes_of(Input& input) {
    return {.return_values = std::move(input.return_values),
            .return_values_on_condition_check_failure =
                std::move(input.return_values_on_condition_check_failure),
            .return_consumed_capacity = std::move(input.return_consumed_capacity),
            .return_item_collection_metrics = std::move(input.return_item_collection_metrics)};
}

template <class Input>
Result<void> check_parameters_of(const Input& input) {
    const engine::Parameter expressions[] = {
        {"ConditionExpression", input.condition_expression.has_value()}};
    const engine::Parameter legacy[] = {{"Expected", input.expected.has_value()}};
    return engine::check_parameters({.expressions = expressions,
                                     .legacy = legacy,
                                     .has_names = input.expression_attribute_names.has_value(),
                                     .has_values = input.expression_attribute_values.has_value()});
}

Result<void> check_parameters_of(const UpdateItemInput& input) {
    const engine::Parameter expressions[] = {
        {"UpdateExpression", input.update_expression.has_value()},
        {"ConditionExpression", input.condition_expression.has_value()}};
    const engine::Parameter legacy[] = {{"AttributeUpdates", input.attribute_updates.has_value()},
                                        {"Expected", input.expected.has_value()}};
    return engine::check_parameters({.expressions = expressions,
                                     .legacy = legacy,
                                     .has_names = input.expression_attribute_names.has_value(),
                                     .has_values = input.expression_attribute_values.has_value()});
}

template <class Input>
Result<engine::Expressions> expressions_of(Input& input, OptionalText update = {}) {
    return engine::compile({.update = std::move(update),
                            .condition = std::move(input.condition_expression),
                            .key_condition = {},
                            .filter = {},
                            .projection = {},
                            .names = std::move(input.expression_attribute_names),
                            .values = std::move(input.expression_attribute_values)});
}

/// The condition of older requests, then the expressions.
template <class Input>
Result<void> add_expressions(Input& input, WantedWrite& wanted, OptionalText update = {}) {
    if (input.expected) {
        auto condition = condition_of(*std::move(input.expected), input.conditional_operator);
        if (!condition) {
            return condition.error();
        }
        wanted.condition = std::move(*condition);
    }
    auto expressions = expressions_of(input, std::move(update));
    if (!expressions) {
        return expressions.error();
    }
    if (expressions->condition) {
        wanted.condition = std::move(expressions->condition);
    }
    if (expressions->update) {
        wanted.update = std::move(expressions->update);
    }
    return {};
}

Result<void> check_old_values_only(const OptionalText& return_values) {
    if (return_values && *return_values != "ALL_OLD" && *return_values != "NONE") {
        return invalid("ReturnValues can only be ALL_OLD or NONE");
    }
    return {};
}

Result<WantedWrite> wanted_put(PutItemInput& input) {
    if (auto checked = check_parameters_of(input); !checked) {
        return checked.error();
    }
    auto item = take(std::move(input.item));
    if (!item) {
        return item.error();
    }
    if (auto checked = check_old_values_only(input.return_values); !checked) {
        return checked.error();
    }
    if (auto checked = engine::check_size(*item, engine::ItemWrite::put); !checked) {
        return checked.error();
    }
    WantedWrite wanted{
        .kind = Kind::put, .table_name = *std::move(input.table_name), .item = std::move(*item)};
    if (auto added = add_expressions(input, wanted); !added) {
        return added.error();
    }
    return wanted;
}

Result<WantedWrite> wanted_delete(DeleteItemInput& input) {
    if (auto checked = check_parameters_of(input); !checked) {
        return checked.error();
    }
    auto key = take(std::move(input.key));
    if (!key) {
        return key.error();
    }
    if (auto checked = check_old_values_only(input.return_values); !checked) {
        return checked.error();
    }
    WantedWrite wanted{
        .kind = Kind::remove, .table_name = *std::move(input.table_name), .item = std::move(*key)};
    if (auto added = add_expressions(input, wanted); !added) {
        return added.error();
    }
    return wanted;
}

Result<WantedWrite> wanted_update(UpdateItemInput& input) {
    if (auto checked = check_parameters_of(input); !checked) {
        return checked.error();
    }
    auto key = take(std::move(input.key));
    if (!key) {
        return key.error();
    }
    WantedWrite wanted{
        .kind = Kind::update, .table_name = *std::move(input.table_name), .item = std::move(*key)};
    if (input.attribute_updates) {
        auto update = update_of(*std::move(input.attribute_updates));
        if (!update) {
            return update.error();
        }
        wanted.update = std::move(*update);
    }
    if (auto added = add_expressions(input, wanted, std::move(input.update_expression)); !added) {
        return added.error();
    }
    return wanted;
}

/// DynamoDB specification 6: ReturnValues.
std::optional<Item> returned_values(const OptionalText& wish,
                                    const std::optional<engine::Update>& update,
                                    const runtime::WriteOutcome& outcome) {
    if (!wish || *wish == "NONE") {
        return std::nullopt;
    }
    const ItemPtr& source =
        *wish == "ALL_OLD" || *wish == "UPDATED_OLD" ? outcome.before : outcome.after;
    if (source == nullptr) {
        return std::nullopt;
    }
    if (*wish == "ALL_OLD" || *wish == "ALL_NEW") {
        return *source;
    }
    Item parts = update ? update->named_parts(*source) : Item();
    return parts.view().empty() ? std::nullopt : std::optional(std::move(parts));
}

Task<Result<WriteItemOutput>> write(Context& context, WantedWrite wanted, Wishes wishes) {
    const std::optional<engine::Update> update = wanted.update;
    auto resolved = resolve(context, std::move(wanted));
    if (!resolved) {
        co_return resolved.error();
    }
    const TableInfoPtr table = resolved->table;
    const bool tells_key = wishes.return_item_collection_metrics == "SIZE";
    const Item key = tells_key ? engine::key_attributes(table->schema, resolved->item) : Item();
    const auto outcome = co_await context.broker.tables().write(std::move(*resolved));
    if (!outcome) {
        co_return item_error(outcome.error());
    }
    if (outcome->refusal) {
        context.refusal.item =
            refused_item(wishes.return_values_on_condition_check_failure, *outcome);
        co_return item_error(*outcome->refusal);
    }
    WriteItemOutput output;
    output.attributes = returned_values(wishes.return_values, update, *outcome);
    const CapacityReport report = capacity_report(wishes.return_consumed_capacity);
    if (report != CapacityReport::none) {
        output.consumed_capacity = describe(report, *table, write_usage(*outcome));
    }
    output.item_collection_metrics =
        collection_metrics(wishes.return_item_collection_metrics, *table, key);
    co_return output;
}

}  // namespace

Task<Result<WriteItemOutput>> put_item(Context& context, PutItemInput input) {
    auto wanted = wanted_put(input);
    if (!wanted) {
        co_return wanted.error();
    }
    co_return co_await write(context, std::move(*wanted), wishes_of(input));
}

Task<Result<WriteItemOutput>> delete_item(Context& context, DeleteItemInput input) {
    auto wanted = wanted_delete(input);
    if (!wanted) {
        co_return wanted.error();
    }
    co_return co_await write(context, std::move(*wanted), wishes_of(input));
}

Task<Result<WriteItemOutput>> update_item(Context& context, UpdateItemInput input) {
    auto wanted = wanted_update(input);
    if (!wanted) {
        co_return wanted.error();
    }
    co_return co_await write(context, std::move(*wanted), wishes_of(input));
}

}  // namespace forebay::service::dynamodb
