#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/plain_keys.hpp"
#include <forebay/base/base64.hpp>
#include <forebay/engine/table_key.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/plain_reads.hpp>

#include <utility>

namespace forebay::service::dynamodb {
namespace {

Task<Result<PlainItems>> read_partition(Context& context, TableInfoPtr table,
                                        std::string partition) {
    const auto range = plain_range(table->schema, partition);
    if (!range) {
        co_return range.error();
    }
    PlainItems found{.items = {}, .is_list = true};
    std::size_t bytes = 0;
    std::optional<Item> after;
    do {
        runtime::QueryRequest request{.page = {.table = table, .after = std::move(after)},
                                      .range = *range};
        auto page = co_await context.broker.tables().query(std::move(request));
        if (!page) {
            co_return page.error();
        }
        bytes += page->bytes;
        if (bytes > limits::batch_get_bytes_max) {
            co_return invalid("There are too many items for one answer: read them in pages");
        }
        for (Item& item : page->items) {
            found.items.push_back(std::move(item));
        }
        after = std::move(page->last_key);
    } while (after);
    co_return found;
}

Result<std::optional<Item>> start_of(const KeySchema& schema, const std::string& cursor) {
    if (cursor.empty()) {
        return std::optional<Item>();
    }
    auto bytes = parse_base64(cursor);
    if (bytes && is_item(*bytes)) {
        Item key(*std::move(bytes));
        if (engine::parse_key(schema, key)) {
            return std::optional(std::move(key));
        }
    }
    return invalid("The cursor is none of this table");
}

Result<KeyRange> range_of(const KeySchema& schema, const PlainPageInput& input) {
    auto range = plain_range(schema, *input.partition);
    if (!range || input.sort_prefix.empty()) {
        return range;
    }
    if (!schema.sort || schema.sort->type == ValueType::number) {
        return invalid("sk_begins_with needs a sort key that is a string or binary");
    }
    auto prefix = plain_value(schema.sort->type, input.sort_prefix);
    if (!prefix) {
        return prefix.error();
    }
    range->sort = {
        .kind = SortCondition::Kind::begins_with, .value = *std::move(prefix), .upper = {}};
    return range;
}

Task<Result<runtime::Page>> read_page(Context& context, runtime::PageRequest page,
                                      PlainPageInput input) {
    if (!input.partition) {
        runtime::ScanRequest scan{.page = std::move(page)};
        co_return co_await context.broker.tables().scan(std::move(scan));
    }
    auto range = range_of(page.table->schema, input);
    if (!range) {
        co_return range.error();
    }
    runtime::QueryRequest query{
        .page = std::move(page), .range = *std::move(range), .is_descending = input.is_descending};
    co_return co_await context.broker.tables().query(std::move(query));
}

}  // namespace

Task<Result<PlainItems>> read_plain_item(Context& context, PlainItemInput input) {
    const auto table = find_plain_table(context, input.table);
    if (!table) {
        co_return table.error();
    }
    if ((*table)->schema.sort && !input.sort) {
        co_return co_await read_partition(context, *table, std::move(input.partition));
    }
    auto key = plain_key((*table)->schema, input.partition, input.sort);
    if (!key) {
        co_return key.error();
    }
    auto item = co_await context.broker.tables().get(*table, *std::move(key));
    if (!item) {
        co_return item.error();
    }
    PlainItems found;
    if (*item) {
        found.items.push_back(**std::move(item));
    }
    co_return found;
}

Task<Result<PlainPage>> read_plain_page(Context& context, PlainPageInput input) {
    const auto table = find_plain_table(context, input.table);
    if (!table) {
        co_return table.error();
    }
    auto after = start_of((*table)->schema, input.cursor);
    if (!after) {
        co_return after.error();
    }
    runtime::PageRequest request{
        .table = *table, .after = *std::move(after), .items_max = input.limit};
    auto page = co_await read_page(context, std::move(request), std::move(input));
    if (!page) {
        co_return page.error();
    }
    PlainPage plain{.items = std::move(page->items), .cursor = {}};
    if (page->last_key) {
        plain.cursor = base64(page->last_key->bytes());
    }
    co_return plain;
}

}  // namespace forebay::service::dynamodb
