#include "protocol/admin/page.hpp"

#include "protocol/admin/clock.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace forebay::protocol::admin {
namespace {

constexpr std::string_view prefix = "/_forebay/";

constexpr const Route* routes[] = {&clock_route};

unsigned status_of(Errc code) {
    switch (code) {
        case Errc::malformed_request:
        case Errc::invalid_parameter:
            return 400;
        case Errc::queue_not_found:
        case Errc::topic_not_found:
        case Errc::table_not_found:
            return 404;
        case Errc::shutting_down:
            return 503;
        default:
            return 500;
    }
}

const Route* find_route(std::string_view path) {
    for (const Route* route : routes) {
        if (route->path == path) {
            return route;
        }
    }
    return nullptr;
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
    const Route* route = find_route(call.target.path.substr(prefix.size()));
    if (route == nullptr) {
        refuse(404, "There is nothing at this path.", response);
        co_return;
    }
    if (!route->is_on(call.options)) {
        refuse(404, fmt::format("This is off. The setting {} turns it on.", route->setting),
               response);
        co_return;
    }
    if (!is_allowed(call.request.method, route->methods)) {
        refuse(405, fmt::format("The methods here are: {}.", route->methods), response);
        response.headers.emplace_back("Allow", route->methods);
        co_return;
    }
    const Result<json::value> done = co_await route->answer(call);
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
