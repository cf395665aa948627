#include "protocol/admin/page.hpp"

#include "protocol/admin/clock.hpp"
#include "protocol/admin/faults.hpp"
#include "protocol/admin/lists.hpp"
#include "protocol/admin/messages.hpp"
#include "protocol/admin/reset.hpp"
#include "protocol/text/percent.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace forebay::protocol::admin {
namespace {

constexpr std::string_view prefix = "/_forebay/";

constexpr const Route* routes[] = {&clock_route,    &queues_route, &topics_route, &tables_route,
                                   &messages_route, &reset_route,  &faults_route, &fault_route};

unsigned status_of(Errc code) {
    switch (code) {
        case Errc::malformed_request:
        case Errc::invalid_parameter:
            return 400;
        case Errc::queue_not_found:
        case Errc::topic_not_found:
        case Errc::table_not_found:
        case Errc::resource_not_found:
            return 404;
        case Errc::shutting_down:
            return 503;
        default:
            return 500;
    }
}

/// What stands for the route's `*`, if the path fits; empty if it has none.
std::optional<std::string> match(std::string_view route, std::string_view path) {
    const std::size_t star = route.find('*');
    if (star == std::string_view::npos) {
        return route == path ? std::optional<std::string>("") : std::nullopt;
    }
    const std::string_view before = route.substr(0, star);
    const std::string_view behind = route.substr(star + 1);
    if (path.size() <= before.size() + behind.size() || !path.starts_with(before) ||
        !path.ends_with(behind)) {
        return std::nullopt;
    }
    path = path.substr(star, path.size() - before.size() - behind.size());
    return path.find('/') == path.npos ? percent_decoded(path) : std::nullopt;
}

bool is_allowed(std::string_view method, std::string_view methods) {
    while (!methods.empty()) {
        const std::size_t end = std::min(methods.find(", "), methods.size());
        if (methods.substr(0, end) == method) {
            return true;
        }
        methods.remove_prefix(std::min(end + 2, methods.size()));
    }
    return false;
}

bool is_meant(const PageCall& call) {
    return call.target.path.starts_with(prefix);
}

Task<void> answer(const PageCall& call) {
    HttpResponse& response = call.response;
    const Route* route = nullptr;
    Asked asked{call, {}};
    for (const Route* one : routes) {
        if (auto name = match(one->path, call.target.path.substr(prefix.size()))) {
            route = one;
            asked.name = *std::move(name);
        }
    }
    if (route == nullptr) {
        refuse(404, "There is nothing at this path.", response);
        co_return;
    }
    if (route->is_on != nullptr && !route->is_on(call.options)) {
        refuse(404, fmt::format("This is off. The setting {} turns it on.", route->setting),
               response);
        co_return;
    }
    if (!is_allowed(call.request.method, route->methods)) {
        refuse(405, fmt::format("The methods here are: {}.", route->methods), response);
        response.headers.emplace_back("Allow", route->methods);
        co_return;
    }
    const Result<json::value> done = co_await route->answer(asked);
    if (!done) {
        refuse(status_of(done.error().code), done.error().detail, response);
        co_return;
    }
    response.content_type = "application/json";
    response.body = json::serialize(*done);
    response.headers.emplace_back("Cache-Control", "no-store");
}

}  // namespace

constexpr Page page{is_meant, answer};

}  // namespace forebay::protocol::admin
