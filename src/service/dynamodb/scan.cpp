#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/page.hpp"
#include "service/dynamodb/table_name.hpp"
#include <forebay/engine/table_key.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/service/dynamodb/actions.hpp>

#include <fmt/format.h>

#include <utility>

namespace forebay::service::dynamodb {
namespace {

Result<void> check_scan_parameters(const ScanInput& input) {
    const engine::Parameter expressions[] = {
        {"ProjectionExpression", input.projection_expression.has_value()},
        {"FilterExpression", input.filter_expression.has_value()}};
    const engine::Parameter legacy[] = {
        {"AttributesToGet", input.attributes_to_get.has_value()},
        {"ScanFilter", input.scan_filter.has_value()},
        {"ConditionalOperator", input.conditional_operator.has_value()}};
    return engine::check_parameters({.expressions = expressions,
                                     .legacy = legacy,
                                     .has_names = input.expression_attribute_names.has_value(),
                                     .has_values = input.expression_attribute_values.has_value()});
}

Result<void> check_segments(const ScanInput& input) {
    if (input.segment && !input.total_segments) {
        return invalid(
            "The TotalSegments parameter is required but was not present in the request when "
            "Segment parameter is present");
    }
    if (input.total_segments && !input.segment) {
        return invalid(
            "The Segment parameter is required but was not present in the request when parameter "
            "TotalSegments is present");
    }
    if (input.segment && *input.segment >= *input.total_segments) {
        return invalid(
            fmt::format("The Segment parameter is zero-based and must be less than parameter "
                        "TotalSegments: Segment: {} is not less than TotalSegments: {}",
                        *input.segment, *input.total_segments));
    }
    return {};
}

Result<void> compile_expressions(ScanInput& input, PageWish& page) {
    auto expressions = engine::compile({.update = {},
                                        .condition = {},
                                        .key_condition = {},
                                        .filter = std::move(input.filter_expression),
                                        .projection = std::move(input.projection_expression),
                                        .names = std::move(input.expression_attribute_names),
                                        .values = std::move(input.expression_attribute_values)});
    if (!expressions) {
        return expressions.error();
    }
    add_expressions(*std::move(expressions), page);
    return {};
}

Result<PageWish> wanted_page(ScanInput& input) {
    if (auto checked = check_scan_parameters(input); !checked) {
        return checked.error();
    }
    PageWish page = wish_of(input);
    if (auto added = add_attributes_to_get(std::move(input.attributes_to_get), page); !added) {
        return added.error();
    }
    if (auto added = add_filter(std::move(input.scan_filter), input.conditional_operator, page);
        !added) {
        return added.error();
    }
    auto start = start_of(std::move(input.exclusive_start_key));
    if (!start) {
        return start.error();
    }
    page.start = std::move(*start);
    if (auto checked = check_segments(input); !checked) {
        return checked.error();
    }
    if (auto added = compile_expressions(input, page); !added) {
        return added.error();
    }
    if (auto checked = check_select(page); !checked) {
        return checked.error();
    }
    return page;
}

/// Without an index the service says more about a start key.
Result<void> check_scan(const Source& source, const PageWish& page) {
    if (page.start) {
        if (source.index == nullptr) {
            if (const auto key = engine::parse_key(source.table->schema, *page.start); !key) {
                return invalid(
                    fmt::format("The provided starting key is invalid: {}", key.error().detail));
            }
        } else if (auto checked = check_start(source, *page.start); !checked) {
            return checked;
        }
    }
    return check_wish(source, page);
}

}  // namespace

Task<Result<PageOutput>> scan(Context& context, ScanInput input) {
    const auto page = wanted_page(input);
    if (!page) {
        co_return page.error();
    }
    const auto table = find_table(context, *input.table_name);
    if (!table) {
        co_return table.error();
    }
    const auto source = source_of(*table, *page);
    if (!source) {
        co_return source.error();
    }
    if (auto checked = check_scan(*source, *page); !checked) {
        co_return checked.error();
    }
    runtime::ScanRequest request{
        .page = page_request(*source, *page),
        .segment = static_cast<std::uint32_t>(input.segment.value_or(0)),
        .segments = static_cast<std::uint32_t>(input.total_segments.value_or(1))};
    auto scanned = co_await context.broker.tables().scan(std::move(request));
    if (!scanned) {
        co_return item_error(scanned.error());
    }
    co_return show_page(*source, *page, std::move(*scanned));
}

}  // namespace forebay::service::dynamodb
