#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/base/result.hpp>
#include <forebay/model/message.hpp>
#include <forebay/model/table_info.hpp>
#include <forebay/service/context.hpp>

#include <optional>
#include <string>
#include <string_view>

/// How clients name the places of a stream: DynamoDB specification 12.
namespace forebay::service::dynamodb {

/// The table whose stream `arn` names. Errors: Errc::resource_not_found.
Result<TableInfoPtr> find_stream(Context& context, std::string_view arn);

/// 21 digits, which rise.
std::string sequence_number(Sequence sequence);

/// nullopt when it is none of ours.
std::optional<Sequence> parse_sequence_number(std::string_view text);

/// The one shard of a table's stream.
std::string shard_id(const TableInfo& table);

/// The first sequence that is in a table's stream, and the first behind it, when it has ended.
Sequence stream_begin(const TableInfo& table);
std::optional<Sequence> stream_end(const TableInfo& table);

/// Where a reader of a shard is.
struct StreamPosition {
    std::string stream_arn;
    Sequence after{};   ///< what it reads next is behind this
    TimePoint made_at;  ///< an iterator is good for a while
};
std::string iterator_at(const StreamPosition& position);

/// Errors: Errc::validation_failed, when it is none of ours.
Result<StreamPosition> parse_iterator(std::string_view iterator);

}  // namespace forebay::service::dynamodb
