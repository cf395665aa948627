#include "protocol/admin/lists.hpp"

#include <forebay/base/time_text.hpp>
#include <forebay/service/admin/looking.hpp>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace forebay::protocol::admin {
namespace {

using runtime::Listing;
using service::admin::QueueSummary;
using service::admin::TableSummary;
using service::admin::TopicSummary;

constexpr std::size_t limit_max = 1000;
constexpr std::size_t limit_default = 100;

std::string cursor_of(const QueueKey& key) {
    return fmt::format("{}/{}/{}", key.account, key.region, key.name);
}

std::optional<QueueKey> parse_cursor(std::string_view text) {
    const std::size_t first = text.find('/');
    const std::size_t second = first == text.npos ? first : text.find('/', first + 1);
    if (second == text.npos) {
        return std::nullopt;
    }
    return QueueKey{.account = std::string(text.substr(0, first)),
                    .region = std::string(text.substr(first + 1, second - first - 1)),
                    .name = std::string(text.substr(second + 1))};
}

/// One more than is asked for, so that it is known whether there are more.
Result<Listing> parse_listing(const PageCall& call) {
    const auto form =
        read_query(call.target.query, {"account", "region", "prefix", "limit", "cursor"});
    if (!form) {
        return form.error();
    }
    const auto limit = read_limit(*form, limit_max, limit_default);
    if (!limit) {
        return limit.error();
    }
    Listing listing{.account = std::string(form->value("account")),
                    .region = std::string(form->value("region")),
                    .prefix = std::string(form->value("prefix")),
                    .max = *limit + 1};
    if (form->has("cursor")) {
        listing.after = parse_cursor(form->value("cursor"));
        if (!listing.after) {
            return wrong("cursor", "that of the page before");
        }
    }
    return listing;
}

json::object object_of(const std::map<std::string, std::string>& texts) {
    json::object object;
    for (const auto& [name, value] : texts) {
        object[name] = value;
    }
    return object;
}

json::object named(const QueueKey& key, std::string arn) {
    return {{"name", key.name},
            {"account", key.account},
            {"region", key.region},
            {"arn", std::move(arn)}};
}

json::value as_json(const QueueSummary& queue, const service::Context& context) {
    const QueueInfo& info = *queue.info;
    json::object object = named(info.key, arn(info.key));
    object["url"] = fmt::format("{}/{}/{}", context.endpoint, info.key.account, info.key.name);
    object["fifo"] = info.settings.fifo;
    object["created_at"] = timestamp(info.created_at);
    object["messages"] = json::object{{"visible", queue.counts.visible},
                                      {"in_flight", queue.counts.in_flight},
                                      {"delayed", queue.counts.delayed}};
    object["attributes"] = object_of(queue.attributes);
    object["tags"] = object_of(info.tags);
    return object;
}

json::value as_json(const TopicSummary& summary) {
    const Topic& topic = *summary.topic;
    json::object object = named(topic.key, topic_arn(topic.key));
    object["fifo"] = topic.fifo;
    object["created_at"] = timestamp(topic.created_at);
    object["subscriptions"] = json::object{{"confirmed", summary.subscriptions.confirmed},
                                           {"pending", summary.subscriptions.pending}};
    object["attributes"] = object_of(summary.attributes);
    object["tags"] = object_of(topic.tags);
    return object;
}

json::value as_json(const KeySchema& schema) {
    json::object key{{"partition", schema.partition.name}};
    if (schema.sort) {
        key["sort"] = schema.sort->name;
    }
    return key;
}

json::value as_json(const TableSummary& table) {
    const TableInfo& info = *table.info;
    json::object object = named(info.key, table_arn(info.key));
    object["created_at"] = timestamp(info.created_at);
    object["key"] = as_json(info.schema);
    object["items"] = table.counts.table.items;
    object["bytes"] = table.counts.table.bytes;
    json::array indexes;
    for (const IndexInfo& index : info.indexes) {
        const auto counted = table.counts.indexes.find(index.id);
        const bool is_counted = counted != table.counts.indexes.end();
        const ItemCounts counts = is_counted ? counted->second : ItemCounts{};
        indexes.push_back(json::object{{"name", index.name},
                                       {"key", as_json(index.schema)},
                                       {"is_building", index.is_building},
                                       {"items", counts.items},
                                       {"bytes", counts.bytes}});
    }
    object["indexes"] = std::move(indexes);
    object["time_to_live"] =
        info.time_to_live ? json::value(info.time_to_live->attribute) : json::value();
    object["is_streaming"] = info.stream && !info.stream->disabled_at;
    object["tags"] = object_of(info.tags);
    return object;
}

const QueueKey& key_of(const QueueInfoPtr& queue) {
    return queue->key;
}
const QueueKey& key_of(const TopicPtr& topic) {
    return topic->key;
}
const QueueKey& key_of(const TableInfoPtr& table) {
    return table->key;
}

/// Cuts what was found, by a listing of one more, to what was asked for. The page's cursor.
template <class Found>
std::optional<std::string> cut(std::vector<Found>& found, const Listing& listing) {
    if (found.size() < listing.max) {
        return std::nullopt;
    }
    found.pop_back();
    return cursor_of(key_of(found.back()));
}

json::value page_of(std::string_view name, json::array list, std::optional<std::string> cursor) {
    json::object page{{name, std::move(list)}};
    if (cursor) {
        page["cursor"] = *std::move(cursor);
    }
    return page;
}

Task<Result<json::value>> answer_queues(const Asked& asked) {
    const auto listing = parse_listing(asked.page);
    if (!listing) {
        co_return listing.error();
    }
    runtime::Broker& broker = asked.page.broker;
    auto found = broker.admin().queues(*listing);
    auto cursor = cut(found, *listing);
    const service::Context context = asked.page.context();
    json::array list;
    for (const QueueSummary& queue :
         co_await service::admin::look_at_queues(broker, std::move(found))) {
        list.push_back(as_json(queue, context));
    }
    co_return page_of("queues", std::move(list), std::move(cursor));
}

Task<Result<json::value>> answer_topics(const Asked& asked) {
    const auto listing = parse_listing(asked.page);
    if (!listing) {
        co_return listing.error();
    }
    runtime::Broker& broker = asked.page.broker;
    auto found = broker.admin().topics(*listing);
    auto cursor = cut(found, *listing);
    json::array list;
    for (const TopicSummary& topic : service::admin::look_at_topics(broker, std::move(found))) {
        list.push_back(as_json(topic));
    }
    co_return page_of("topics", std::move(list), std::move(cursor));
}

Task<Result<json::value>> answer_tables(const Asked& asked) {
    const auto listing = parse_listing(asked.page);
    if (!listing) {
        co_return listing.error();
    }
    runtime::Broker& broker = asked.page.broker;
    auto found = broker.admin().tables(*listing);
    auto cursor = cut(found, *listing);
    json::array list;
    for (const TableSummary& table :
         co_await service::admin::look_at_tables(broker, std::move(found))) {
        list.push_back(as_json(table));
    }
    co_return page_of("tables", std::move(list), std::move(cursor));
}

}  // namespace

constexpr Route queues_route{"queues", "GET, HEAD", {}, nullptr, answer_queues};
constexpr Route topics_route{"topics", "GET, HEAD", {}, nullptr, answer_topics};
constexpr Route tables_route{"tables", "GET, HEAD", {}, nullptr, answer_tables};

}  // namespace forebay::protocol::admin
