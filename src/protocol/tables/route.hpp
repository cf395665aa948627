#pragma once

#include "protocol/exchange.hpp"
#include <forebay/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace forebay::protocol::tables {

/// What a path under `/v1/tables/` names. Triggers specification C1.
struct Route {
    enum class Kind : std::uint8_t { items, item, changes };

    Kind kind = Kind::items;
    std::string table;
    std::string partition;  ///< of `item`, as sent
    std::optional<std::string> sort;
};

/// Whether `path` is one of ours, even if nothing is there.
bool is_tables_path(std::string_view path);

/// nullopt: there is nothing.
std::optional<Route> route_of(std::string_view path);

}  // namespace forebay::protocol::tables
