#include "protocol/aws_json/exchange.hpp"

#include "protocol/aws_json/reader.hpp"
#include "protocol/aws_json/writer.hpp"
#include "protocol/wire_error.hpp"
#include <forebay/base/assert.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace forebay::protocol::aws_json {

bool is_spoken(const HttpRequest& request) {
    return request.header("Content-Type").starts_with("application/x-amz-json-") ||
           !request.header("X-Amz-Target").empty();
}

Result<const Action*> JsonExchange::action() {
    find_credential();

    const std::string_view target = incoming_.request.header("X-Amz-Target");
    const std::size_t dot = std::min(target.rfind('.'), target.size());
    const std::string_view name = target.substr(std::min(dot + 1, target.size()));
    const auto service =
        std::ranges::find(incoming_.services, target.substr(0, dot), &Service::json_target);
    if (service != incoming_.services.end()) {
        service_ = &*service;
        if (const Action* const action = find_action(*service_, name)) {
            return action;
        }
    }
    return unknown_action(*service_, name);
}

void JsonExchange::find_credential() {
    credential_ = Credential::of_authorization(incoming_.request.header("Authorization"));
    if (!credential_.access_key.empty() || incoming_.target.query.empty()) {
        return;
    }
    if (auto url = aws_query::Form::parse(incoming_.target.query, {})) {
        url_ = std::move(*url);
        credential_ = Credential::of_scope(url_.value("X-Amz-Credential"));
    }
}

Result<void> JsonExchange::read(const Shape& shape, void* input) {
    return aws_json::read(incoming_.request.body, shape, input);
}

void JsonExchange::write(const Shape& shape, const void* output) {
    response_.content_type = content_type;
    if (!shape.is_nothing) {
        aws_json::write(shape, output, response_.body, service_->errors);
    }
}

std::string_view JsonExchange::prefix(ErrorOwner owner) const {
    switch (owner) {
        case ErrorOwner::service:
            return service_->json_errors;
        case ErrorOwner::framework:
            return "com.amazon.coral.service";
        case ErrorOwner::validation:
            return "com.amazon.coral.validate";
    }
    fail_stop("ErrorOwner out of range");
}

void JsonExchange::refuse(const Error& error) {
    const WireError wire = wire_error(service_->errors, error.code);
    response_.status = wire.status;
    response_.content_type = content_type;
    if (error.code != Errc::malformed_request) {  // Query has no such error
        std::string both(wire.code);
        both += ';';
        both += wire.fault();
        response_.headers.emplace_back("x-amzn-query-error", std::move(both));
    }
    std::string& body = response_.body;
    body = "{\"__type\":\"";
    body += prefix(wire.owner);
    body += '#';
    body += wire.shape;
    body += "\",\"message\":";
    write_string(error.detail, body);
    body += '}';
}

}  // namespace forebay::protocol::aws_json
