#include "service/dynamodb/table_name.hpp"

#include "service/dynamodb/errors.hpp"
#include <forebay/runtime/tables.hpp>

#include <algorithm>

namespace forebay::service::dynamodb {
namespace {

constexpr std::string_view arn_begin = "arn:aws:dynamodb:";
constexpr std::string_view resource_begin = "table/";

std::string_view take_part(std::string_view& text) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view part = text.substr(0, colon);
    text.remove_prefix(std::min(colon + 1, text.size()));
    return part;
}

TableInfoPtr find(Context& context, const TableKey& key) {
    return key.account == context.account && key.region == context.region
               ? context.broker.tables().find(key)
               : nullptr;
}

}  // namespace

std::optional<TableKey> parse_table_arn(std::string_view arn) {
    if (!arn.starts_with(arn_begin)) {
        return std::nullopt;
    }
    arn.remove_prefix(arn_begin.size());
    const std::string_view region = take_part(arn);
    const std::string_view account = take_part(arn);
    if (region.empty() || account.empty() || !arn.starts_with(resource_begin)) {
        return std::nullopt;
    }
    arn.remove_prefix(resource_begin.size());
    if (arn.size() < 3 || arn.find('/') != std::string_view::npos) {
        return std::nullopt;
    }
    return TableKey{std::string(account), std::string(region), std::string(arn)};
}

TableKey table_key(const Context& context, std::string_view name_or_arn) {
    if (auto key = parse_table_arn(name_or_arn)) {
        return *std::move(key);
    }
    return {context.account, context.region, std::string(name_or_arn)};
}

Result<TableInfoPtr> find_table(Context& context, std::string_view name_or_arn) {
    TableInfoPtr table = find(context, table_key(context, name_or_arn));
    if (table == nullptr) {
        return table_not_found();
    }
    return table;
}

Result<TableInfoPtr> find_named_table(Context& context, std::string_view name_or_arn) {
    const TableKey key = table_key(context, name_or_arn);
    TableInfoPtr table = find(context, key);
    if (table == nullptr) {
        return table_not_found(key.name);
    }
    return table;
}

}  // namespace forebay::service::dynamodb
