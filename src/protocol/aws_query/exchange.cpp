#include "protocol/aws_query/exchange.hpp"

#include "protocol/aws_json/writer.hpp"
#include "protocol/aws_query/reader.hpp"
#include "protocol/aws_query/xml_writer.hpp"
#include "protocol/wire_error.hpp"

#include <algorithm>
#include <utility>

namespace forebay::protocol::aws_query {

namespace {

constexpr std::string_view xml_declaration = "<?xml version=\"1.0\"?>";
constexpr std::string_view xml_type = "text/xml";
constexpr std::string_view plain_type = "application/json";

// The form in the body, if there is one.
std::string_view form_body(const HttpRequest& request) {
    const std::string_view type = request.header("Content-Type");
    const bool is_form = type.empty() || type.starts_with("application/x-www-form-urlencoded");
    return is_form ? std::string_view(request.body) : std::string_view();
}

std::string_view text_of(const WireError& wire, const Error& error) {
    return wire.query_text.empty() ? std::string_view(error.detail) : wire.query_text;
}

void write_element(std::string_view name, std::string_view text, std::string& out) {
    out += '<';
    out += name;
    out += '>';
    write_xml_text(text, out);
    out += "</";
    out += name;
    out += '>';
}

}  // namespace

QueryExchange::QueryExchange(const Incoming& incoming, HttpResponse& response)
    : incoming_(incoming),
      service_(&incoming.services.front()),
      wants_json_(incoming.request.header("Accept").find("application/json") !=
                  std::string_view::npos),
      response_(response) {}

Result<const Action*> QueryExchange::action() {
    auto form = Form::parse(incoming_.target.query, form_body(incoming_.request));
    if (!form) {
        action_name_ = "?";  // there was something
        return std::move(form).error();
    }
    form_ = std::move(*form);

    credential_ = Credential::of_authorization(incoming_.request.header("Authorization"));
    if (credential_.access_key.empty()) {
        credential_ = Credential::of_scope(form_.value("X-Amz-Credential"));
    }
    find_service();

    if (is_at_queue() && !form_.has("QueueUrl")) {
        path_url_ = incoming_.endpoint;
        path_url_ += incoming_.target.path;
        form_.add("QueueUrl", path_url_);
    }

    action_name_ = form_.value("Action");
    const Action* const action = find_action(*service_, action_name_);
    if (action == nullptr || (is_at_queue() && action->needs_no_queue)) {
        return unknown_action(*service_, action_name_);
    }
    return action;
}

// By the credential scope, else by the version, else by the action: a link in a message has only
// that.
void QueryExchange::find_service() {
    const auto& all = incoming_.services;
    auto found = std::ranges::find(all, credential_.service, &Service::name);
    if (found == all.end()) {
        found = std::ranges::find(all, form_.value("Version"), &Service::query_version);
    }
    if (found == all.end()) {
        found = std::ranges::find_if(all, [name = form_.value("Action")](const Service& service) {
            return find_action(service, name) != nullptr;
        });
    }
    if (found != all.end()) {
        service_ = &*found;
    }
}

Result<void> QueryExchange::read(const Shape& shape, void* input) {
    return aws_query::read(form_, shape, input);
}

void QueryExchange::write(const Shape& shape, const void* output) {
    if (wants_json_) {
        response_.content_type = plain_type;
        write_plain_answer(shape, output);
    } else {
        response_.content_type = xml_type;
        write_xml_answer(shape, output);
    }
}

void QueryExchange::refuse(const Error& error, const service::dynamodb::RefusalDetails& details) {
    if (error.code == Errc::unknown_action && action_name_.empty()) {
        response_.status = 404;
        response_.content_type = xml_type;
        response_.body = "<UnknownOperationException/>";
        return;
    }
    refuse_as(wire_error(service_->errors, error.code), error, details);
}

void QueryExchange::refuse_as(const WireError& wire, const Error& error,
                              const service::dynamodb::RefusalDetails& /*details*/) {
    response_.status = wire.query_status == 0 ? wire.status : wire.query_status;
    if (wants_json_) {
        response_.content_type = plain_type;
        refuse_in_plain(wire, text_of(wire, error));
    } else {
        response_.content_type = xml_type;
        refuse_in_xml(wire, text_of(wire, error));
    }
}

void QueryExchange::write_xml_answer(const Shape& shape, const void* output) {
    std::string& body = response_.body;
    body = xml_declaration;
    body += '<';
    body += action_name_;
    body += "Response xmlns=\"";
    body += service_->xml_namespace;
    body += "\">";
    if (!shape.is_nothing) {
        body += '<';
        body += action_name_;
        body += "Result>";
        const std::size_t begin = body.size();
        write_xml(shape, output, body, service_->errors);
        if (body.size() == begin) {  // `<ReceiveMessageResult/>`
            body.back() = '/';
            body += '>';
        } else {
            body += "</";
            body += action_name_;
            body += "Result>";
        }
    }
    body += "<ResponseMetadata>";
    write_element("RequestId", response_.request_id, body);
    body += "</ResponseMetadata></";
    body += action_name_;
    body += "Response>";
}

void QueryExchange::write_plain_answer(const Shape& shape, const void* output) {
    std::string& body = response_.body;
    body = "{\"";
    body += action_name_;
    body += "Response\":{";
    if (!shape.is_nothing) {
        body += '"';
        body += action_name_;
        body += "Result\":";
        aws_json::write(shape, output, body, service_->errors, aws_json::Style::plain);
        body += ',';
    }
    body += "\"ResponseMetadata\":{\"RequestId\":\"";
    body += response_.request_id;
    body += "\"}}}";
}

void QueryExchange::refuse_in_xml(const WireError& wire, std::string_view text) {
    std::string& body = response_.body;
    body = xml_declaration;
    body += "<ErrorResponse xmlns=\"";
    body += service_->xml_namespace;
    body += "\"><Error>";
    write_element("Type", wire.fault(), body);
    write_element("Code", wire.code, body);
    write_element("Message", text, body);
    body += service_->xml_errors_have_detail ? "<Detail/></Error>" : "</Error>";
    write_element("RequestId", response_.request_id, body);
    body += "</ErrorResponse>";
}

void QueryExchange::refuse_in_plain(const WireError& wire, std::string_view text) {
    std::string& body = response_.body;
    body = "{\"Error\":{\"Code\":";
    aws_json::write_string(wire.code, body);
    body += ",\"Message\":";
    aws_json::write_string(text, body);
    body += ",\"Type\":";
    aws_json::write_string(wire.fault(), body);
    body += "},\"RequestId\":\"";
    body += response_.request_id;
    body += "\"}";
}

}  // namespace forebay::protocol::aws_query
