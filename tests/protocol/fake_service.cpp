#include "tests/protocol/fake_service.hpp"

#include "protocol/front_of.hpp"
#include "protocol/services/sqs_errors.hpp"
#include "tests/protocol/fake_broker.hpp"
#include <forebay/service/sqs/needs.hpp>
#include <forebay/service/sqs/wire_names.hpp>

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace forebay::protocol {

namespace {

using namespace service::sqs;
using service::Context;

Task<Result<SendMessageOutput>> send_message(Context&, SendMessageInput input) {
    SendMessageOutput output;
    output.message_id = input.queue_url;
    output.md5_of_message_body = input.message_body;
    co_return output;
}

Task<Result<ReceiveMessageOutput>> receive_message(Context&, ReceiveMessageInput) {
    co_return ReceiveMessageOutput{};
}

Task<Result<QueueUrlOutput>> get_queue_url(Context& context, GetQueueUrlInput) {
    std::string url = context.endpoint + '/' + context.account + '/' + context.region + '/' +
                      context.sender_id + '/' + context.trace_header;
    co_return QueueUrlOutput{.queue_url = std::move(url)};
}

Task<Result<GetQueueAttributesOutput>> get_queue_attributes(Context&, GetQueueAttributesInput) {
    GetQueueAttributesOutput output;
    output.attributes.emplace("A", "1");
    co_return output;
}

Task<Result<ListQueuesOutput>> list_queues(Context&, ListQueuesInput) {
    ListQueuesOutput output;
    output.queue_urls = {"http://h/1", "http://h/2"};
    co_return output;
}

Task<Result<QueueUrlOutput>> create_queue(Context&, CreateQueueInput input) {
    co_return QueueUrlOutput{.queue_url = input.queue_name.value_or("")};
}

Task<Result<service::Empty>> delete_queue(Context&, QueueUrlInput) {
    co_return service::Empty{};
}

Task<Result<service::Empty>> purge_queue(Context&, QueueUrlInput) {
    co_return Error{Errc::queue_not_found, "The specified queue does not exist."};
}

Task<Result<ListQueueTagsOutput>> list_queue_tags(Context&, QueueUrlInput) {
    co_return Error{Errc::disk_full, "The disk is nearly full."};
}

constexpr Action actions[] = {
    account_action<create_queue>("CreateQueue"),
    action<delete_queue>("DeleteQueue"),
    action<get_queue_attributes>("GetQueueAttributes"),
    action<get_queue_url>("GetQueueUrl"),
    action<list_queue_tags>("ListQueueTags"),
    account_action<list_queues>("ListQueues"),
    action<purge_queue>("PurgeQueue"),
    action<receive_message>("ReceiveMessage"),
    action<send_message>("SendMessage"),
};

constexpr Service table[] = {
    {.name = "sqs",
     .json_target = "AmazonSQS",
     .json_errors = "com.amazonaws.sqs",
     .query_version = "2012-11-05",
     .xml_namespace = "http://queue.amazonaws.com/doc/2012-11-05/",
     .xml_errors_have_detail = true,
     .unknown_action = "The action {} is not valid for this endpoint.",
     .errors = sqs::errors,
     .actions = actions},
};

}  // namespace

std::span<const Service> fake_services() {
    return table;
}

HttpResponse answer(const Call& call) {
    FakeBroker broker;
    const auto front =
        make_front_of(table, broker, call.options, [ready = call.is_ready] { return ready; });
    HttpRequest request{.method = call.method,
                        .target = call.target,
                        .headers = call.headers,
                        .body = call.body,
                        .over_tls = call.over_tls};
    HttpResponse response;
    asio::io_context io;
    asio::co_spawn(io.get_executor(), front->handle(request),
                   [&](const std::exception_ptr& thrown, HttpResponse answered) {
                       if (thrown) {
                           std::rethrow_exception(thrown);
                       }
                       response = std::move(answered);
                   });
    io.run();
    return response;
}

HttpResponse json_call(std::string_view action, std::string_view body) {
    const std::string target = "AmazonSQS." + std::string(action);
    return answer({.headers = {{"Host", "localhost:4566"},
                               {"Content-Type", "application/x-amz-json-1.0"},
                               {"X-Amz-Target", target}},
                   .body = std::string(body)});
}

HttpResponse query_call(std::string_view form, std::string_view target) {
    return answer({.target = std::string(target),
                   .headers = {{"Host", "localhost:4566"},
                               {"Content-Type", "application/x-www-form-urlencoded"}},
                   .body = std::string(form)});
}

std::string header(const HttpResponse& response, std::string_view name) {
    if (name == "x-amzn-RequestId") {
        return response.request_id;
    }
    for (const auto& [key, value] : response.headers) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

std::string body_of(const HttpResponse& response) {
    std::string body = response.body;
    const std::string id = header(response, "x-amzn-RequestId");
    if (const std::size_t at = body.find(id); at != std::string::npos) {
        body.replace(at, id.size(), "ID");
    }
    return body;
}

}  // namespace forebay::protocol
