#pragma once

#include <forebay/model/item_change.hpp>
#include <forebay/model/table_info.hpp>
#include <forebay/service/dynamodb/stream_shapes.hpp>

#include <string_view>

namespace forebay::service::dynamodb {

/// A change as a stream with this view shows it. DynamoDB specification 12.
StreamRecord record_of(const TableInfo& table, StreamView view, const ItemChange& change);

/// `INSERT`, `MODIFY` or `REMOVE`.
std::string_view event_name(const ItemChange& change);

}  // namespace forebay::service::dynamodb
