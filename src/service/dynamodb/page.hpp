#pragma once

#include "service/dynamodb/capacity.hpp"
#include <forebay/base/result.hpp>
#include <forebay/engine/expression.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/item_shapes.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

/// The members that need no more than to be taken over.
template <class Input>
PageWish wish_of(Input& input) {
    return {.select = std::move(input.select),
            .index_name = std::move(input.index_name),
            .limit = input.limit,
            .is_consistent = input.consistent_read.value_or(false),
            .report = capacity_report(input.return_consumed_capacity)};
}

// The members that are older than expressions.
Result<void> add_attributes_to_get(std::optional<std::vector<std::string>>&& names, PageWish& wish);
Result<void> add_filter(std::optional<LegacyConditions>&& filter,
                        const OptionalText& conditional_operator, PageWish& wish);

/// Filter and projection.
void add_expressions(engine::Expressions&& expressions, PageWish& wish);

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
