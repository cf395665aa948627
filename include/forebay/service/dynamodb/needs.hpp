#pragma once

#include <forebay/service/access/need.hpp>
#include <forebay/service/dynamodb/item_shapes.hpp>
#include <forebay/service/dynamodb/stream_shapes.hpp>

#include <string>
#include <string_view>
#include <utility>

/// Which tables, indexes and streams an action is about.
namespace forebay::service::dynamodb {

std::string table_arn_of(const Context& context, std::string_view name_or_arn);
bool has_sort_key(const Context& context, std::string_view table);  ///< false: or is not there
std::string iterator_arn_of(std::string_view shard_iterator);
access::Needs needs_of_transaction(const Context& context, const TransactWriteItemsInput& input);
access::Needs needs_of_transaction(const Context& context, const TransactGetItemsInput& input);

template <class Input>
access::Needs needs_of(const Context& context, const Input& input) {
    if constexpr (requires { input.index_name; }) {  // Query, Scan
        std::string arn = table_arn_of(context, input.table_name.value_or("*"));
        if (input.index_name) {
            arn += "/index/" + *input.index_name;
        }
        return {{.resource = std::move(arn)}};
    } else if constexpr (requires { input.exclusive_start_stream_arn; }) {  // ListStreams
        return {{.resource = table_arn_of(context, input.table_name.value_or("*")) + "/stream/*"}};
    } else if constexpr (requires { input.table_name; }) {
        return {{.resource = table_arn_of(context, input.table_name.value_or("*"))}};
    } else if constexpr (requires { input.request_items; }) {
        access::Needs needs;
        if (input.request_items) {
            for (const auto& [table, _] : *input.request_items) {
                needs.push_back({.resource = table_arn_of(context, table)});
            }
        }
        return needs;
    } else if constexpr (requires { input.transact_items; }) {
        return needs_of_transaction(context, input);
    } else if constexpr (requires { input.resource_arn; }) {
        return {{.resource = input.resource_arn.value_or("*")}};
    } else if constexpr (requires { input.stream_arn; }) {
        return {{.resource = input.stream_arn.value_or("*")}};
    } else if constexpr (requires { input.shard_iterator; }) {
        return {{.resource = iterator_arn_of(input.shard_iterator.value_or(std::string()))}};
    } else {  // ListTables
        return {{.resource = table_arn_of(context, "*")}};
    }
}

}  // namespace forebay::service::dynamodb
