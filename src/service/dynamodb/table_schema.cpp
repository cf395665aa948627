#include "service/dynamodb/table_schema.hpp"

#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/table_settings.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

namespace forebay::service::dynamodb {
namespace {

using Elements = std::vector<KeySchemaElement>;

std::vector<std::string> names_of(const auto& elements) {
    std::vector<std::string> names;
    for (const auto& element : elements) {
        names.push_back(*element.attribute_name);
    }
    return names;
}

const AttributeDefinition* find(const Definitions& definitions, std::string_view name) {
    const auto found = std::ranges::find_if(
        definitions, [&](const auto& definition) { return *definition.attribute_name == name; });
    return found == definitions.end() ? nullptr : &*found;
}

Result<void> check_defined(const Elements& elements, const Definitions& definitions) {
    const bool are_defined = std::ranges::all_of(elements, [&](const KeySchemaElement& element) {
        return find(definitions, *element.attribute_name) != nullptr;
    });
    if (!are_defined) {
        return invalid_value(fmt::format(
            "Some index key attributes are not defined in AttributeDefinitions. Keys: "
            "[{}], AttributeDefinitions: [{}]",
            fmt::join(names_of(elements), ", "), fmt::join(names_of(definitions), ", ")));
    }
    return {};
}

KeyAttribute key_attribute(const AttributeDefinition& definition) {
    return {*definition.attribute_name,
            parse_type_name(*definition.attribute_type).value_or(ValueType::string)};
}

Result<KeySchema> schema_of(const Elements& elements, const Definitions& definitions) {
    if (auto checked = check_defined(elements, definitions); !checked) {
        return checked.error();
    }
    if (elements.size() == 2 && elements[0].attribute_name == elements[1].attribute_name) {
        return invalid(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name");
    }
    if (*elements[0].key_type != "HASH") {
        return invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
    }
    if (elements.size() == 2 && *elements[1].key_type != "RANGE") {
        return invalid("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
    }
    KeySchema schema{.partition = key_attribute(*find(definitions, *elements[0].attribute_name)),
                     .sort = {}};
    if (elements.size() == 2) {
        schema.sort = key_attribute(*find(definitions, *elements[1].attribute_name));
    }
    return schema;
}

Result<IndexProjection> projection_of(const Projection& given) {
    if (!given.projection_type) {
        return invalid_value("Unknown ProjectionType: null");
    }
    const std::string& type = *given.projection_type;
    IndexProjection projection;
    projection.kind = type == "ALL"         ? IndexProjection::Kind::all
                      : type == "KEYS_ONLY" ? IndexProjection::Kind::keys_only
                                            : IndexProjection::Kind::include;
    if (projection.kind != IndexProjection::Kind::include) {
        if (given.non_key_attributes) {
            return invalid_value(
                fmt::format("ProjectionType is {}, but NonKeyAttributes is specified", type));
        }
        return projection;
    }
    if (!given.non_key_attributes) {
        return invalid_value("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
    }
    projection.included = *given.non_key_attributes;
    return projection;
}

Result<IndexInfo> index_of(IndexInfo::Kind kind, const SecondaryIndex& given, KeySchema schema) {
    auto projection = projection_of(*given.projection);
    if (!projection) {
        return projection.error();
    }
    return IndexInfo{.kind = kind,
                     .name = *given.index_name,
                     .schema = std::move(schema),
                     .projection = std::move(*projection)};
}

Result<IndexInfo> local_index(const SecondaryIndex& given, const CreateTableInput& table) {
    auto schema = schema_of(*given.key_schema, *table.attribute_definitions);
    if (!schema) {
        return schema.error();
    }
    if (!schema->sort) {
        return invalid_value(fmt::format("Index KeySchema does not have a range key for index: {}",
                                         *given.index_name));
    }
    const std::string& partition = *table.key_schema->front().attribute_name;
    if (schema->partition.name != partition) {
        return invalid_value(
            fmt::format("Index KeySchema does not have the same leading hash key as table "
                        "KeySchema for index: {}. index hash key: {}, table hash key: {}",
                        *given.index_name, schema->partition.name, partition));
    }
    return index_of(IndexInfo::Kind::local, given, std::move(*schema));
}

/// A global index of a new table.
Result<IndexInfo> global_index(const SecondaryIndex& given, const CreateTableInput& table) {
    auto index = wanted_global_index(given, *table.attribute_definitions);
    if (!index) {
        return index;
    }
    if (table.billing_mode == "PAY_PER_REQUEST") {
        if (given.provisioned_throughput) {
            return on_demand_has_no_capacity(index->name);
        }
        return index;
    }
    if (!given.provisioned_throughput) {
        return invalid_value(
            fmt::format("ProvisionedThroughput must be specified for index: {}", index->name));
    }
    auto throughput = wanted_throughput(given.provisioned_throughput);
    if (!throughput) {
        return throughput.error();
    }
    index->throughput = *throughput;
    return index;
}

Result<void> add_index(Result<IndexInfo> index, std::vector<IndexInfo>& indexes) {
    if (!index) {
        return index.error();
    }
    if (std::ranges::any_of(indexes,
                            [&](const auto& other) { return other.name == index->name; })) {
        return invalid_value(fmt::format("Duplicate index name: {}", index->name));
    }
    indexes.push_back(std::move(*index));
    return {};
}

Result<void> add_local_indexes(const CreateTableInput& input, std::vector<IndexInfo>& indexes) {
    if (!input.local_secondary_indexes) {
        return {};
    }
    if (input.local_secondary_indexes->empty()) {
        return invalid_value("List of LocalSecondaryIndexes is empty");
    }
    if (input.key_schema->size() != 2) {
        return invalid_value(
            "Table KeySchema does not have a range key, which is required when specifying a "
            "LocalSecondaryIndex");
    }
    for (const SecondaryIndex& given : *input.local_secondary_indexes) {
        if (auto added = add_index(local_index(given, input), indexes); !added) {
            return added;
        }
    }
    if (indexes.size() > limits::local_indexes_max) {
        return invalid_value(
            fmt::format("Number of LocalSecondaryIndexes exceeds per-table limit of {}",
                        limits::local_indexes_max));
    }
    return {};
}

Result<void> add_global_indexes(const CreateTableInput& input, std::vector<IndexInfo>& indexes) {
    if (!input.global_secondary_indexes) {
        return {};
    }
    if (input.global_secondary_indexes->empty()) {
        return invalid_value("List of GlobalSecondaryIndexes is empty");
    }
    for (const SecondaryIndex& given : *input.global_secondary_indexes) {
        if (auto added = add_index(global_index(given, input), indexes); !added) {
            return added;
        }
    }
    if (input.global_secondary_indexes->size() > limits::global_indexes_max) {
        return invalid_value(
            fmt::format("GlobalSecondaryIndex count exceeds the per-table limit of {}",
                        limits::global_indexes_max));
    }
    return {};
}

void add_names(const KeySchema& schema, std::set<std::string>& names) {
    names.insert(schema.partition.name);
    if (schema.sort) {
        names.insert(schema.sort->name);
    }
}

}  // namespace

std::vector<KeyAttribute> key_attributes_of(const Definitions& definitions) {
    std::vector<KeyAttribute> attributes;
    attributes.reserve(definitions.size());
    for (const AttributeDefinition& definition : definitions) {
        attributes.push_back(key_attribute(definition));
    }
    return attributes;
}

Result<KeySchema> wanted_schema(const CreateTableInput& input) {
    const Elements& elements = *input.key_schema;
    const Definitions& definitions = *input.attribute_definitions;
    if (elements.size() > definitions.size()) {
        return invalid("Invalid KeySchema: Some index key attribute have no definition");
    }
    auto schema = schema_of(elements, definitions);
    if (!schema) {
        return schema;
    }
    const bool has_indexes = input.local_secondary_indexes || input.global_secondary_indexes;
    if (!has_indexes && elements.size() != definitions.size()) {
        return invalid_value(
            "Number of attributes in KeySchema does not exactly match number of attributes "
            "defined in AttributeDefinitions");
    }
    return schema;
}

Result<std::vector<IndexInfo>> wanted_indexes(const CreateTableInput& input) {
    std::vector<IndexInfo> indexes;
    if (auto added = add_local_indexes(input, indexes); !added) {
        return added.error();
    }
    if (auto added = add_global_indexes(input, indexes); !added) {
        return added.error();
    }
    if (auto checked = check_projected_count(indexes); !checked) {
        return checked.error();
    }
    return indexes;
}

Result<IndexInfo> wanted_global_index(const SecondaryIndex& index, const Definitions& definitions) {
    auto schema = schema_of(*index.key_schema, definitions);
    if (!schema) {
        return schema.error();
    }
    return index_of(IndexInfo::Kind::global, index, std::move(*schema));
}

Result<void> check_definitions_used(const TableInfo& table) {
    std::set<std::string> used;
    add_names(table.schema, used);
    for (const IndexInfo& index : table.indexes) {
        add_names(index.schema, used);
    }
    std::vector<std::string> defined;
    for (const KeyAttribute& attribute : table.attributes) {
        defined.push_back(attribute.name);
    }
    if (std::ranges::all_of(defined, [&](const auto& name) { return used.contains(name); })) {
        return {};
    }
    return invalid_value(
        fmt::format("Some AttributeDefinitions are not used. AttributeDefinitions: [{}], keys "
                    "used: [{}]",
                    fmt::join(defined, ", "), fmt::join(used, ", ")));
}

Result<void> check_projected_count(const std::vector<IndexInfo>& indexes) {
    std::size_t count = 0;
    for (const IndexInfo& index : indexes) {
        count += index.projection.included.size();
    }
    if (count > limits::projected_attributes_max) {
        return invalid_value(
            fmt::format("The number of projected attributes of all indexes is {}, which exceeds "
                        "the limit of {}",
                        count, limits::projected_attributes_max));
    }
    return {};
}

Result<Throughput> wanted_throughput(const std::optional<ProvisionedThroughput>& given) {
    constexpr std::int64_t units_max = 1'000'000'000'000;
    if (!given) {
        return invalid_value(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
            "PROVISIONED");
    }
    const std::int64_t read = *given->read_capacity_units;
    const std::int64_t write = *given->write_capacity_units;
    if (read > units_max) {
        return invalid(fmt::format("Given value {} for ReadCapacityUnits is out of bounds", read));
    }
    if (write > units_max) {
        return invalid(
            fmt::format("Given value {} for WriteCapacityUnits is out of bounds", write));
    }
    return Throughput{static_cast<std::uint64_t>(read), static_cast<std::uint64_t>(write)};
}

}  // namespace forebay::service::dynamodb
