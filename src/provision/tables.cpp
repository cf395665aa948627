#include "provision/stage.hpp"
#include <forebay/protocol/check_input.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/actions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace forebay::provision {
namespace {

namespace dynamodb = service::dynamodb;

using dynamodb::TableDescription;

std::string subject(const TableKey& key) {
    return fmt::format("table {}", key.name);
}

// `customer (S), placed_at (N)`.
std::string schema_text(const std::vector<dynamodb::KeySchemaElement>& schema,
                        const std::vector<dynamodb::AttributeDefinition>& definitions) {
    std::string text;
    for (const dynamodb::KeySchemaElement& element : schema) {
        const auto definition = std::ranges::find(definitions, element.attribute_name,
                                                  &dynamodb::AttributeDefinition::attribute_name);
        text += text.empty() ? "" : ", ";
        text += fmt::format("{} ({})", *element.attribute_name,
                            definition == definitions.end() ? "?" : *definition->attribute_type);
    }
    return text;
}

std::string projection_text(const dynamodb::Projection& projection) {
    std::string text = *projection.projection_type;
    std::vector<std::string> names =
        projection.non_key_attributes.value_or(std::vector<std::string>());
    std::ranges::sort(names);
    for (const std::string& name : names) {
        text += " " + name;
    }
    return text;
}

// `day (S), projects ALL`.
template <class Index>
std::string index_text(const Index& index,
                       const std::vector<dynamodb::AttributeDefinition>& definitions) {
    std::vector<dynamodb::KeySchemaElement> schema;
    dynamodb::Projection projection;
    if constexpr (std::is_same_v<Index, dynamodb::SecondaryIndex>) {
        schema = *index.key_schema;
        projection = *index.projection;
    } else {
        schema = index.key_schema;
        projection = index.projection;
    }
    return fmt::format("{}, projects {}", schema_text(schema, definitions),
                       projection_text(projection));
}

std::string units_text(std::int64_t reads, std::int64_t writes) {
    return fmt::format("{} reads, {} writes", reads, writes);
}

std::string units_text(const dynamodb::ProvisionedThroughput& throughput) {
    return units_text(throughput.read_capacity_units.value_or(0),
                      throughput.write_capacity_units.value_or(0));
}

std::string units_text(const dynamodb::ThroughputDescription& throughput) {
    return units_text(throughput.read_capacity_units, throughput.write_capacity_units);
}

std::string billing_of(const TableDescription& table) {
    return table.billing_mode_summary ? table.billing_mode_summary->billing_mode : "PROVISIONED";
}

std::string stream_of(const TableDescription& table) {
    return table.stream_specification ? *table.stream_specification->stream_view_type : "off";
}

class TableStage {
public:
    TableStage(Stage& stage, const DeclaredTable& table)
        : stage_(stage), table_(table), context_(stage.context(table.key)) {}

    Task<void> run() {
        if (auto checked = protocol::check_input(table_.wanted); !checked) {
            refuse(checked.error());
            co_return;
        }
        const bool created = stage_.broker.tables().find(table_.key) == nullptr;
        if (created) {
            const auto made = co_await dynamodb::create_table(context_, table_.wanted);
            if (!made) {
                refuse(made.error());
                co_return;
            }
        }
        const StringMap before = co_await look();
        if (!created) {
            co_await change();
        }
        co_await set_time_to_live();
        co_await set_tags();
        stage_.finish("table", table_.key.name, created, before, co_await look());
    }

private:
    void refuse(const Error& error) { stage_.refuse(table_.place, subject(table_.key), error); }

    void refuse(const std::string& text) {
        stage_.problems.add(table_.place, fmt::format("{}: {}", subject(table_.key), text));
    }

    Task<TableDescription> describe() {
        const auto output =
            co_await dynamodb::describe_table(context_, {.table_name = table_.key.name});
        co_return output ? output->table : TableDescription();
    }

    /// What a declaration can change.
    Task<StringMap> look() {
        const TableDescription table = co_await describe();
        StringMap state{{"BillingMode", billing_of(table)},
                        {"Stream", stream_of(table)},
                        {"DeletionProtection", table.deletion_protection_enabled ? "on" : "off"}};
        if (state["BillingMode"] == "PROVISIONED") {
            state.emplace("Throughput", units_text(table.provisioned_throughput));
        }
        for (const dynamodb::IndexDescription& index : table.global_secondary_indexes) {
            state.emplace("Index." + index.index_name,
                          index_text(index, table.attribute_definitions));
            if (state["BillingMode"] == "PROVISIONED" && index.provisioned_throughput) {
                state.emplace(fmt::format("Index.{}.Throughput", index.index_name),
                              units_text(*index.provisioned_throughput));
            }
        }
        if (const TableInfoPtr info = stage_.broker.tables().find(table_.key)) {
            if (info->time_to_live) {
                state.emplace("TimeToLive", info->time_to_live->attribute);
            }
            add_tags(info->tags, state);
        }
        co_return state;
    }

    Task<void> change() {
        const TableDescription there = co_await describe();
        const dynamodb::CreateTableInput& wanted = table_.wanted;
        const std::string key = schema_text(there.key_schema, there.attribute_definitions);
        const std::string wanted_key =
            schema_text(*wanted.key_schema, *wanted.attribute_definitions);
        if (key != wanted_key) {
            refuse(
                fmt::format("it is there with the key {}: expected {}, and a key cannot be "
                            "changed",
                            key, wanted_key));
            co_return;
        }
        check_local_indexes(there);
        co_await change_settings(there);
        co_await add_indexes(there);
    }

    void check_local_indexes(const TableDescription& there) {
        for (const dynamodb::SecondaryIndex& index : table_.wanted.local_secondary_indexes.value_or(
                 std::vector<dynamodb::SecondaryIndex>())) {
            const auto own = std::ranges::find(there.local_secondary_indexes, *index.index_name,
                                               &dynamodb::IndexDescription::index_name);
            if (own == there.local_secondary_indexes.end()) {
                refuse(
                    fmt::format("it is there without the local index {}, which can only be made "
                                "together with the table",
                                *index.index_name));
            } else {
                check_same(index, *own, there);
            }
        }
    }

    /// Whether an index that is there is what was declared.
    void check_same(const dynamodb::SecondaryIndex& wanted, const dynamodb::IndexDescription& own,
                    const TableDescription& there) {
        const std::string text = index_text(own, there.attribute_definitions);
        const std::string wanted_text = index_text(wanted, *table_.wanted.attribute_definitions);
        if (text != wanted_text) {
            refuse(fmt::format("its index {} is {}: expected {}, and an index cannot be changed",
                               own.index_name, text, wanted_text));
        }
    }

    Task<void> update(dynamodb::UpdateTableInput input) {
        input.table_name = table_.key.name;
        if (auto checked = protocol::check_input(input); !checked) {
            refuse(checked.error());
            co_return;
        }
        const auto updated = co_await dynamodb::update_table(context_, std::move(input));
        if (!updated) {
            refuse(updated.error());
        }
    }

    Task<void> change_settings(const TableDescription& there) {
        const dynamodb::CreateTableInput& wanted = table_.wanted;
        dynamodb::UpdateTableInput input;
        bool says_something = false;
        if (table_.says_billing && *wanted.billing_mode != billing_of(there)) {
            input.billing_mode = wanted.billing_mode;
            says_something = true;
        }
        if (wanted.provisioned_throughput && units_text(*wanted.provisioned_throughput) !=
                                                 units_text(there.provisioned_throughput)) {
            input.provisioned_throughput = wanted.provisioned_throughput;
            says_something = true;
        }
        for (dynamodb::IndexUpdate& index : throughput_updates(there)) {
            if (!input.global_secondary_index_updates) {
                input.global_secondary_index_updates.emplace();
            }
            input.global_secondary_index_updates->push_back(std::move(index));
            says_something = true;
        }
        if (wanted.deletion_protection_enabled.value_or(there.deletion_protection_enabled) !=
            there.deletion_protection_enabled) {
            input.deletion_protection_enabled = wanted.deletion_protection_enabled;
            says_something = true;
        }
        if (says_something) {
            co_await update(std::move(input));
        }
        co_await change_stream(stream_of(there));
    }

    /// A stream with another view is another stream.
    Task<void> change_stream(std::string there) {
        const auto& wanted = table_.wanted.stream_specification;
        if (!wanted || wanted->stream_view_type.value_or("off") == there) {
            co_return;
        }
        if (there != "off") {
            dynamodb::UpdateTableInput input;
            input.stream_specification =
                dynamodb::StreamSpecification{.stream_enabled = false, .stream_view_type = {}};
            co_await update(std::move(input));
        }
        if (*wanted->stream_enabled) {
            dynamodb::UpdateTableInput input;
            input.stream_specification = wanted;
            co_await update(std::move(input));
        }
    }

    std::vector<dynamodb::IndexUpdate> throughput_updates(const TableDescription& there) {
        std::vector<dynamodb::IndexUpdate> updates;
        for (const dynamodb::SecondaryIndex& index : global_indexes()) {
            const auto own = std::ranges::find(there.global_secondary_indexes, *index.index_name,
                                               &dynamodb::IndexDescription::index_name);
            if (own == there.global_secondary_indexes.end()) {
                continue;
            }
            check_same(index, *own, there);
            if (index.provisioned_throughput && units_text(*index.provisioned_throughput) !=
                                                    units_text(own->provisioned_throughput.value_or(
                                                        dynamodb::ThroughputDescription()))) {
                dynamodb::IndexUpdate update;
                update.update = dynamodb::UpdateIndexAction{
                    .index_name = index.index_name,
                    .provisioned_throughput = index.provisioned_throughput};
                updates.push_back(std::move(update));
            }
        }
        return updates;
    }

    /// One by one: a table makes one index at a time.
    Task<void> add_indexes(const TableDescription& there) {
        for (const dynamodb::SecondaryIndex& index : global_indexes()) {
            const bool is_there =
                std::ranges::find(there.global_secondary_indexes, *index.index_name,
                                  &dynamodb::IndexDescription::index_name) !=
                there.global_secondary_indexes.end();
            if (is_there) {
                continue;
            }
            dynamodb::IndexUpdate creation;
            creation.create = index;
            dynamodb::UpdateTableInput input;
            input.attribute_definitions = table_.wanted.attribute_definitions;
            input.global_secondary_index_updates.emplace().push_back(std::move(creation));
            co_await update(std::move(input));
        }
    }

    std::vector<dynamodb::SecondaryIndex> global_indexes() const {
        return table_.wanted.global_secondary_indexes.value_or(
            std::vector<dynamodb::SecondaryIndex>());
    }

    /// Another attribute takes two steps.
    Task<void> set_time_to_live() {
        const TableInfoPtr there = stage_.broker.tables().find(table_.key);
        if (!table_.time_to_live || there == nullptr) {
            co_return;
        }
        const std::string& wanted = table_.time_to_live->value;
        if (there->time_to_live && there->time_to_live->attribute == wanted) {
            co_return;
        }
        if (there->time_to_live) {
            co_await switch_time_to_live(there->time_to_live->attribute, false);
        }
        co_await switch_time_to_live(wanted, true);
    }

    Task<void> switch_time_to_live(std::string attribute, bool enabled) {
        dynamodb::UpdateTimeToLiveInput input{
            .table_name = table_.key.name,
            .time_to_live_specification = dynamodb::TimeToLiveSpecification{
                .enabled = enabled, .attribute_name = std::move(attribute)}};
        Result<void> done = protocol::check_input(input);
        if (done) {
            const auto updated = co_await dynamodb::update_time_to_live(context_, std::move(input));
            done = updated ? Result<void>() : Result<void>(updated.error());
        }
        if (!done) {
            stage_.refuse(table_.time_to_live->place, subject(table_.key), done.error());
        }
    }

    Task<void> set_tags() {
        const TableInfoPtr there = stage_.broker.tables().find(table_.key);
        StringMap wanted;
        for (const dynamodb::Tag& tag : table_.wanted.tags) {
            wanted.emplace(*tag.key, *tag.value);
        }
        dynamodb::TagResourceInput input{.resource_arn = table_arn(table_.key),
                                         .tags = std::vector<dynamodb::Tag>()};
        for (const auto& [key, value] :
             different(wanted, there == nullptr ? StringMap() : there->tags)) {
            input.tags->push_back({.key = key, .value = value});
        }
        if (input.tags->empty()) {
            co_return;
        }
        const auto tagged = co_await dynamodb::tag_resource(context_, std::move(input));
        if (!tagged) {
            refuse(tagged.error());
        }
    }

    Stage& stage_;
    const DeclaredTable& table_;
    service::Context context_;
};

}  // namespace

Task<void> provision_tables(Stage& stage, const std::vector<DeclaredTable>& tables) {
    for (const DeclaredTable& table : tables) {
        TableStage one(stage, table);
        co_await one.run();
    }
}

}  // namespace forebay::provision
