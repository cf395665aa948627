#include "service/dynamodb/table_description.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <optional>
#include <utility>

namespace forebay::service::dynamodb {
namespace {

constexpr std::int64_t on_demand_reads = 12'000;
constexpr std::int64_t on_demand_writes = 4'000;

ThroughputDescription describe(const Throughput& throughput) {
    return {.read_capacity_units = static_cast<std::int64_t>(throughput.read),
            .write_capacity_units = static_cast<std::int64_t>(throughput.write)};
}

Projection describe(const IndexProjection& projection) {
    switch (projection.kind) {
        case IndexProjection::Kind::all:
            return {.projection_type = "ALL", .non_key_attributes = {}};
        case IndexProjection::Kind::keys_only:
            return {.projection_type = "KEYS_ONLY", .non_key_attributes = {}};
        case IndexProjection::Kind::include:
            return {.projection_type = "INCLUDE", .non_key_attributes = projection.included};
    }
    fail_stop("IndexProjection::Kind out of range");
}

IndexDescription describe(const TableInfo& table, const IndexInfo& index,
                          const ItemCounts& counts) {
    IndexDescription description;
    description.index_name = index.name;
    description.key_schema = describe_schema(index.schema);
    description.projection = describe(index.projection);
    description.index_size_bytes = static_cast<std::int64_t>(counts.bytes);
    description.item_count = static_cast<std::int64_t>(counts.items);
    description.index_arn = fmt::format("{}/index/{}", table_arn(table.key), index.name);
    if (index.kind == IndexInfo::Kind::global) {
        description.index_status = index.is_building ? "CREATING" : "ACTIVE";
        if (index.is_building) {
            description.backfilling = true;
        }
        description.provisioned_throughput = describe(index.throughput);
    }
    return description;
}

std::optional<std::int64_t> number_setting(const TableInfo& table, const char* name) {
    const auto setting = table.settings.find(name);
    return setting == table.settings.end() ? std::nullopt
                                           : std::optional(std::stoll(setting->second));
}

OptionalText text_setting(const TableInfo& table, const char* name) {
    const auto setting = table.settings.find(name);
    return setting == table.settings.end() ? std::nullopt : std::optional(setting->second);
}

void add_settings(const TableInfo& table, TableDescription& description) {
    if (auto table_class = text_setting(table, settings::table_class)) {
        description.table_class_summary = TableClassSummary{*std::move(table_class)};
    }
    if (auto type = text_setting(table, settings::sse_type)) {
        description.sse_description =
            SseDescription{.status = "ENABLED",
                           .sse_type = std::move(type),
                           .kms_master_key_arn = text_setting(table, settings::kms_key)};
    }
    OnDemandThroughput on_demand{
        .max_read_request_units = number_setting(table, settings::read_units_max),
        .max_write_request_units = number_setting(table, settings::write_units_max)};
    if (on_demand.max_read_request_units || on_demand.max_write_request_units) {
        description.on_demand_throughput = on_demand;
    }
}

void add_stream(const TableInfo& table, TableDescription& description) {
    if (!table.stream) {
        return;
    }
    description.latest_stream_label = iso_time(table.stream->enabled_at);
    description.latest_stream_arn = stream_arn(table);
    if (!table.stream->disabled_at) {
        description.stream_specification = StreamSpecification{
            .stream_enabled = true, .stream_view_type = std::string(view_name(table.stream->view))};
    }
}

WarmThroughput warm_throughput(BillingMode billing, const Throughput& throughput) {
    const bool is_on_demand = billing == BillingMode::pay_per_request;
    return {.read_units_per_second =
                is_on_demand ? on_demand_reads : static_cast<std::int64_t>(throughput.read),
            .write_units_per_second =
                is_on_demand ? on_demand_writes : static_cast<std::int64_t>(throughput.write),
            .status = "ACTIVE"};
}

}  // namespace

double seconds(TimePoint at) {
    return static_cast<double>(at.time_since_epoch().count()) / 1000;
}

std::vector<KeySchemaElement> describe_schema(const KeySchema& schema) {
    std::vector<KeySchemaElement> elements{{schema.partition.name, "HASH"}};
    if (schema.sort) {
        elements.push_back({schema.sort->name, "RANGE"});
    }
    return elements;
}

TableDescription describe(const TableInfo& table, const TableCounts& counts,
                          std::string_view status) {
    TableDescription description;
    for (const KeyAttribute& attribute : table.attributes) {
        description.attribute_definitions.push_back(
            {attribute.name, std::string(type_name(attribute.type))});
    }
    description.table_name = table.key.name;
    description.key_schema = describe_schema(table.schema);
    description.table_status = status;
    description.creation_date_time = seconds(table.created_at);
    description.provisioned_throughput = describe(table.throughput);
    description.table_size_bytes = static_cast<std::int64_t>(counts.table.bytes);
    description.item_count = static_cast<std::int64_t>(counts.table.items);
    description.table_arn = table_arn(table.key);
    description.table_id = to_string(table.uuid);
    if (table.billing == BillingMode::pay_per_request && table.by_request_since) {
        description.billing_mode_summary = BillingModeSummary{
            .billing_mode = "PAY_PER_REQUEST",
            .last_update_to_pay_per_request_date_time = seconds(*table.by_request_since)};
    }
    for (const IndexInfo& index : table.indexes) {
        const auto own = counts.indexes.find(index.id);
        auto& indexes = index.kind == IndexInfo::Kind::local ? description.local_secondary_indexes
                                                             : description.global_secondary_indexes;
        indexes.push_back(
            describe(table, index, own == counts.indexes.end() ? ItemCounts{} : own->second));
    }
    add_stream(table, description);
    add_settings(table, description);
    description.deletion_protection_enabled = table.is_protected;
    return description;
}

TableDescription describe_deleted(const TableInfo& table) {
    TableDescription description = describe(table, {}, "DELETING");
    description.attribute_definitions.clear();
    description.key_schema.clear();
    description.creation_date_time.reset();
    for (auto* indexes :
         {&description.local_secondary_indexes, &description.global_secondary_indexes}) {
        indexes->clear();
    }
    return description;
}

void add_warm_throughput(const TableInfo& table, TableDescription& description) {
    description.warm_throughput = warm_throughput(table.billing, table.throughput);
    for (IndexDescription& index : description.global_secondary_indexes) {
        const IndexInfo* const info = table.find_index(index.index_name);
        index.warm_throughput = warm_throughput(table.billing, info->throughput);
    }
}

std::string_view view_name(StreamView view) {
    switch (view) {
        case StreamView::keys_only:
            return "KEYS_ONLY";
        case StreamView::new_image:
            return "NEW_IMAGE";
        case StreamView::old_image:
            return "OLD_IMAGE";
        case StreamView::new_and_old_images:
            return "NEW_AND_OLD_IMAGES";
    }
    fail_stop("StreamView out of range");
}

std::string iso_time(TimePoint at) {
    const auto second = std::chrono::floor<std::chrono::seconds>(at);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}",
                       fmt::gmtime(static_cast<std::time_t>(second.time_since_epoch().count())),
                       (at - second).count());
}

std::string stream_arn(const TableInfo& table) {
    return fmt::format("{}/stream/{}", table_arn(table.key), iso_time(table.stream->enabled_at));
}

}  // namespace forebay::service::dynamodb
