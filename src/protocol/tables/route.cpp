#include "protocol/tables/route.hpp"

#include "protocol/text/percent.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace forebay::protocol::tables {
namespace {

constexpr std::string_view begin = "/v1/tables/";
constexpr std::size_t parts_max = 4;

}  // namespace

bool is_tables_path(std::string_view path) {
    return path.starts_with(begin);
}

std::optional<Route> route_of(std::string_view path) {
    path.remove_prefix(begin.size());
    std::vector<std::string> parts;
    for (bool is_last = false; !is_last && parts.size() <= parts_max;) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        is_last = slash == path.size();
        auto part = percent_decoded(path.substr(0, slash));
        if (!part || part->empty()) {
            return std::nullopt;
        }
        parts.push_back(*std::move(part));
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    if (parts.size() < 2 || parts.size() > parts_max) {
        return std::nullopt;
    }
    Route route;
    route.table = std::move(parts[0]);
    if (parts[1] == "changes" && parts.size() == 2) {
        route.kind = Route::Kind::changes;
        return route;
    }
    if (parts[1] != "items") {
        return std::nullopt;
    }
    if (parts.size() > 2) {
        route.kind = Route::Kind::item;
        route.partition = std::move(parts[2]);
    }
    if (parts.size() > 3) {
        route.sort = std::move(parts[3]);
    }
    return route;
}

}  // namespace forebay::protocol::tables
