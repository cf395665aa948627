#include "protocol/aws_query/exchange.hpp"
#include "protocol/localstack/pages.hpp"
#include "protocol/services.hpp"
#include "protocol/text/percent.hpp"
#include <forebay/base/base64.hpp>
#include <forebay/service/admin/looking.hpp>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace forebay::protocol::localstack {
namespace {

namespace json = boost::json;
using namespace service;

constexpr std::string_view path = "/_aws/sqs/messages";

struct Wanted {
    std::string queue_url;
    std::string region = {};
    bool show_invisible = false;
    bool show_delayed = false;
};

bool is_true(std::string_view text) {
    return text == "true" || text == "True" || text == "1";
}

/// `/{region}/{account}/{queue}`
std::optional<Wanted> parse_path(std::string_view rest) {
    const std::size_t slash = rest.find('/', 1);
    if (rest.empty() || slash == rest.npos) {
        return std::nullopt;
    }
    auto region = percent_decoded(rest.substr(1, slash - 1));
    auto queue = percent_decoded(rest.substr(slash));
    if (!region || !queue || queue->find('/', 1) == queue->npos) {
        return std::nullopt;
    }
    return Wanted{.queue_url = *std::move(queue), .region = *std::move(region)};
}

Result<Wanted> parse(const PageCall& call) {
    const auto form = aws_query::Form::parse(call.target.query, call.request.body);
    if (!form) {
        return form.error();
    }
    const std::string_view rest = call.target.path.substr(path.size());
    auto wanted =
        rest.empty() ? Wanted{.queue_url = std::string(form->value("QueueUrl"))} : parse_path(rest);
    if (!wanted || wanted->queue_url.empty()) {
        return Error{Errc::missing_parameter, missing_text("QueueUrl")};
    }
    wanted->show_invisible = is_true(form->value("ShowInvisible"));
    wanted->show_delayed = is_true(form->value("ShowDelayed"));
    return *std::move(wanted);
}

json::object named(std::string_view name, json::value value) {
    return json::object{{"Name", name}, {"Value", std::move(value)}};
}

json::value as_json(const sqs::ReceivedMessage& message) {
    json::array attributes;
    for (const auto& [name, value] : message.attributes) {
        attributes.push_back(named(name, json::value(value)));
    }
    json::array message_attributes;
    for (const auto& [name, value] : message.message_attributes) {
        json::object typed{{"DataType", value.data_type.value_or("")}};
        if (value.string_value) {
            typed["StringValue"] = *value.string_value;
        }
        if (value.binary_value) {
            typed["BinaryValue"] = base64(value.binary_value->bytes);
        }
        message_attributes.push_back(named(name, std::move(typed)));
    }
    json::object object{{"MessageId", message.message_id},
                        {"ReceiptHandle", message.receipt_handle},
                        {"MD5OfBody", message.md5_of_body},
                        {"Body", message.body},
                        {"Attribute", std::move(attributes)}};
    if (message.md5_of_message_attributes) {
        object["MD5OfMessageAttributes"] = *message.md5_of_message_attributes;
        object["MessageAttribute"] = std::move(message_attributes);
    }
    return object;
}

std::string render(const sqs::ReceiveMessageOutput& output, std::string_view request_id) {
    json::array messages;
    for (const sqs::ReceivedMessage& message : output.messages) {
        messages.push_back(as_json(message));
    }
    return json::serialize(json::object{
        {"ReceiveMessageResponse",
         json::object{{"ReceiveMessageResult", json::object{{"Message", std::move(messages)}}},
                      {"ResponseMetadata", json::object{{"RequestId", request_id}}}}}});
}

bool is_meant(const PageCall& call) {
    return call.target.path.starts_with(path);
}

// As if it were a ReceiveMessage of the Query protocol.
Task<void> answer(const PageCall& call) {
    const HttpRequest receive{.method = "GET",
                              .target = "/?Action=ReceiveMessage",
                              .headers = call.request.headers,
                              .body = {}};
    const Incoming incoming{receive, Target::of(receive.target), services(), {}};
    aws_query::QueryExchange exchange(incoming, call.response);
    const Action& action = **exchange.action();

    const auto wanted = parse(call);
    if (!wanted) {
        exchange.refuse(wanted.error(), {});
        co_return;
    }
    Context context = call.context();
    const admin::MessagesInput input{.queue_url = wanted->queue_url,
                                     .region = wanted->region,
                                     .show_invisible = wanted->show_invisible,
                                     .show_delayed = wanted->show_delayed};
    const auto found = co_await admin::look_at_messages(context, input);
    if (!found) {
        exchange.refuse(found.error(), {});
        co_return;
    }
    exchange.write(*action.output, &*found);
    if (call.request.header("Accept").find("application/json") != std::string_view::npos) {
        call.response.body = render(*found, call.response.request_id);
    }
}

}  // namespace

constexpr Page messages_page{is_meant, answer};

}  // namespace forebay::protocol::localstack
