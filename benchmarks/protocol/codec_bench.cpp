// What the protocol layer costs: reading requests, writing replies, and a whole request through the
// front with an action that does nothing.
//     build/release/codec_bench

#include "protocol/aws_json/reader.hpp"
#include "protocol/aws_json/writer.hpp"
#include "protocol/aws_query/form.hpp"
#include "protocol/aws_query/reader.hpp"
#include "protocol/aws_query/xml_writer.hpp"
#include "protocol/front_of.hpp"
#include "protocol/shape/shape_of.hpp"
#include "tests/protocol/fake_broker.hpp"
#include "tests/protocol/fake_service.hpp"
#include <forebay/service/sqs/wire_names.hpp>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace forebay::protocol {
namespace {

namespace sqs = service::sqs;

constexpr std::string_view queue_url = "http://localhost:4566/000000000000/orders";

// Text as orders are: JSON with a quote at every tenth character, which the wire has to escape.
std::string body_text(std::size_t bytes, bool with_quotes) {
    std::string text(bytes, 'x');
    for (std::size_t i = 0; with_quotes && i < bytes; i += 10) {
        text[i] = '"';
    }
    return text;
}

std::string json_send(std::size_t bytes, bool with_quotes) {
    std::string json = "{\"QueueUrl\":\"" + std::string(queue_url) + "\",\"MessageBody\":";
    aws_json::write_string(body_text(bytes, with_quotes), json);
    json +=
        ",\"MessageAttributes\":{\"kind\":{\"DataType\":\"String\",\"StringValue\":\"order\"}}}";
    return json;
}

std::string query_send(std::size_t bytes) {
    std::string form = "Action=SendMessage&Version=2012-11-05&QueueUrl=";
    form += "http%3A%2F%2Flocalhost%3A4566%2F000000000000%2Forders&MessageBody=";
    for (std::size_t i = 0; i < bytes; ++i) {
        form += i % 10 == 0 ? "%22" : "x";
    }
    form +=
        "&MessageAttribute.1.Name=kind&MessageAttribute.1.Value.DataType=String"
        "&MessageAttribute.1.Value.StringValue=order";
    return form;
}

sqs::ReceiveMessageOutput ten_messages() {
    sqs::ReceiveMessageOutput output;
    for (int i = 0; i < 10; ++i) {
        sqs::ReceivedMessage& message = output.messages.emplace_back();
        message.message_id = "219f8380-5770-4cc2-8c3e-5c715e145f5e";
        message.receipt_handle = std::string(60, 'A');
        message.md5_of_body = std::string(32, 'a');
        message.body = body_text(1024, true);
    }
    return output;
}

void json_reads_send(benchmark::State& state) {
    const std::string text =
        json_send(static_cast<std::size_t>(state.range(0)), state.range(1) != 0);
    for (auto _ : state) {
        sqs::SendMessageInput input;
        benchmark::DoNotOptimize(aws_json::read(text, shape_of<sqs::SendMessageInput>, &input));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(json_reads_send)
    ->ArgNames({"bytes", "quotes"})
    ->Args({1024, 0})
    ->Args({1024, 1})
    ->Args({1 << 20, 0})
    ->Args({1 << 20, 1});

void json_writes_send(benchmark::State& state) {
    sqs::SendMessageOutput output;
    output.message_id = "219f8380-5770-4cc2-8c3e-5c715e145f5e";
    output.md5_of_message_body = std::string(32, 'a');
    for (auto _ : state) {
        std::string text;
        aws_json::write(shape_of<sqs::SendMessageOutput>, &output, text, {});
        benchmark::DoNotOptimize(text);
    }
}
BENCHMARK(json_writes_send);

void json_writes_receive(benchmark::State& state) {
    const sqs::ReceiveMessageOutput output = ten_messages();
    for (auto _ : state) {
        std::string text;
        aws_json::write(shape_of<sqs::ReceiveMessageOutput>, &output, text, {});
        benchmark::DoNotOptimize(text);
    }
}
BENCHMARK(json_writes_receive);

void query_reads_send(benchmark::State& state) {
    const std::string text = query_send(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        sqs::SendMessageInput input;
        const auto form = aws_query::Form::parse({}, text);
        benchmark::DoNotOptimize(aws_query::read(*form, shape_of<sqs::SendMessageInput>, &input));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(query_reads_send)->ArgName("bytes")->Arg(1024)->Arg(1 << 20);

void query_writes_receive(benchmark::State& state) {
    const sqs::ReceiveMessageOutput output = ten_messages();
    for (auto _ : state) {
        std::string text;
        aws_query::write_xml(shape_of<sqs::ReceiveMessageOutput>, &output, text, {});
        benchmark::DoNotOptimize(text);
    }
}
BENCHMARK(query_writes_receive);

// One request after the other, through the front and back.
void run_front(benchmark::State& state, const std::vector<Header>& headers,
               const std::string& body) {
    FakeBroker broker;
    const auto front = make_front_of(fake_services(), broker, {}, [] { return true; });
    asio::io_context io;
    for (auto _ : state) {
        HttpRequest request{.method = "POST", .target = "/", .headers = headers, .body = body};
        HttpResponse response;
        asio::co_spawn(io.get_executor(), front->handle(request),
                       [&](const std::exception_ptr&, HttpResponse answered) {
                           response = std::move(answered);
                       });
        io.restart();
        io.run();
        benchmark::DoNotOptimize(response);
    }
}

constexpr std::string_view authorization =
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260131/us-east-1/sqs/aws4_request, "
    "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
    "Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024";

// What an SDK sends with each request.
std::vector<Header> sdk_headers(std::string_view content_type) {
    return {{"Host", "localhost:4566"},
            {"Accept-Encoding", "identity"},
            {"Content-Type", content_type},
            {"User-Agent", "sdk/1.0 md/1.0 os/linux lang/any"},
            {"X-Amz-Date", "20260131T000000Z"},
            {"Authorization", authorization},
            {"amz-sdk-invocation-id", "219f8380-5770-4cc2-8c3e-5c715e145f5e"},
            {"amz-sdk-request", "attempt=1; max=3"},
            {"Content-Length", "1200"}};
}

void front_json_send(benchmark::State& state) {
    std::vector<Header> headers = sdk_headers("application/x-amz-json-1.0");
    headers.push_back({"X-Amz-Target", "AmazonSQS.SendMessage"});
    run_front(state, headers, json_send(1024, true));
}
BENCHMARK(front_json_send);

void front_query_send(benchmark::State& state) {
    run_front(state, sdk_headers("application/x-www-form-urlencoded"), query_send(1024));
}
BENCHMARK(front_query_send);

void front_health(benchmark::State& state) {
    FakeBroker broker;
    const auto front = make_front_of(fake_services(), broker, {}, [] { return true; });
    asio::io_context io;
    for (auto _ : state) {
        HttpRequest request{.method = "GET", .target = "/health", .headers = {}, .body = {}};
        asio::co_spawn(io.get_executor(), front->handle(request),
                       [](const std::exception_ptr&, HttpResponse) {});
        io.restart();
        io.run();
    }
}
BENCHMARK(front_health);  // what of the two above is not theirs

}  // namespace
}  // namespace forebay::protocol
