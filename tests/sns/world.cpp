#include "tests/sns/world.hpp"

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

namespace forebay::sns {
namespace {

using protocol::Header;

std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += fmt::format("%{:02X}", static_cast<std::uint8_t>(c));
    }
    return out;
}

std::string unescaped(std::string text) {
    constexpr std::pair<std::string_view, std::string_view> entities[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#xD;", "\r"}, {"&amp;", "&"}};
    for (const auto& [entity, character] : entities) {
        for (std::size_t at = text.find(entity); at != std::string::npos;
             at = text.find(entity, at + 1)) {
            text.replace(at, entity.size(), character);
        }
    }
    return text;
}

std::string between(std::string_view text, std::string_view begin, std::string_view end) {
    const std::size_t at = text.find(begin);
    if (at == std::string_view::npos) {
        return {};
    }
    text.remove_prefix(at + begin.size());
    return unescaped(std::string(text.substr(0, text.find(end))));
}

constexpr std::string_view authorization =
    "AWS4-HMAC-SHA256 Credential=test/20250102/us-east-1/sns/aws4_request, SignedHeaders=host, "
    "Signature=0";

}  // namespace

std::string Answer::text(std::string_view name) const {
    return between(body, fmt::format("<{}>", name), fmt::format("</{}>", name));
}

std::string Answer::entry(std::string_view key) const {
    return between(body, fmt::format("<key>{}</key><value>", key), "</value>");
}

Answer World::handle(protocol::HttpRequest request) {
    protocol::FrontOptions options;
    options.signers = is_signing ? &signers : nullptr;
    options.recorded = &recorded;
    const auto front = protocol::make_front(broker, options, [] { return true; });
    Answer answer;
    asio::io_context io;
    asio::co_spawn(io.get_executor(), front->handle(request),
                   [&](const std::exception_ptr& thrown, protocol::HttpResponse response) {
                       EXPECT_EQ(thrown, nullptr);
                       answer = {response.status, std::move(response.body)};
                   });
    io.run();
    return answer;
}

Answer World::call(std::string_view action, Parameters parameters) {
    std::string form = fmt::format("Action={}&Version=2010-03-31", action);
    for (const auto& [name, value] : parameters) {
        form += fmt::format("&{}={}", name, encoded(value));
    }
    const Header headers[] = {{"Host", "broker:4566"},
                              {"Content-Type", "application/x-www-form-urlencoded"},
                              {"Authorization", authorization}};
    return handle({.method = "POST", .target = "/", .headers = headers, .body = std::move(form)});
}

Answer World::visit(std::string_view target, std::string_view method) {
    const Header headers[] = {{"Host", "broker:4566"}};
    return handle({.method = method, .target = target, .headers = headers, .body = {}});
}

std::string World::topic(std::string name, Parameters given) {
    const Answer answer = call("CreateTopic", attributes(given, {{"Name", std::move(name)}}));
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return answer.text("TopicArn");
}

std::string World::subscription(const std::string& topic, std::string protocol,
                                std::string endpoint, Parameters given) {
    const Answer answer = call("Subscribe", attributes(given, {{"TopicArn", topic},
                                                               {"Protocol", std::move(protocol)},
                                                               {"Endpoint", std::move(endpoint)},
                                                               {"ReturnSubscriptionArn", "true"}}));
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return answer.text("SubscriptionArn");
}

Parameters attributes(const Parameters& given, Parameters parameters) {
    for (std::size_t i = 0; i < given.size(); ++i) {
        parameters.emplace_back(fmt::format("Attributes.entry.{}.key", i + 1), given[i].first);
        parameters.emplace_back(fmt::format("Attributes.entry.{}.value", i + 1), given[i].second);
    }
    return parameters;
}

void expect_refusals(World& world, const std::vector<Refusal>& rows) {
    for (const Refusal& row : rows) {
        const Answer answer = world.call(row.action, row.parameters);
        EXPECT_EQ(answer.status, row.status) << row.action << ": " << row.message;
        EXPECT_EQ(answer.code(), row.code) << row.action << ": " << row.message;
        EXPECT_EQ(answer.message(), row.message) << row.action;
    }
}

}  // namespace forebay::sns
