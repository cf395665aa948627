#include "service/dynamodb/table_name.hpp"
#include <forebay/service/dynamodb/actions.hpp>

namespace forebay::service::dynamodb {
namespace {

constexpr std::int64_t account_units_max = 80'000;
constexpr std::int64_t table_units_max = 40'000;
constexpr std::int64_t endpoint_minutes = 1440;

}  // namespace

Task<Result<DescribeContinuousBackupsOutput>> describe_continuous_backups(
    Context& context, ContinuousBackupsInput input) {
    if (const auto table = find_named_table(context, *input.table_name); !table) {
        co_return table.error();
    }
    co_return DescribeContinuousBackupsOutput{
        {.continuous_backups_status = "ENABLED",
         .point_in_time_recovery_description = {.point_in_time_recovery_status = "DISABLED"}}};
}

Task<Result<DescribeLimitsOutput>> describe_limits(Context& /*context*/, EmptyResult /*input*/) {
    co_return DescribeLimitsOutput{.account_max_read_capacity_units = account_units_max,
                                   .account_max_write_capacity_units = account_units_max,
                                   .table_max_read_capacity_units = table_units_max,
                                   .table_max_write_capacity_units = table_units_max};
}

Task<Result<DescribeEndpointsOutput>> describe_endpoints(Context& context, EmptyResult /*input*/) {
    const std::string_view endpoint = context.endpoint;
    const std::size_t scheme = endpoint.find("://");
    DescribeEndpointsOutput output;
    output.endpoints.push_back({.address = std::string(endpoint.substr(scheme + 3)),
                                .cache_period_in_minutes = endpoint_minutes});
    co_return output;
}

}  // namespace forebay::service::dynamodb
