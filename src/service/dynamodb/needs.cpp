#include "service/dynamodb/stream_position.hpp"
#include "service/dynamodb/table_name.hpp"
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/needs.hpp>

#include <fmt/format.h>

#include <optional>

namespace forebay::service::dynamodb {

std::string table_arn_of(const Context& context, std::string_view name_or_arn) {
    const TableKey key = table_key(context, name_or_arn);
    return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", key.region, key.account, key.name);
}

bool has_sort_key(const Context& context, std::string_view table) {
    const TableInfoPtr info = context.broker.tables().find(table_key(context, table));
    return info != nullptr && info->schema.sort.has_value();
}

std::string iterator_arn_of(std::string_view shard_iterator) {
    const auto position = parse_iterator(shard_iterator);
    return position ? position->stream_arn : "*";
}

access::Needs needs_of_transaction(const Context& context, const TransactWriteItemsInput& input) {
    access::Needs needs;
    const auto add = [&](const std::optional<TransactedWrite>& write, std::string_view action) {
        if (write) {
            needs.push_back({.resource = table_arn_of(context, write->table_name.value_or("*")),
                             .action = action});
        }
    };
    if (input.transact_items) {
        for (const TransactWriteItem& item : *input.transact_items) {
            add(item.condition_check, "ConditionCheckItem");
            add(item.put, "PutItem");
            add(item.remove, "DeleteItem");
            add(item.update, "UpdateItem");
        }
    }
    return needs;
}

access::Needs needs_of_transaction(const Context& context, const TransactGetItemsInput& input) {
    access::Needs needs;
    if (input.transact_items) {
        for (const TransactGetItem& item : *input.transact_items) {
            if (item.get) {
                needs.push_back(
                    {.resource = table_arn_of(context, item.get->table_name.value_or("*")),
                     .action = "GetItem"});
            }
        }
    }
    return needs;
}

}  // namespace forebay::service::dynamodb
