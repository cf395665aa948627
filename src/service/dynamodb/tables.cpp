#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/table_description.hpp"
#include "service/dynamodb/table_name.hpp"
#include "service/dynamodb/table_schema.hpp"
#include "service/dynamodb/table_settings.hpp"
#include "service/dynamodb/tags.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/actions.hpp>

#include <fmt/format.h>

#include <utility>

namespace forebay::service::dynamodb {
namespace {

Result<void> set_billing(const CreateTableInput& input, TimePoint now, TableInfo& table) {
    if (input.billing_mode == "PAY_PER_REQUEST") {
        if (input.provisioned_throughput) {
            return on_demand_has_no_capacity();
        }
        table.billing = BillingMode::pay_per_request;
        table.by_request_since = now;
        return {};
    }
    auto throughput = wanted_throughput(input.provisioned_throughput);
    if (!throughput) {
        return throughput.error();
    }
    table.throughput = *throughput;
    return {};
}

Result<void> set_keys(const CreateTableInput& input, TableInfo& table) {
    auto schema = wanted_schema(input);
    if (!schema) {
        return schema.error();
    }
    auto indexes = wanted_indexes(input);
    if (!indexes) {
        return indexes.error();
    }
    table.schema = std::move(*schema);
    table.indexes = std::move(*indexes);
    table.attributes = key_attributes_of(*input.attribute_definitions);
    return check_definitions_used(table);
}

Result<TableInfo> wanted_table(Context& context, CreateTableInput input) {
    const TimePoint now = context.broker.clock().now();
    TableInfo table;
    table.key = table_key(context, *input.table_name);
    if (auto set = set_billing(input, now, table); !set) {
        return set.error();
    }
    if (auto set = set_keys(input, table); !set) {
        return set.error();
    }
    if (input.stream_specification) {
        if (auto set = set_stream(*input.stream_specification, now, table); !set) {
            return set.error();
        }
    }
    set_encryption(input.sse_specification, table);
    set_table_class(input.table_class, table);
    set_on_demand_throughput(input.on_demand_throughput, table);
    table.is_protected = input.deletion_protection_enabled.value_or(false);
    if (auto tagged = add_tags(std::move(input.tags), table.tags); !tagged) {
        return tagged.error();
    }
    return table;
}

}  // namespace

Task<Result<TableDescriptionOutput>> create_table(Context& context, CreateTableInput input) {
    auto wanted = wanted_table(context, std::move(input));
    if (!wanted) {
        co_return wanted.error();
    }
    const auto creation = co_await context.broker.tables().create(std::move(*wanted));
    if (!creation) {
        co_return creation.error();
    }
    const TableInfo& table = *creation->table;
    if (!creation->created) {
        co_return Error{Errc::table_in_use,
                        fmt::format("Table already exists: {}", table.key.name)};
    }
    TableDescription description = describe(table, {}, "CREATING");
    for (IndexDescription& index : description.global_secondary_indexes) {
        index.index_status = "CREATING";
    }
    if (description.billing_mode_summary) {
        description.billing_mode_summary->last_update_to_pay_per_request_date_time.reset();
    }
    co_return TableDescriptionOutput{std::move(description)};
}

Task<Result<TableOutput>> describe_table(Context& context, TableNameInput input) {
    const auto table = find_named_table(context, *input.table_name);
    if (!table) {
        co_return table.error();
    }
    const auto counts = co_await context.broker.tables().counts(*table);
    if (!counts) {
        co_return table_error(counts.error(), (*table)->key.name);
    }
    TableOutput output{describe(**table, *counts, "ACTIVE")};
    add_warm_throughput(**table, output.table);
    co_return output;
}

Task<Result<ListTablesOutput>> list_tables(Context& context, ListTablesInput input) {
    const auto max = static_cast<std::size_t>(
        input.limit.value_or(static_cast<std::int64_t>(limits::listed_tables_max)));
    const auto tables = context.broker.tables().list(
        context.account, context.region, input.exclusive_start_table_name.value_or(std::string()),
        max + 1);
    ListTablesOutput output;
    for (std::size_t i = 0; i < tables.size() && i < max; ++i) {
        output.table_names.push_back(tables[i]->key.name);
    }
    if (tables.size() > max) {
        output.last_evaluated_table_name = output.table_names.back();
    }
    co_return output;
}

Task<Result<TableDescriptionOutput>> delete_table(Context& context, TableNameInput input) {
    const auto table = find_named_table(context, *input.table_name);
    if (!table) {
        co_return table.error();
    }
    const auto removed = co_await context.broker.tables().remove(*table);
    if (!removed) {
        co_return table_error(removed.error(), (*table)->key.name);
    }
    co_return TableDescriptionOutput{describe_deleted(**table)};
}

}  // namespace forebay::service::dynamodb
