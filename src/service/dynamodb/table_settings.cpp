#include "service/dynamodb/table_settings.hpp"

#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/table_description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace forebay::service::dynamodb {
namespace {

constexpr StreamView views[] = {StreamView::keys_only, StreamView::new_image, StreamView::old_image,
                                StreamView::new_and_old_images};

bool has_stream(const TableInfo& table) {
    return table.stream && !table.stream->disabled_at;
}

/// A number that is not there, or -1, which means the same, is not kept.
void set_units(const OptionalInteger& units, const char* name, TableInfo& table) {
    if (units && *units >= 0) {
        table.settings.insert_or_assign(name, std::to_string(*units));
    } else if (units) {
        table.settings.erase(name);
    }
}

}  // namespace

Error on_demand_has_no_capacity() {
    return invalid_value(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
}

Error on_demand_has_no_capacity(const std::string& index) {
    return invalid_value(
        fmt::format("ProvisionedThroughput should not be specified for index: {} when BillingMode "
                    "is PAY_PER_REQUEST",
                    index));
}

Result<void> set_stream(const StreamSpecification& given, TimePoint now, TableInfo& table) {
    if (!*given.stream_enabled) {
        if (given.stream_view_type) {
            return invalid_value(
                "StreamViewType cannot be specified when StreamEnabled is set to false");
        }
        if (has_stream(table)) {
            table.stream->disabled_at = now;
        }
        return {};
    }
    if (!given.stream_view_type) {
        return invalid_value("StreamViewType must be specified when StreamEnabled is set to true");
    }
    if (has_stream(table)) {
        return invalid("Table already has an enabled stream: " + stream_arn(table));
    }
    const auto* const view = std::ranges::find(views, *given.stream_view_type, view_name);
    table.stream = StreamInfo{.view = *view, .enabled_at = now, .disabled_at = {}};
    return {};
}

void set_encryption(const std::optional<SseSpecification>& given, TableInfo& table) {
    if (!given) {
        return;
    }
    table.settings.erase(settings::sse_type);
    table.settings.erase(settings::kms_key);
    if (given->enabled.value_or(false)) {
        table.settings.emplace(settings::sse_type, given->sse_type.value_or("KMS"));
        if (given->kms_master_key_id) {
            table.settings.emplace(settings::kms_key, *given->kms_master_key_id);
        }
    }
}

void set_table_class(const OptionalText& given, TableInfo& table) {
    if (given) {
        table.settings.insert_or_assign(settings::table_class, *given);
    }
}

void set_on_demand_throughput(const std::optional<OnDemandThroughput>& given, TableInfo& table) {
    if (given) {
        set_units(given->max_read_request_units, settings::read_units_max, table);
        set_units(given->max_write_request_units, settings::write_units_max, table);
    }
}

}  // namespace forebay::service::dynamodb
