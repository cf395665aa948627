#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/table_info.hpp>
#include <forebay/service/dynamodb/table_shapes.hpp>

#include <optional>

/// What CreateTable and UpdateTable set alike: DynamoDB specification 5.
namespace forebay::service::dynamodb {

/// Why capacity was refused where billing is by request.
Error on_demand_has_no_capacity();
Error on_demand_has_no_capacity(const std::string& index);

/// Begins a stream, or ends the one that there is. Errors: Errc::validation_failed.
Result<void> set_stream(const StreamSpecification& given, TimePoint now, TableInfo& table);

void set_encryption(const std::optional<SseSpecification>& given, TableInfo& table);
void set_table_class(const OptionalText& given, TableInfo& table);
void set_on_demand_throughput(const std::optional<OnDemandThroughput>& given, TableInfo& table);

}  // namespace forebay::service::dynamodb
