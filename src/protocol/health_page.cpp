#include "protocol/health_page.hpp"

#include "protocol/aws_json/writer.hpp"

#include <fmt/format.h>

namespace forebay::protocol {

namespace {

bool is_health(const PageCall& call) {
    return call.target.path == "/health";
}

Task<void> answer_health(const PageCall& call) {
    const bool is_ready = call.is_ready();
    HttpResponse& response = call.response;
    response.status = is_ready ? 200 : 503;
    response.content_type = "application/json";
    response.body = is_ready ? "{\"status\":\"ready\"" : "{\"status\":\"starting\"";
    if (!call.options.version.empty()) {
        response.body += ",\"version\":";
        aws_json::write_string(call.options.version, response.body);
    }
    response.body += '}';
    co_return;
}

constexpr std::string_view service_prefix = "dynamodb.";

bool is_dynamodb_check(const PageCall& call) {
    return call.request.method == "GET" && call.target.path == "/" && call.target.query.empty() &&
           call.request.header("Host").starts_with(service_prefix);
}

/// The region that a name of the service has: `dynamodb.eu-west-1.amazonaws.com`.
std::string_view region_of(std::string_view host, std::string_view otherwise) {
    constexpr std::string_view domain = ".amazonaws.com";
    host = host.substr(0, host.find(':'));
    if (host.size() <= service_prefix.size() + domain.size() || !host.ends_with(domain)) {
        return otherwise;
    }
    host.remove_prefix(service_prefix.size());
    host.remove_suffix(domain.size());
    return host;
}

Task<void> answer_dynamodb_check(const PageCall& call) {
    call.response.body =
        fmt::format("healthy: dynamodb.{}.amazonaws.com ",
                    region_of(call.request.header("Host"), call.options.services.region));
    co_return;
}

}  // namespace

constexpr Page health_page{is_health, answer_health, open_to_all};
constexpr Page dynamodb_check_page{is_dynamodb_check, answer_dynamodb_check, open_to_all};

}  // namespace forebay::protocol
