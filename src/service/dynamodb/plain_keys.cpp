#include "service/dynamodb/plain_keys.hpp"

#include "service/dynamodb/errors.hpp"
#include <forebay/base/base64.hpp>
#include <forebay/engine/table_key.hpp>
#include <forebay/model/value_writer.hpp>
#include <forebay/runtime/tables.hpp>

#include <algorithm>
#include <utility>

namespace forebay::service::dynamodb {
namespace {

/// Base64 with other letters and no padding.
std::optional<std::string> parse_base64url(std::string_view text) {
    constexpr std::size_t group = 4;
    std::string standard(text);
    std::ranges::replace(standard, '-', '+');
    std::ranges::replace(standard, '_', '/');
    standard.append((group - standard.size() % group) % group, '=');
    return parse_base64(standard);
}

void write_key(const KeyAttribute& attribute, std::string_view ordered, ValueWriter& writer) {
    writer.name(attribute.name);
    if (attribute.type == ValueType::string) {
        writer.string(ordered);
    } else if (attribute.type == ValueType::number) {
        writer.number(Number::of_ordered(ordered));
    } else {
        writer.binary(ordered);
    }
}

}  // namespace

Result<TableInfoPtr> find_plain_table(Context& context, const std::string& name) {
    TableInfoPtr table = context.broker.tables().find({context.account, context.region, name});
    if (table == nullptr) {
        return Error{Errc::table_not_found, "Table not found"};
    }
    return table;
}

Result<std::string> plain_value(ValueType type, std::string_view text) {
    if (type == ValueType::string) {
        return std::string(text);
    }
    if (type == ValueType::number) {
        const auto number = Number::parse(text);
        if (!number) {
            return number.error();
        }
        std::string ordered;
        number->append_ordered(ordered);
        return ordered;
    }
    auto bytes = parse_base64url(text);
    if (!bytes) {
        return invalid("The key is binary, and this is not base64url");
    }
    return *std::move(bytes);
}

Result<Item> plain_key(const KeySchema& schema, std::string_view partition,
                       const std::optional<std::string>& sort) {
    if (sort && !schema.sort) {
        return invalid("The table has no sort key");
    }
    const auto partition_value = plain_value(schema.partition.type, partition);
    if (!partition_value) {
        return partition_value.error();
    }
    std::string bytes;
    ValueWriter writer(bytes);
    writer.begin_item();
    write_key(schema.partition, *partition_value, writer);
    if (sort) {
        const auto sort_value = plain_value(schema.sort->type, *sort);
        if (!sort_value) {
            return sort_value.error();
        }
        write_key(*schema.sort, *sort_value, writer);
    }
    writer.end();
    Item key(std::move(bytes));
    if (const auto parsed = engine::parse_key(schema, key); !parsed) {
        return parsed.error();
    }
    return key;
}

Result<KeyRange> plain_range(const KeySchema& schema, std::string_view partition) {
    auto value = plain_value(schema.partition.type, partition);
    if (!value) {
        return value.error();
    }
    if (value->empty()) {
        return invalid("The partition key is empty");
    }
    return KeyRange{.partition = *std::move(value), .sort = {}};
}

}  // namespace forebay::service::dynamodb
