#include "protocol/aws_json/exchange.hpp"

#include "protocol/aws_json/reader.hpp"
#include "protocol/aws_json/writer.hpp"
#include "protocol/shape/constraints.hpp"
#include "protocol/wire_error.hpp"
#include <forebay/base/assert.hpp>
#include <forebay/base/digest.hpp>
#include <forebay/base/uuid.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace forebay::protocol::aws_json {

namespace {

constexpr std::string_view plain_content_type = "application/json";

/// 52 digits of base 32. DynamoDB specification 2.
std::string dynamodb_request_id() {
    constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    constexpr std::size_t length = 52;
    constexpr std::size_t digits_at_once = 12;  // that 64 bits have
    std::string id(length, '\0');
    for (std::size_t begin = 0; begin < length; begin += digits_at_once) {
        std::uint64_t bits = random_bits();
        const std::size_t end = std::min(begin + digits_at_once, length);
        for (std::size_t i = begin; i < end; ++i, bits >>= 5U) {
            id[i] = digits[bits & 0x1FU];
        }
    }
    return id;
}

void append_members(const service::dynamodb::RefusalDetails& details, std::string& body) {
    if (!details.item && details.cancellation_reasons.empty()) {
        return;
    }
    std::string members;
    write(shape_of<service::dynamodb::RefusalDetails>, &details, members, {});
    body += ',';
    body.append(members, 1, members.size() - 2);
}

bool is_json(const std::string& body) {
    service::Empty nothing;
    const auto read = aws_json::read(body, shape_of<service::Empty>, &nothing);
    return !body.empty() && (read || read.error().detail != not_json);
}

}  // namespace

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
        is_nothing_ = is_dynamodb() && !is_dynamodb_request();
        if (is_nothing_) {
            return unknown_action(*service_, name);
        }
        if (const Action* const action = find_action(*service_, name)) {
            return action;
        }
        if (is_dynamodb() && !is_json(incoming_.request.body)) {
            return Error{Errc::malformed_request, {}};  // it is told first: specification 2
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

bool JsonExchange::is_dynamodb_request() const {
    const std::string_view type = incoming_.request.header("Content-Type");
    const std::string_view first = type.substr(0, type.find(';'));
    const std::string_view essence = first.substr(0, first.find(' '));
    return incoming_.request.method == "POST" &&
           (essence == content_type || essence == plain_content_type);
}

Result<void> JsonExchange::read(const Shape& shape, void* input) {
    const std::string& body = incoming_.request.body;
    if (!is_dynamodb()) {
        return aws_json::read(body, shape, input);
    }
    if (body.empty()) {
        return Error{Errc::malformed_request, {}};
    }
    if (auto read = aws_json::read(body, shape, input); !read) {
        return read.error().detail == not_json ? Error{Errc::malformed_request, {}} : read.error();
    }
    return check_constraints(shape, input);
}

void JsonExchange::write(const Shape& shape, const void* output) {
    if (!shape.is_nothing) {
        aws_json::write(shape, output, response_.body, service_->errors);
    } else if (is_dynamodb()) {
        response_.body = "{}";
    }
    seal();
}

void JsonExchange::seal() {
    response_.content_type = content_type;
    if (!is_dynamodb()) {
        return;
    }
    if (incoming_.request.header("Content-Type").starts_with(plain_content_type)) {
        response_.content_type = plain_content_type;
    }
    response_.request_id = dynamodb_request_id();
    response_.headers.emplace_back("x-amz-crc32", std::to_string(crc32(response_.body)));
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

void JsonExchange::refuse(const Error& error, const service::dynamodb::RefusalDetails& details) {
    if (is_nothing_) {
        response_.status = 404;
        response_.body = "<UnknownOperationException/>\n";
        return;
    }
    refuse_as(wire_error(service_->errors, error.code), error, details);
}

void JsonExchange::refuse_as(const WireError& wire, const Error& error,
                             const service::dynamodb::RefusalDetails& details) {
    response_.status = wire.status;
    if (!is_dynamodb() && error.code != Errc::malformed_request) {  // Query has no such error
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
    body += '"';
    if (!is_dynamodb() || !error.detail.empty()) {
        body += ",\"";
        body += wire.text_member;
        body += "\":";
        write_string(error.detail, body);
    }
    append_members(details, body);
    body += '}';
    seal();
}

}  // namespace forebay::protocol::aws_json
