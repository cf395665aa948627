#include "protocol/admin/messages.hpp"

#include <forebay/base/base64.hpp>
#include <forebay/base/time_text.hpp>
#include <forebay/service/admin/looking.hpp>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <utility>

namespace forebay::protocol::admin {
namespace {

using runtime::LookPage;
using runtime::MessagePhase;

constexpr std::size_t limit_max = 1000;
constexpr std::size_t limit_default = 10;

std::optional<MessagePhase> parse_state(std::string_view text) {
    if (text.empty() || text == "visible") {
        return MessagePhase::visible;
    }
    if (text == "in_flight") {
        return MessagePhase::in_flight;
    }
    return text == "delayed" ? std::optional(MessagePhase::delayed) : std::nullopt;
}

std::optional<Sequence> parse_sequence(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    return is_number ? std::optional(Sequence(value)) : std::nullopt;
}

json::value time_or_null(TimePoint at) {
    return at == TimePoint() ? json::value() : json::value(timestamp(at));
}

json::object as_json(const std::vector<MessageAttribute>& attributes) {
    json::object object;
    for (const MessageAttribute& attribute : attributes) {
        object[attribute.name] = json::object{
            {"type", attribute.data_type},
            {"value", attribute.is_binary ? base64(attribute.value) : attribute.value}};
    }
    return object;
}

json::value as_json(const LookPage::Item& item) {
    const Message& message = *item.message;
    json::object object{{"message_id", to_string(message.id)},
                        {"body", message.body},
                        {"attributes", as_json(message.attributes)},
                        {"sent_at", timestamp(message.sent_at)},
                        {"visible_at", timestamp(item.state.visible_at)},
                        {"receive_count", item.state.receive_count},
                        {"first_received_at", time_or_null(item.state.first_received_at)},
                        {"sender_id", message.sender_id},
                        {"sequence", fmt::to_string(static_cast<std::uint64_t>(item.sequence))}};
    const std::pair<std::string_view, const std::string*> optional[] = {
        {"group_id", &message.group_id},
        {"deduplication_id", &message.deduplication_id},
        {"dead_letter_source_arn", &message.dead_letter_source_arn},
        {"trace_header", &message.trace_header}};
    for (const auto& [name, text] : optional) {
        if (!text->empty()) {
            object[name] = *text;
        }
    }
    return object;
}

Task<Result<json::value>> answer(const Asked& asked) {
    const PageCall& call = asked.page;
    const auto form =
        read_query(call.target.query, {"account", "region", "state", "limit", "cursor"});
    if (!form) {
        co_return form.error();
    }
    const auto limit = read_limit(*form, limit_max, limit_default);
    if (!limit) {
        co_return limit.error();
    }
    const auto phase = parse_state(form->value("state"));
    if (!phase) {
        co_return wrong("state", "visible, delayed or in_flight");
    }
    const auto from = form->has("cursor") ? parse_sequence(form->value("cursor")) : Sequence{};
    if (!from) {
        co_return wrong("cursor", "that of the page before");
    }
    const auto& defaults = call.options.services;
    const std::string_view account =
        form->has("account") ? form->value("account") : std::string_view(defaults.account);
    const std::string_view region =
        form->has("region") ? form->value("region") : std::string_view(defaults.region);
    const auto queue = call.broker.find(account, region, asked.name);
    if (!queue) {
        co_return queue.error();
    }
    const auto page = co_await call.broker.admin().look(
        *queue, {.phase = *phase, .from = *from, .messages_max = *limit});
    if (!page) {
        co_return page.error();
    }
    json::array list;
    for (const LookPage::Item& item : page->items) {
        list.push_back(as_json(item));
    }
    json::object object{{"messages", std::move(list)}};
    if (page->next) {
        object["cursor"] = fmt::to_string(static_cast<std::uint64_t>(*page->next));
    }
    co_return object;
}

}  // namespace

constexpr Route messages_route{"queues/*/messages", "GET, HEAD", {}, nullptr, answer};

}  // namespace forebay::protocol::admin
