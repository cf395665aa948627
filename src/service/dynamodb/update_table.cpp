#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/table_description.hpp"
#include "service/dynamodb/table_name.hpp"
#include "service/dynamodb/table_schema.hpp"
#include "service/dynamodb/table_settings.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/actions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace forebay::service::dynamodb {
namespace {

Result<void> check_index_updates(const std::vector<IndexUpdate>& updates) {
    std::set<std::string> names;
    for (const IndexUpdate& update : updates) {
        if (!update.update && !update.create && !update.remove) {
            return invalid_value(
                "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
                "GlobalSecondaryIndexUpdate.Delete must not be null");
        }
        const std::string& name = update.update   ? *update.update->index_name
                                  : update.create ? *update.create->index_name
                                                  : *update.remove->index_name;
        if (!names.insert(name).second) {
            return invalid_value(fmt::format(
                "Only one global secondary index update per index is allowed simultaneously. "
                "Index: {}",
                name));
        }
    }
    return {};
}

Result<void> check_input(const UpdateTableInput& input) {
    const auto& updates = input.global_secondary_index_updates;
    const bool says_something = input.provisioned_throughput || input.billing_mode ||
                                (updates && !updates->empty()) || input.stream_specification ||
                                input.sse_specification || input.table_class ||
                                input.deletion_protection_enabled || input.on_demand_throughput;
    if (!says_something) {
        return invalid(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
    }
    if (input.billing_mode == "PROVISIONED" && !input.provisioned_throughput) {
        return invalid_value(
            "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
    }
    if (input.provisioned_throughput) {
        if (auto throughput = wanted_throughput(input.provisioned_throughput); !throughput) {
            return throughput.error();
        }
    }
    return updates ? check_index_updates(*updates) : Result<void>();
}

Result<void> change_throughput(const std::optional<ProvisionedThroughput>& given,
                               Throughput& throughput) {
    auto wanted = wanted_throughput(given);
    if (!wanted) {
        return wanted.error();
    }
    if (*wanted == throughput) {
        return invalid(fmt::format(
            "The provisioned throughput for the table will not change. The requested value equals "
            "the current value. Current ReadCapacityUnits provisioned for the table: {}. Requested "
            "ReadCapacityUnits: {}. Current WriteCapacityUnits provisioned for the table: {}. "
            "Requested WriteCapacityUnits: {}. Refer to the Amazon DynamoDB Developer Guide for "
            "current limits and how to request higher limits.",
            throughput.read, wanted->read, throughput.write, wanted->write));
    }
    throughput = *wanted;
    return {};
}

Result<void> change_billing(const UpdateTableInput& input, TimePoint now, TableInfo& table) {
    const bool is_on_demand = input.billing_mode ? *input.billing_mode == "PAY_PER_REQUEST"
                                                 : table.billing == BillingMode::pay_per_request;
    if (is_on_demand && input.provisioned_throughput) {
        return on_demand_has_no_capacity();
    }
    if (is_on_demand) {
        if (table.billing != BillingMode::pay_per_request) {
            table.billing = BillingMode::pay_per_request;
            table.by_request_since = now;
            table.throughput = {};
            for (IndexInfo& index : table.indexes) {
                index.throughput = {};
            }
        }
        return {};
    }
    table.billing = BillingMode::provisioned;
    return input.provisioned_throughput
               ? change_throughput(input.provisioned_throughput, table.throughput)
               : Result<void>();
}

Result<IndexInfo*> find_global_index(TableInfo& table, const std::string& name) {
    const auto index = std::ranges::find(table.indexes, name, &IndexInfo::name);
    if (index == table.indexes.end() || index->kind != IndexInfo::Kind::global) {
        return Error{Errc::resource_not_found,
                     fmt::format("Requested resource not found: Index: {} not found", name)};
    }
    return &*index;
}

Result<void> create_index(const SecondaryIndex& given, const Definitions& definitions,
                          TableInfo& table) {
    auto index = wanted_global_index(given, definitions);
    if (!index) {
        return index.error();
    }
    if (table.find_index(index->name) != nullptr) {
        return invalid(
            fmt::format("Attempting to create an index which already exists: {}", index->name));
    }
    if (table.billing == BillingMode::provisioned) {
        auto throughput = wanted_throughput(given.provisioned_throughput);
        if (!throughput) {
            return throughput.error();
        }
        index->throughput = *throughput;
    } else if (given.provisioned_throughput) {
        return on_demand_has_no_capacity(index->name);
    }
    table.indexes.push_back(std::move(*index));
    const auto global_count = static_cast<std::size_t>(
        std::ranges::count(table.indexes, IndexInfo::Kind::global, &IndexInfo::kind));
    if (global_count > limits::global_indexes_max) {
        return invalid_value(
            fmt::format("GlobalSecondaryIndex count exceeds the per-table limit of {}",
                        limits::global_indexes_max));
    }
    return check_projected_count(table.indexes);
}

Result<void> remove_index(const std::string& name, TableInfo& table) {
    auto index = find_global_index(table, name);
    if (!index) {
        return index.error();
    }
    table.indexes.erase(table.indexes.begin() + (*index - table.indexes.data()));
    return {};
}

/// Attributes that no key has any more are forgotten, as they must not be defined.
void forget_unused_attributes(TableInfo& table) {
    const auto is_key_of = [](const KeySchema& schema, const KeyAttribute& attribute) {
        return schema.partition == attribute || schema.sort == attribute;
    };
    std::erase_if(table.attributes, [&](const KeyAttribute& attribute) {
        return !is_key_of(table.schema, attribute) &&
               std::ranges::none_of(table.indexes, [&](const IndexInfo& index) {
                   return is_key_of(index.schema, attribute);
               });
    });
}

Definitions definitions_of(const TableInfo& table) {
    Definitions definitions;
    for (const KeyAttribute& attribute : table.attributes) {
        definitions.push_back({attribute.name, std::string(type_name(attribute.type))});
    }
    return definitions;
}

/// What was defined before still is: clients repeat it or not.
Result<void> define_attributes(const Definitions& given, TableInfo& table) {
    for (KeyAttribute& attribute : key_attributes_of(given)) {
        const auto known = std::ranges::find(table.attributes, attribute.name, &KeyAttribute::name);
        if (known == table.attributes.end()) {
            table.attributes.push_back(std::move(attribute));
        } else if (known->type != attribute.type) {
            return invalid_value(
                fmt::format("Attribute {} is defined with another type already", attribute.name));
        }
    }
    return {};
}

Result<void> change_indexes(const UpdateTableInput& input, TableInfo& table) {
    if (input.attribute_definitions) {
        if (auto defined = define_attributes(*input.attribute_definitions, table); !defined) {
            return defined;
        }
    }
    std::size_t online_changes = 0;
    for (const IndexUpdate& update :
         input.global_secondary_index_updates.value_or(std::vector<IndexUpdate>())) {
        Result<void> changed;
        if (update.update) {
            auto index = find_global_index(table, *update.update->index_name);
            changed = index ? change_throughput(update.update->provisioned_throughput,
                                                (*index)->throughput)
                            : Result<void>(index.error());
        } else {
            ++online_changes;
            changed = update.create ? create_index(*update.create, definitions_of(table), table)
                                    : remove_index(*update.remove->index_name, table);
        }
        if (!changed) {
            return changed;
        }
    }
    if (online_changes > 1) {
        return Error{Errc::table_limit_exceeded,
                     "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                     "simultaneously per table"};
    }
    forget_unused_attributes(table);
    return {};
}

Result<void> change_table(const UpdateTableInput& input, TimePoint now, TableInfo& table) {
    if (auto changed = change_billing(input, now, table); !changed) {
        return changed;
    }
    if (auto changed = change_indexes(input, table); !changed) {
        return changed;
    }
    if (input.stream_specification) {
        if (auto set = set_stream(*input.stream_specification, now, table); !set) {
            return set;
        }
    }
    set_encryption(input.sse_specification, table);
    set_table_class(input.table_class, table);
    set_on_demand_throughput(input.on_demand_throughput, table);
    table.is_protected = input.deletion_protection_enabled.value_or(table.is_protected);
    return {};
}

}  // namespace

Task<Result<TableDescriptionOutput>> update_table(Context& context, UpdateTableInput input) {
    if (auto checked = check_input(input); !checked) {
        co_return checked.error();
    }
    const auto table = find_named_table(context, *input.table_name);
    if (!table) {
        co_return table.error();
    }
    auto change = [input = std::move(input), now = context.broker.clock().now()](
                      TableInfo& edited) { return change_table(input, now, edited); };
    const auto updated = co_await context.broker.tables().update(*table, std::move(change));
    if (!updated) {
        co_return table_error(updated.error(), (*table)->key.name);
    }
    const auto counts = co_await context.broker.tables().counts(*updated);
    if (!counts) {
        co_return table_error(counts.error(), (*table)->key.name);
    }
    co_return TableDescriptionOutput{describe(**updated, *counts, "UPDATING")};
}

}  // namespace forebay::service::dynamodb
