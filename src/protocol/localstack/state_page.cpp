#include "protocol/localstack/pages.hpp"
#include "protocol/services.hpp"

#include <boost/json.hpp>

#include <string>
#include <utility>

namespace forebay::protocol::localstack {
namespace {

namespace json = boost::json;

constexpr std::string_view prefix = "/_localstack/";
constexpr std::string_view stages[] = {"boot", "start", "ready", "shutdown"};

json::value health(const PageCall& call) {
    json::object running;
    for (const Service& service : services()) {
        running[service.name] = call.is_ready() ? "running" : "initializing";
    }
    return json::object{{"services", std::move(running)},
                        {"edition", "community"},
                        {"version", call.options.version}};
}

bool is_done(std::string_view stage, bool is_ready) {
    return stage != "shutdown" && (stage != "ready" || is_ready);
}

json::value all_stages(bool is_ready) {
    json::object completed;
    for (const std::string_view stage : stages) {
        std::string name(stage);
        for (char& c : name) {
            c = static_cast<char>(c - 'a' + 'A');
        }
        completed[name] = is_done(stage, is_ready);
    }
    return json::object{{"completed", std::move(completed)}, {"scripts", json::array()}};
}

// null: there is nothing at this path.
json::value state_of(const PageCall& call, std::string_view path) {
    if (path == "health") {
        return health(call);
    }
    if (path == "init") {
        return all_stages(call.is_ready());
    }
    for (const std::string_view stage : stages) {
        if (path.starts_with("init/") && path.substr(5) == stage) {
            return json::object{{"completed", is_done(stage, call.is_ready())},
                                {"scripts", json::array()}};
        }
    }
    return {};
}

bool is_meant(const PageCall& call) {
    return call.target.path.starts_with(prefix);
}

Task<void> answer(const PageCall& call) {
    HttpResponse& response = call.response;
    json::value state = state_of(call, call.target.path.substr(prefix.size()));
    if (state.is_null()) {
        response.status = 404;
        state = json::object{{"message", "There is nothing at this path."}};
    } else if (call.request.method != "GET" && call.request.method != "HEAD") {
        response.status = 405;
        response.headers.emplace_back("Allow", "GET, HEAD");
        state = json::object{{"message", "The methods here are: GET, HEAD."}};
    }
    response.content_type = "application/json";
    response.body = json::serialize(state);
    co_return;
}

}  // namespace

constexpr Page state_page{is_meant, answer, open_to_all};

}  // namespace forebay::protocol::localstack
