#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/table_name.hpp"
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/actions.hpp>

#include <fmt/format.h>

#include <utility>

namespace forebay::service::dynamodb {
namespace {

Result<void> change_time_to_live(const TimeToLiveSpecification& given, TableInfo& table) {
    const bool is_enabled = table.time_to_live.has_value();
    if (!*given.enabled && !is_enabled) {
        return invalid("TimeToLive is already disabled");
    }
    if (is_enabled && table.time_to_live->attribute != *given.attribute_name) {
        return invalid(
            fmt::format("TimeToLive is active on a different AttributeName: current "
                        "AttributeName is {}",
                        table.time_to_live->attribute));
    }
    if (*given.enabled && is_enabled) {
        return invalid("TimeToLive is already enabled");
    }
    if (*given.enabled) {
        table.time_to_live = TimeToLive{.attribute = *given.attribute_name};
    } else {
        table.time_to_live.reset();
    }
    return {};
}

}  // namespace

Task<Result<DescribeTimeToLiveOutput>> describe_time_to_live(Context& context,
                                                             TableNameInput input) {
    const auto table = find_named_table(context, *input.table_name);
    if (!table) {
        co_return table.error();
    }
    DescribeTimeToLiveOutput output;
    if (const auto& time_to_live = (*table)->time_to_live) {
        output.time_to_live_description = {.time_to_live_status = "ENABLED",
                                           .attribute_name = time_to_live->attribute};
    } else {
        output.time_to_live_description.time_to_live_status = "DISABLED";
    }
    co_return output;
}

Task<Result<UpdateTimeToLiveOutput>> update_time_to_live(Context& context,
                                                         UpdateTimeToLiveInput input) {
    const auto table = find_named_table(context, *input.table_name);
    if (!table) {
        co_return table.error();
    }
    auto change = [given = *input.time_to_live_specification](TableInfo& edited) {
        return change_time_to_live(given, edited);
    };
    const auto updated = co_await context.broker.tables().update(*table, std::move(change));
    if (!updated) {
        co_return table_error(updated.error(), (*table)->key.name);
    }
    co_return UpdateTimeToLiveOutput{*std::move(input.time_to_live_specification)};
}

}  // namespace forebay::service::dynamodb
