#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/table_info.hpp>
#include <forebay/service/dynamodb/table_shapes.hpp>

#include <vector>

/// What keys and indexes a table can have: DynamoDB specification 5. Errors:
/// Errc::validation_failed.
namespace forebay::service::dynamodb {

using Definitions = std::vector<AttributeDefinition>;

/// The attributes that a client defined.
std::vector<KeyAttribute> key_attributes_of(const Definitions& definitions);

/// The keys of the table that is wanted, and its indexes.
Result<KeySchema> wanted_schema(const CreateTableInput& input);
Result<std::vector<IndexInfo>> wanted_indexes(const CreateTableInput& input);

/// An index that is added to a table.
Result<IndexInfo> wanted_global_index(const SecondaryIndex& index, const Definitions& definitions);

/// Refuses attributes that are defined and that no key has.
Result<void> check_definitions_used(const TableInfo& table);

/// Refuses more projected attributes than all indexes of a table may have together.
Result<void> check_projected_count(const std::vector<IndexInfo>& indexes);

/// What a client asks for; `billing` is what the table is billed by then.
Result<Throughput> wanted_throughput(const std::optional<ProvisionedThroughput>& given);

}  // namespace forebay::service::dynamodb
