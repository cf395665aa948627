#pragma once

#include "service/dynamodb/capacity.hpp"
#include <forebay/base/result.hpp>
#include <forebay/engine/expression.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/item_shapes.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What Query and Scan have in common: DynamoDB specification 8. Errors: Errc::validation_failed.
namespace forebay::service::dynamodb {

/// The members that both have, checked as far as that can be done without the table.
struct PageWish {
    OptionalText select = {};
    OptionalText index_name = {};
    OptionalInteger limit = {};
    std::optional<Item> start = {};  ///< ExclusiveStartKey
    bool is_consistent = false;
    std::string_view projection_member = {};  ///< `ProjectionExpression` or `AttributesToGet`
    std::optional<engine::Projection> projection = {};
    std::string_view filter_member = {};  ///< `Filter Expression` or `QueryFilter`
    std::optional<engine::Condition> filter = {};
    CapacityReport report = CapacityReport::none;
};

/// ExclusiveStartKey, as far as it is one.
Result<std::optional<Item>> start_of(std::optional<GivenItem>&& given);

/// Refuses what cannot be selected.
Result<void> check_select(const PageWish& wish);

/// What is read: the table itself, or an index of it.
struct Source {
    TableInfoPtr table;
    const IndexInfo* index = nullptr;  ///< of `table`; null: the table itself

    const KeySchema& schema() const { return index == nullptr ? table->schema : index->schema; }
    bool is_global() const { return index != nullptr && index->kind == IndexInfo::Kind::global; }
};

Result<Source> source_of(TableInfoPtr table, const PageWish& wish);

/// Refuses a start key that has not just the attributes of the keys of table and index, or not of
/// their types.
Result<void> check_start(const Source& source, MapView start);

/// Refuses what the source cannot give.
Result<void> check_wish(const Source& source, const PageWish& wish);

runtime::PageRequest page_request(const Source& source, const PageWish& wish);

/// What a page looks like for the client.
PageOutput show_page(const Source& source, const PageWish& wish, runtime::Page page);

}  // namespace forebay::service::dynamodb
