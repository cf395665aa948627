#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/legacy.hpp"
#include "service/dynamodb/page.hpp"
#include "service/dynamodb/table_name.hpp"
#include <forebay/engine/table_key.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/actions.hpp>

#include <utility>

namespace forebay::service::dynamodb {
namespace {

struct WantedQuery {
    PageWish page;
    engine::KeyCondition condition;
};

Result<void> check_query_parameters(const QueryInput& input) {
    const engine::Parameter expressions[] = {
        {"ProjectionExpression", input.projection_expression.has_value()},
        {"FilterExpression", input.filter_expression.has_value()},
        {"KeyConditionExpression", input.key_condition_expression.has_value()}};
    const engine::Parameter legacy[] = {
        {"AttributesToGet", input.attributes_to_get.has_value()},
        {"QueryFilter", input.query_filter.has_value()},
        {"ConditionalOperator", input.conditional_operator.has_value()},
        {"KeyConditions", input.key_conditions.has_value()}};
    return engine::check_parameters({.expressions = expressions,
                                     .legacy = legacy,
                                     .has_names = input.expression_attribute_names.has_value(),
                                     .has_values = input.expression_attribute_values.has_value()});
}

Result<engine::KeyCondition> compile_expressions(QueryInput& input, PageWish& page) {
    auto expressions = engine::compile({.update = {},
                                        .condition = {},
                                        .key_condition = std::move(input.key_condition_expression),
                                        .filter = std::move(input.filter_expression),
                                        .projection = std::move(input.projection_expression),
                                        .names = std::move(input.expression_attribute_names),
                                        .values = std::move(input.expression_attribute_values)});
    if (!expressions) {
        return expressions.error();
    }
    auto key_condition = std::move(expressions->key_condition);
    add_expressions(*std::move(expressions), page);
    if (key_condition) {
        return *std::move(key_condition);
    }
    return key_condition_of(*std::move(input.key_conditions));
}

Result<WantedQuery> wanted_query(QueryInput& input) {
    if (auto checked = check_query_parameters(input); !checked) {
        return checked.error();
    }
    PageWish page = wish_of(input);
    if (auto added = add_filter(std::move(input.query_filter), input.conditional_operator, page);
        !added) {
        return added.error();
    }
    if (auto added = add_attributes_to_get(std::move(input.attributes_to_get), page); !added) {
        return added.error();
    }
    auto start = start_of(std::move(input.exclusive_start_key));
    if (!start) {
        return start.error();
    }
    page.start = std::move(*start);
    if (!input.key_conditions && !input.key_condition_expression) {
        return invalid(
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in "
            "the request.");
    }
    auto condition = compile_expressions(input, page);
    if (!condition) {
        return condition.error();
    }
    if (auto checked = check_select(page); !checked) {
        return checked.error();
    }
    return WantedQuery{std::move(page), std::move(*condition)};
}

/// Refuses a start key that the query would never come by.
Result<void> check_start_in_range(const Source& source, MapView start, const KeyRange& range) {
    const Item key_item = engine::key_attributes(source.schema(), start);
    const auto key = engine::parse_key(source.schema(), key_item);
    if (!key) {
        return key.error();
    }
    const bool is_partition = key->partition == range.partition;
    if (range.sort.kind != SortCondition::Kind::any) {
        if (!range.sort.accepts(key->sort)) {
            return invalid("The provided starting key does not match the range key predicate");
        }
        if (!is_partition) {
            return invalid("The query can return at most one row and cannot be restarted");
        }
    }
    if (!is_partition) {
        return invalid(
            "The provided starting key is outside query boundaries based on provided conditions");
    }
    return {};
}

Result<KeyRange> check_query(const Source& source, const WantedQuery& wanted) {
    const PageWish& page = wanted.page;
    if (page.start) {
        if (auto checked = check_start(source, *page.start); !checked) {
            return checked.error();
        }
    }
    auto range = wanted.condition.resolve(source.schema());
    if (!range) {
        return range;
    }
    if (page.start) {
        if (auto checked = check_start_in_range(source, *page.start, *range); !checked) {
            return checked.error();
        }
    }
    if (page.filter) {
        auto checked = engine::check_filter(source.schema(), *page.filter, page.filter_member);
        if (!checked) {
            return checked.error();
        }
    }
    if (auto checked = check_wish(source, page); !checked) {
        return checked.error();
    }
    return range;
}

}  // namespace

Task<Result<PageOutput>> query(Context& context, QueryInput input) {
    const auto wanted = wanted_query(input);
    if (!wanted) {
        co_return wanted.error();
    }
    const auto table = find_table(context, *input.table_name);
    if (!table) {
        co_return table.error();
    }
    const auto source = source_of(*table, wanted->page);
    if (!source) {
        co_return source.error();
    }
    auto range = check_query(*source, *wanted);
    if (!range) {
        co_return range.error();
    }
    runtime::QueryRequest request{.page = page_request(*source, wanted->page),
                                  .range = std::move(*range),
                                  .is_descending = !input.scan_index_forward.value_or(true)};
    auto page = co_await context.broker.tables().query(std::move(request));
    if (!page) {
        co_return item_error(page.error());
    }
    co_return show_page(*source, wanted->page, std::move(*page));
}

}  // namespace forebay::service::dynamodb
