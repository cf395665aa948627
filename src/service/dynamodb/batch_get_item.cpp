#include "service/dynamodb/capacity.hpp"
#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/projection.hpp"
#include "service/dynamodb/table_name.hpp"
#include "service/dynamodb/wanted_write.hpp"
#include <forebay/engine/table_key.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/actions.hpp>

#include <utility>

namespace forebay::service::dynamodb {
namespace {

/// What is asked of one table.
struct TableGets {
    const std::string* name;         // as the client calls it
    const KeysAndAttributes* asked;  // with its keys
    std::optional<engine::Projection> projection;
    TableInfoPtr table = nullptr;
    Usage usage = {};
};

Result<std::vector<TableGets>> wanted_gets(const KeysByTable& request) {
    std::vector<TableGets> wanted;
    std::size_t keys_count = 0;
    for (const auto& [name, asked] : request) {
        if (auto checked =
                check_projection_parameters(asked.attributes_to_get, asked.projection_expression,
                                            asked.expression_attribute_names);
            !checked) {
            return checked.error();
        }
        auto projection = projection_of(asked.attributes_to_get, asked.projection_expression,
                                        asked.expression_attribute_names);
        if (!projection) {
            return projection.error();
        }
        for (const GivenItem& key : *asked.keys) {
            if (key.fault) {
                return *key.fault;
            }
        }
        keys_count += asked.keys->size();
        wanted.push_back({.name = &name, .asked = &asked, .projection = std::move(*projection)});
    }
    if (keys_count > limits::batch_gets_max) {
        return invalid("Too many items requested for the BatchGetItem call");
    }
    return wanted;
}

Result<void> find_tables(Context& context, std::vector<TableGets>& wanted) {
    for (TableGets& gets : wanted) {
        auto table = find_table(context, *gets.name);
        if (!table) {
            return table.error();
        }
        gets.table = std::move(*table);
        for (const GivenItem& key : *gets.asked->keys) {
            if (const auto parsed = engine::parse_key(gets.table->schema, key.item); !parsed) {
                return parsed.error();
            }
        }
        if (gets.projection) {
            auto checked = check_key_paths(*gets.table, gets.projection->uses());
            if (!checked) {
                return checked;
            }
        }
    }
    return {};
}

// Hands out items as long as they fit into one answer; the rest is for the next one.
class Answer {
public:
    explicit Answer(BatchGetItemOutput& output) : output_(output) {}

    void add(TableGets& gets, const GivenItem& key, std::optional<Item> item) {
        const std::size_t bytes = item ? item->size() : 0;
        if (bytes_ + bytes > limits::batch_get_bytes_max) {
            leave(gets, key);
            return;
        }
        bytes_ += bytes;
        gets.usage.table += read_units(bytes, gets.asked->consistent_read.value_or(false));
        if (item) {
            output_.responses[*gets.name].push_back(projected(gets.projection, *std::move(item)));
        }
    }

private:
    void leave(const TableGets& gets, const GivenItem& key) {
        KeysAndAttributes& left = output_.unprocessed_keys[*gets.name];
        if (!left.keys) {
            left = *gets.asked;
            left.keys.emplace();
        }
        left.keys->push_back(key);
    }

    BatchGetItemOutput& output_;
    std::size_t bytes_ = 0;
};

}  // namespace

Task<Result<BatchGetItemOutput>> batch_get_item(Context& context, BatchGetItemInput input) {
    auto wanted = wanted_gets(*input.request_items);
    if (!wanted) {
        co_return wanted.error();
    }
    if (auto found = find_tables(context, *wanted); !found) {
        co_return found.error();
    }
    std::vector<runtime::Tables::Get> gets;
    for (const TableGets& table : *wanted) {
        for (const GivenItem& key : *table.asked->keys) {
            gets.push_back({table.table, key.item});
        }
    }
    auto items = co_await context.broker.tables().get_many(std::move(gets));
    if (!items) {
        co_return item_error(items.error());
    }
    BatchGetItemOutput output;
    Answer answer(output);
    const CapacityReport report = capacity_report(input.return_consumed_capacity);
    auto item = items->begin();
    for (TableGets& table : *wanted) {
        output.responses[*table.name];
        for (const GivenItem& key : *table.asked->keys) {
            answer.add(table, key, std::move(*item++));
        }
        if (auto consumed = describe(report, *table.table, table.usage)) {
            output.consumed_capacity.push_back(*std::move(consumed));
        }
    }
    co_return output;
}

}  // namespace forebay::service::dynamodb
