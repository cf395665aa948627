#include "provision/readers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace forebay::provision {
namespace {

namespace dynamodb = service::dynamodb;

using Definitions = std::vector<dynamodb::AttributeDefinition>;

constexpr std::string_view key_expected =
    "the name of an attribute, or a table such as { name = \"id\", type = \"number\" }";

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> types = {{
    {"string", "S"},
    {"number", "N"},
    {"binary", "B"},
}};

// An attribute has one type, whichever keys it is part of.
void define(Entry& entry, std::string_view key, const std::string& name, std::string_view type,
            Definitions& definitions) {
    const auto known = std::ranges::find_if(
        definitions, [&](const auto& definition) { return *definition.attribute_name == name; });
    if (known == definitions.end()) {
        definitions.push_back({name, std::string(type)});
    } else if (*known->attribute_type != type) {
        entry.problem(key, fmt::format("one type for {}, wherever it is a key", name));
    }
}

// The attribute that `key` names, defined; nothing: there is none.
std::optional<std::string> read_key(Entry& entry, std::string_view key, Definitions& definitions) {
    const toml::node* node = entry.node(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    std::optional<std::string> name;
    std::string_view type = "S";
    if (node->is_table()) {
        Entry parts(*node->as_table(), fmt::format("{}.{}", entry.path(), key), entry.file(),
                    entry.problems());
        name = parts.text("name", "the name of an attribute");
        if (!parts.has("name")) {
            parts.missing("name", "the name of an attribute");
        }
        if (const auto given = parts.one_of("type", {"string", "number", "binary"})) {
            type = std::ranges::find(types, *given, [](const auto& t) { return t.first; })->second;
        }
        parts.finish();
    } else {
        name = entry.text(key, key_expected);
    }
    if (name) {
        define(entry, key, *name, type, definitions);
    }
    return name;
}

std::vector<dynamodb::KeySchemaElement> schema(const std::optional<std::string>& partition,
                                               const std::optional<std::string>& sort) {
    std::vector<dynamodb::KeySchemaElement> elements;
    if (partition) {
        elements.push_back({*partition, "HASH"});
    }
    if (sort) {
        elements.push_back({*sort, "RANGE"});
    }
    return elements;
}

std::optional<dynamodb::ProvisionedThroughput> read_throughput(Entry& entry, bool is_provisioned) {
    constexpr std::uint64_t units_max = 1'000'000'000;
    const auto reads = entry.number("read_capacity", 1, units_max);
    const auto writes = entry.number("write_capacity", 1, units_max);
    for (const std::string_view key : {"read_capacity", "write_capacity"}) {
        if (entry.has(key) && !is_provisioned) {
            entry.problem(key, "none, unless the table has billing = \"provisioned\"");
        } else if (!entry.has(key) && is_provisioned) {
            entry.missing(key, "capacity units, since billing is provisioned");
        }
    }
    if (!is_provisioned) {
        return std::nullopt;
    }
    return dynamodb::ProvisionedThroughput{
        .write_capacity_units = static_cast<std::int64_t>(writes.value_or(1)),
        .read_capacity_units = static_cast<std::int64_t>(reads.value_or(1))};
}

// `"all"`, `"keys_only"`, or a list of attributes.
dynamodb::Projection read_projection(Entry& entry) {
    constexpr std::string_view expected = "\"all\", \"keys_only\" or a list of attributes";
    const toml::node* node = entry.node("projection");
    if (node == nullptr) {
        return {.projection_type = "ALL", .non_key_attributes = {}};
    }
    if (const auto* list = node->as_array();
        list != nullptr && std::ranges::all_of(*list, &toml::node::is_string)) {
        dynamodb::Projection projection{.projection_type = "INCLUDE",
                                        .non_key_attributes = std::vector<std::string>()};
        for (const toml::node& item : *list) {
            projection.non_key_attributes->push_back(item.as_string()->get());
        }
        return projection;
    }
    if (node->is_string() && node->as_string()->get() == "keys_only") {
        return {.projection_type = "KEYS_ONLY", .non_key_attributes = {}};
    }
    if (!node->is_string() || node->as_string()->get() != "all") {
        entry.problem("projection", expected);
    }
    return {.projection_type = "ALL", .non_key_attributes = {}};
}

void read_index(Entry& entry, const std::string& table_partition, bool is_provisioned,
                dynamodb::CreateTableInput& table) {
    dynamodb::SecondaryIndex index;
    index.index_name = entry.text("name", "the name of an index");
    if (!entry.has("name")) {
        entry.missing("name", "the name of an index");
    }
    const bool is_local = entry.boolean("local").value_or(false);
    auto partition = read_key(entry, "partition_key", *table.attribute_definitions);
    const auto sort = read_key(entry, "sort_key", *table.attribute_definitions);
    if (is_local && partition && *partition != table_partition) {
        entry.problem("partition_key", "none: a local index has the table's");
    } else if (is_local) {
        partition = table_partition;
    } else if (!entry.has("partition_key")) {
        entry.missing("partition_key", key_expected);
    }
    if (is_local && !entry.has("sort_key")) {
        entry.missing("sort_key", key_expected);
    }
    index.key_schema = schema(partition, sort);
    index.projection = read_projection(entry);
    if (!is_local) {
        index.provisioned_throughput = read_throughput(entry, is_provisioned);
    }
    if (!index.index_name || !partition || (is_local && !sort)) {
        return;
    }
    auto& indexes = is_local ? table.local_secondary_indexes : table.global_secondary_indexes;
    if (!indexes) {
        indexes.emplace();
    }
    indexes->push_back(std::move(index));
}

void read_stream(Entry& entry, dynamodb::CreateTableInput& table) {
    const auto stream = entry.one_of(
        "stream", {"off", "keys_only", "new_image", "old_image", "new_and_old_images"});
    if (!stream) {
        return;
    }
    if (*stream == "off") {
        table.stream_specification = {.stream_enabled = false, .stream_view_type = {}};
        return;
    }
    std::string view = *stream;
    std::ranges::transform(view, view.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    table.stream_specification = {.stream_enabled = true, .stream_view_type = std::move(view)};
}

}  // namespace

std::optional<DeclaredTable> read_table(Entry& entry, const Owner& owner) {
    const Owner own = read_owner(entry, owner);
    const auto name = entry.text("name", "the name of a table");
    if (!entry.has("name")) {
        entry.missing("name", "the name of a table");
    }
    DeclaredTable table;
    table.place = entry.place();
    dynamodb::CreateTableInput& wanted = table.wanted;
    wanted.attribute_definitions.emplace();
    const auto partition = read_key(entry, "partition_key", *wanted.attribute_definitions);
    if (!entry.has("partition_key")) {
        entry.missing("partition_key", key_expected);
    }
    const auto sort = read_key(entry, "sort_key", *wanted.attribute_definitions);
    wanted.key_schema = schema(partition, sort);

    const bool is_provisioned = entry.one_of("billing", {"on_demand", "provisioned"}) ==
                                std::optional<std::string>("provisioned");
    table.says_billing = entry.has("billing");
    wanted.billing_mode = is_provisioned ? "PROVISIONED" : "PAY_PER_REQUEST";
    wanted.provisioned_throughput = read_throughput(entry, is_provisioned);
    for (const toml::table* index :
         entry.tables("indexes", "tables such as { name = \"by-day\", partition_key = \"day\" }")) {
        Entry parts(*index, "tables.indexes", entry.file(), entry.problems());
        read_index(parts, partition.value_or(""), is_provisioned, wanted);
        parts.finish();
    }
    read_stream(entry, wanted);
    if (auto ttl = entry.text("ttl", "the name of an attribute")) {
        table.time_to_live = Placed{std::move(*ttl), entry.place("ttl")};
    }
    wanted.deletion_protection_enabled = entry.boolean("deletion_protection");
    for (auto& [key, value] : entry.strings("tags")) {
        wanted.tags.push_back({key, value});
    }
    if (!name || !partition) {
        return std::nullopt;
    }
    table.key = {.account = own.account, .region = own.region, .name = *name};
    wanted.table_name = *name;
    return table;
}

}  // namespace forebay::provision
