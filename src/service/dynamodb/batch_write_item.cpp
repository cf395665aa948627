#include "service/dynamodb/capacity.hpp"
#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/table_name.hpp"
#include "service/dynamodb/wanted_write.hpp"
#include <forebay/engine/table_key.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/actions.hpp>

#include <algorithm>
#include <utility>

namespace forebay::service::dynamodb {
namespace {

using Kind = runtime::Write::Kind;

Result<void> check_request(const WriteRequest& request) {
    if (request.put_request) {
        const GivenItem& given = *request.put_request->item;
        return given.fault ? Result<void>(*given.fault)
                           : engine::check_size(given.item, engine::ItemWrite::put);
    }
    const GivenItem& given = *request.delete_request->key;
    return given.fault ? Result<void>(*given.fault) : Result<void>();
}

Result<void> check_requests(const WritesByTable& requests) {
    std::size_t count = 0;
    for (const auto& [name, writes] : requests) {
        const bool has_one_each = std::ranges::all_of(writes, [](const WriteRequest& request) {
            return request.put_request.has_value() != request.delete_request.has_value();
        });
        if (!has_one_each) {
            return invalid(
                "Supplied AttributeValue has more than one datatypes set, must contain exactly "
                "one of the supported datatypes");
        }
        for (const WriteRequest& request : writes) {
            if (auto checked = check_request(request); !checked) {
                return checked;
            }
        }
        count += writes.size();
    }
    if (count > limits::batch_writes_max) {
        return invalid("Too many items requested for the BatchWriteItem call");
    }
    return {};
}

/// A key that is not there, or has another type, is not told in the words that PutItem has for it.
Result<void> check_key(const KeySchema& schema, Kind kind, MapView item) {
    constexpr std::string_view mismatch = "The provided key element does not match the schema";
    const Item key = kind == Kind::put ? engine::key_attributes(schema, item) : Item(item);
    const auto parsed = engine::parse_key(schema, key);
    if (parsed) {
        return {};
    }
    if (kind == Kind::put && parsed.error().detail != mismatch) {
        return engine::key_of_item(schema, item).error();
    }
    return parsed.error();
}

Result<std::vector<runtime::Write>> wanted_writes(Context& context, WritesByTable&& requests) {
    std::vector<runtime::Write> writes;
    for (auto& [name, given] : requests) {
        const auto table = find_table(context, name);
        if (!table) {
            return table.error();
        }
        for (WriteRequest& request : given) {
            const Kind kind = request.put_request ? Kind::put : Kind::remove;
            Item item = request.put_request ? std::move(request.put_request->item->item)
                                            : std::move(request.delete_request->key->item);
            if (auto checked = check_key((*table)->schema, kind, item); !checked) {
                return checked.error();
            }
            writes.push_back({.kind = kind,
                              .table = *table,
                              .item = std::move(item),
                              .condition = {},
                              .update = {}});
        }
    }
    return writes;
}

/// What the writes of one table took, and which item collections they changed.
class Report {
public:
    Report(const BatchWriteItemInput& input, BatchWriteItemOutput& output)
        : input_(input), output_(output) {}

    void add(const TableInfoPtr& table, MapView key, const runtime::WriteOutcome& outcome) {
        if (table_ != table) {
            finish();
            table_ = table;
        }
        usage_.add(write_usage(outcome));
        auto metrics = collection_metrics(input_.return_item_collection_metrics, *table, key);
        if (metrics) {
            output_.item_collection_metrics[table->key.name].push_back(*std::move(metrics));
        }
    }

    void finish() {
        if (table_ == nullptr) {
            return;
        }
        auto consumed = describe(capacity_report(input_.return_consumed_capacity), *table_, usage_);
        if (consumed) {
            output_.consumed_capacity.push_back(*std::move(consumed));
        }
        usage_ = {};
    }

private:
    const BatchWriteItemInput& input_;
    BatchWriteItemOutput& output_;
    TableInfoPtr table_;
    Usage usage_;
};

}  // namespace

Task<Result<BatchWriteItemOutput>> batch_write_item(Context& context, BatchWriteItemInput input) {
    if (auto checked = check_requests(*input.request_items); !checked) {
        co_return checked.error();
    }
    auto writes = wanted_writes(context, *std::move(input.request_items));
    if (!writes) {
        co_return writes.error();
    }
    std::vector<runtime::Tables::Get> written;
    for (const runtime::Write& write : *writes) {
        written.push_back({write.table, engine::key_attributes(write.table->schema, write.item)});
    }
    const auto outcomes = co_await context.broker.tables().write_many(std::move(*writes));
    if (!outcomes) {
        co_return item_error(outcomes.error());
    }
    BatchWriteItemOutput output;
    Report report(input, output);
    for (std::size_t i = 0; i < outcomes->size(); ++i) {
        const runtime::WriteOutcome& outcome = (*outcomes)[i];
        if (outcome.refusal) {
            co_return item_error(*outcome.refusal);
        }
        report.add(written[i].table, written[i].key, outcome);
    }
    report.finish();
    co_return output;
}

}  // namespace forebay::service::dynamodb
