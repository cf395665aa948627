#include "service/dynamodb/page.hpp"

#include "service/dynamodb/errors.hpp"
#include "service/dynamodb/legacy.hpp"
#include "service/dynamodb/wanted_write.hpp"
#include <forebay/engine/table_key.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace forebay::service::dynamodb {
namespace {

constexpr std::string_view start_invalid = "The provided starting key is invalid";

/// Faults of which the service does not say where they are.
bool is_plain_fault(std::string_view text) {
    constexpr std::string_view plain[] = {
        "contains duplicates",   "number set",      "numeric value",   "significant digits",
        "number with magnitude", "Number overflow", "Number underflow"};
    return std::ranges::any_of(
        plain, [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

std::set<std::string_view> key_names(const Source& source) {
    std::set<std::string_view> names;
    const auto add = [&names](const KeySchema& schema) {
        names.insert(schema.partition.name);
        if (schema.sort) {
            names.insert(schema.sort->name);
        }
    };
    add(source.table->schema);
    if (source.index != nullptr) {
        add(source.index->schema);
    }
    return names;
}

/// What uses name that the index does not have.
std::vector<std::string_view> not_projected(const Source& source,
                                            std::span<const engine::AttributeUse> uses) {
    std::vector<std::string_view> missing;
    const IndexProjection& projection = source.index->projection;
    if (projection.kind == IndexProjection::Kind::all) {
        return missing;
    }
    const auto keys = key_names(source);
    for (const engine::AttributeUse& use : uses) {
        const bool is_there =
            keys.contains(use.name) ||
            std::ranges::find(projection.included, use.name) != projection.included.end();
        if (!is_there) {
            missing.push_back(use.name);
        }
    }
    return missing;
}

bool wants_all(const PageWish& wish) {
    return wish.select == "ALL_ATTRIBUTES";
}

/// Whether a local index has to fetch the items.
bool is_whole(const Source& source, const PageWish& wish) {
    if (source.index == nullptr || source.is_global() ||
        source.index->projection.kind == IndexProjection::Kind::all) {
        return false;
    }
    return wants_all(wish) ||
           (wish.projection && !not_projected(source, wish.projection->uses()).empty()) ||
           (wish.filter && !not_projected(source, wish.filter->uses()).empty());
}

Usage page_usage(const Source& source, const PageWish& wish, const runtime::Page& page) {
    const double units = read_units(page.bytes, wish.is_consistent);
    if (source.index == nullptr) {
        return {.table = units};
    }
    Usage usage{.indexes = {{source.index->id, units}}};
    if (page.fetched_bytes > 0) {
        usage.table = read_units(page.fetched_bytes, wish.is_consistent);
    }
    return usage;
}

}  // namespace

Result<void> add_attributes_to_get(std::optional<std::vector<std::string>>&& names,
                                   PageWish& wish) {
    if (names) {
        auto projection = engine::compile_attributes_to_get(*std::move(names));
        if (!projection) {
            return projection.error();
        }
        wish.projection = std::move(*projection);
        wish.projection_member = "AttributesToGet";
    }
    return {};
}

Result<void> add_filter(std::optional<LegacyConditions>&& filter,
                        const OptionalText& conditional_operator, PageWish& wish) {
    if (filter) {
        auto condition = filter_of(*std::move(filter), conditional_operator);
        if (!condition) {
            return condition.error();
        }
        wish.filter = std::move(*condition);
        wish.filter_member = "QueryFilter";
    }
    return {};
}

void add_expressions(engine::Expressions&& expressions, PageWish& wish) {
    if (expressions.filter) {
        wish.filter = std::move(expressions.filter);
        wish.filter_member = "Filter Expression";
    }
    if (expressions.projection) {
        wish.projection = std::move(expressions.projection);
        wish.projection_member = "ProjectionExpression";
    }
}

Result<std::optional<Item>> start_of(std::optional<GivenItem>&& given) {
    if (!given) {
        return std::optional<Item>();
    }
    if (given->fault) {
        Error error = *std::move(given->fault);
        if (!is_plain_fault(error.detail)) {
            error.detail = fmt::format("{}: {}", start_invalid, error.detail);
        }
        return error;
    }
    return std::optional(std::move(given->item));
}

Result<void> check_select(const PageWish& wish) {
    const std::string select = wish.select.value_or(std::string());
    if (wish.projection && wish.select && select != "SPECIFIC_ATTRIBUTES") {
        return invalid(fmt::format("Cannot specify the {} when choosing to get {}",
                                   wish.projection_member,
                                   select == "COUNT" ? "only the Count" : select));
    }
    if (!wish.projection && select == "SPECIFIC_ATTRIBUTES") {
        return invalid(
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
            "SPECIFIC_ATTRIBUTES");
    }
    if (select == "ALL_PROJECTED_ATTRIBUTES" && !wish.index_name) {
        return invalid(
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
    }
    return {};
}

Result<Source> source_of(TableInfoPtr table, const PageWish& wish) {
    Source source{.table = std::move(table), .index = nullptr};
    if (!wish.index_name) {
        return source;
    }
    source.index = source.table->find_index(*wish.index_name);
    if (source.index == nullptr) {
        return invalid(
            fmt::format("The table does not have the specified index: {}", *wish.index_name));
    }
    if (source.is_global() && wish.is_consistent) {
        return invalid("Consistent reads are not supported on global secondary indexes");
    }
    return source;
}

Result<void> check_start(const Source& source, MapView start) {
    const auto names = key_names(source);
    const bool has_names = std::ranges::all_of(
        names, [&](std::string_view name) { return start.find(name).has_value(); });
    if (!has_names || start.count() != names.size()) {
        return invalid(std::string(start_invalid));
    }
    const Item own_key = engine::key_attributes(source.schema(), start);
    if (const auto parsed = engine::parse_key(source.schema(), own_key); !parsed) {
        return parsed.error();
    }
    const KeySchema& schema = source.table->schema;
    const Item key = engine::key_attributes(schema, start);
    if (const auto parsed = engine::parse_key(schema, key); !parsed) {
        return invalid(fmt::format("{}: {}", start_invalid, parsed.error().detail));
    }
    return {};
}

Result<void> check_wish(const Source& source, const PageWish& wish) {
    if (wish.projection) {
        auto checked = check_key_paths(*source.table, wish.projection->uses());
        if (!checked) {
            return checked;
        }
    }
    if (source.is_global()) {
        const IndexInfo& index = *source.index;
        if (wants_all(wish) && index.projection.kind != IndexProjection::Kind::all) {
            return invalid_value(
                fmt::format("Select type ALL_ATTRIBUTES is not supported for global secondary "
                            "index {} because its projection type is not ALL",
                            index.name));
        }
        if (wish.projection) {
            const auto missing = not_projected(source, wish.projection->uses());
            if (!missing.empty()) {
                return invalid_value(fmt::format("Global secondary index {} does not project [{}]",
                                                 index.name, fmt::join(missing, ", ")));
            }
        }
    }
    return wish.filter ? check_key_paths(*source.table, wish.filter->uses()) : Result<void>();
}

runtime::PageRequest page_request(const Source& source, const PageWish& wish) {
    constexpr std::int64_t items_max = std::numeric_limits<std::uint32_t>::max();
    return {.table = source.table,
            .index = source.index == nullptr ? IndexId{} : source.index->id,
            .after = wish.start,
            .items_max =
                static_cast<std::uint32_t>(std::min(wish.limit.value_or(items_max), items_max)),
            .filter = wish.filter,
            .is_count = wish.select == "COUNT",
            .is_whole = is_whole(source, wish)};
}

PageOutput show_page(const Source& source, const PageWish& wish, runtime::Page page) {
    PageOutput output;
    output.count = page.count;
    output.scanned_count = page.scanned;
    output.consumed_capacity = describe(wish.report, *source.table, page_usage(source, wish, page));
    if (wish.select != "COUNT") {
        if (wish.projection) {
            for (Item& item : page.items) {
                item = wish.projection->of(item);
            }
        }
        output.items = std::move(page.items);
    }
    output.last_evaluated_key = std::move(page.last_key);
    return output;
}

}  // namespace forebay::service::dynamodb
