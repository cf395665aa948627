#include "tests/dynamodb/world.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace forebay::dynamodb {
namespace {

using protocol::Header;

constexpr std::string_view authorization =
    "AWS4-HMAC-SHA256 Credential=test/20250102/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=0";

std::string quoted(std::string_view text) {
    std::string out(text);
    std::ranges::replace(out, '\'', '"');
    return out;
}

bool is_of_streams(std::string_view action) {
    return action == "DescribeStream" || action == "ListStreams" || action == "GetRecords" ||
           action == "GetShardIterator";
}

std::string text_of(const json::value& value, std::string_view name) {
    const json::value* const member =
        value.is_object() ? value.get_object().if_contains(name) : nullptr;
    return member != nullptr && member->is_string() ? std::string(member->get_string())
                                                    : std::string();
}

/// An attribute of a key, `id` or `n:N`, and what goes into KeySchema and AttributeDefinitions.
struct ShortKey {
    std::string schema;
    std::string definitions;

    void add(std::string_view attribute, std::string_view role) {
        const std::size_t colon = std::min(attribute.find(':'), attribute.size());
        const std::string_view name = attribute.substr(0, colon);
        const std::string_view type = colon == attribute.size() ? "S" : attribute.substr(colon + 1);
        const std::string_view comma = schema.empty() ? "" : ",";
        schema += fmt::format("{}{{'AttributeName':'{}','KeyType':'{}'}}", comma, name, role);
        definitions +=
            fmt::format("{}{{'AttributeName':'{}','AttributeType':'{}'}}", comma, name, type);
    }
};

}  // namespace

json::value parsed(std::string_view text) {
    return json::parse(quoted(text));
}

std::string Answer::header(std::string_view name) const {
    const auto found =
        std::ranges::find(headers, name, &std::pair<std::string_view, std::string>::first);
    return found == headers.end() ? std::string() : found->second;
}

std::string Answer::type() const {
    return text_of(value(), "__type");
}

std::string Answer::code() const {
    const std::string full = type();
    return full.substr(full.find('#') + 1);
}

std::string Answer::message() const {
    const std::string text = text_of(value(), "message");
    return text.empty() ? text_of(value(), "Message") : text;
}

Answer World::send(protocol::HttpRequest request) {
    const auto front = protocol::make_front(harness_.broker(), {}, [] { return true; });
    protocol::HttpResponse response = harness_.run(front->handle(request));
    response.headers.emplace_back("x-amzn-RequestId", std::move(response.request_id));
    return {response.status, std::string(response.content_type), std::move(response.headers),
            std::move(response.body)};
}

Answer World::post(std::string_view target, std::string_view content_type, std::string body) {
    const Header headers[] = {{"Host", "broker:4566"},
                              {"Content-Type", content_type},
                              {"X-Amz-Target", target},
                              {"Authorization", authorization}};
    return send({.method = "POST", .target = "/", .headers = headers, .body = std::move(body)});
}

Answer World::call(std::string_view action, std::string_view input) {
    const std::string target = fmt::format(
        "{}.{}", is_of_streams(action) ? "DynamoDBStreams_20120810" : "DynamoDB_20120810", action);
    return post(target, "application/x-amz-json-1.0", quoted(input));
}

json::value World::ok(std::string_view action, std::string_view input) {
    const Answer answer = call(action, input);
    EXPECT_EQ(answer.status, 200U) << action << ' ' << input << ": " << answer.body;
    return answer.value();
}

json::value World::get(std::string_view action, std::string_view input, std::string_view path) {
    return at(ok(action, input), path);
}

void World::table(std::string_view name, std::string_view key, std::string_view more) {
    ShortKey both;
    const std::size_t blank = std::min(key.find(' '), key.size());
    both.add(key.substr(0, blank), "HASH");
    if (blank < key.size()) {
        both.add(key.substr(blank + 1), "RANGE");
    }
    const bool defines = more.find("AttributeDefinitions") != std::string_view::npos;
    ok("CreateTable",
       fmt::format("{{'TableName':'{}','KeySchema':[{}],'BillingMode':'PAY_PER_REQUEST'{}{}{}}}",
                   name, both.schema,
                   defines ? "" : fmt::format(",'AttributeDefinitions':[{}]", both.definitions),
                   more.empty() ? "" : ",", more));
}

void World::put(std::string_view table, std::string_view items) {
    const json::value list = parsed(items);
    for (const json::value& item : list.as_array()) {
        ok("PutItem", fmt::format("{{'TableName':'{}','Item':{}}}", table, json::serialize(item)));
    }
}

json::value at(const json::value& value, std::string_view path) {
    const json::value* part = &value;
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        const std::string_view step = path.substr(0, slash);
        path.remove_prefix(std::min(slash + 1, path.size()));
        if (part->is_array()) {
            std::size_t index = 0;
            std::from_chars(step.data(), step.data() + step.size(), index);
            part = index < part->get_array().size() ? &part->get_array()[index] : nullptr;
        } else {
            part = part->is_object() ? part->get_object().if_contains(step) : nullptr;
        }
        if (part == nullptr) {
            return nullptr;
        }
    }
    return *part;
}

void expect_refusals(World& world, const std::vector<Refusal>& rows) {
    for (const Refusal& row : rows) {
        const Answer answer = world.call(row.action, row.input);
        EXPECT_EQ(answer.status, 400U) << row.action << ' ' << row.input << ": " << answer.body;
        EXPECT_EQ(answer.code(), row.code) << row.action << ' ' << row.input;
        EXPECT_EQ(answer.message(), row.message) << row.action << ' ' << row.input;
    }
}

}  // namespace forebay::dynamodb
