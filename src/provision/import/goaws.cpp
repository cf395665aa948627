#include "provision/import/imported.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace forebay::provision {
namespace {

namespace json = boost::json;

constexpr const char* nothing_like_it = "see `forebay settings` for what is there";

// The environment that GoAWS takes when none is named, else the first.
std::pair<std::string, const json::object*> environment_of(const json::object& document) {
    for (const auto& [name, environment] : document) {
        if (environment.is_object() && (name == "Local" || !document.contains("Local"))) {
            return {std::string(name), &environment.as_object()};
        }
    }
    static const json::object none;
    return {"", &none};
}

ImportedTable import_queue(const json::object& queue, const json::object& defaults) {
    ImportedTable table;
    table.name = text_of(queue, "Name").value_or("");
    table.attributes = texts_of(queue);
    table.attributes.erase("Name");
    table.attributes.merge(texts_of(defaults));
    for (const auto& [key, value] : queue) {
        if (!scalar(value)) {
            table.remarks.push_back(remark(key, "Forebay has nothing like it"));
        }
    }
    return table;
}

ImportedTable import_subscription(const std::string& topic, const json::object& subscription) {
    ImportedTable table;
    table.keys.emplace("topic", topic);
    if (const auto queue = text_of(subscription, "QueueName")) {
        table.keys.emplace("queue", *queue);
    } else {
        table.keys.emplace("protocol", text_of(subscription, "Protocol").value_or("http"));
        table.keys.emplace("endpoint", text_of(subscription, "EndPoint").value_or(""));
    }
    if (const auto raw = text_of(subscription, "Raw")) {
        table.attributes.emplace("RawMessageDelivery", *raw);
    }
    if (const auto policy = text_of(subscription, "FilterPolicy"); policy && !policy->empty()) {
        table.attributes.emplace("FilterPolicy", *policy);
    }
    remark_unknown(subscription,
                   {"QueueName", "Protocol", "EndPoint", "Raw", "FilterPolicy", "TopicArn"},
                   table.remarks);
    return table;
}

// GoAWS makes a queue that somebody subscribes.
void add_subscribed_queues(const json::object& defaults, Imported& imported) {
    for (const ImportedTable& subscription : imported.subscriptions) {
        const auto queue = subscription.keys.find("queue");
        if (queue != subscription.keys.end() &&
            std::ranges::find(imported.queues, queue->second, &ImportedTable::name) ==
                imported.queues.end()) {
            ImportedTable table;
            table.name = queue->second;
            table.attributes = texts_of(defaults);
            imported.queues.push_back(std::move(table));
        }
    }
}

}  // namespace

Imported import_goaws(const json::object& document) {
    Imported imported;
    const auto [name, environment] = environment_of(document);
    imported.origin = fmt::format("the environment {} of a configuration of GoAWS", name);
    if (const auto region = text_of(*environment, "Region")) {
        imported.settings.emplace("region", *region);
    }
    if (const auto account = text_of(*environment, "AccountId")) {
        imported.settings.emplace("account", *account);
    }
    const json::object& defaults = object_of(*environment, "QueueAttributeDefaults");
    for (const json::value& queue : list_of(*environment, "Queues")) {
        if (queue.is_object()) {
            imported.queues.push_back(import_queue(queue.as_object(), defaults));
        }
    }
    for (const json::value& item : list_of(*environment, "Topics")) {
        if (!item.is_object()) {
            continue;
        }
        const json::object& topic = item.as_object();
        ImportedTable table;
        table.name = text_of(topic, "Name").value_or("");
        remark_unknown(topic, {"Name", "Subscriptions"}, table.remarks);
        for (const json::value& subscription : list_of(topic, "Subscriptions")) {
            if (subscription.is_object()) {
                imported.subscriptions.push_back(
                    import_subscription(table.name, subscription.as_object()));
            }
        }
        imported.topics.push_back(std::move(table));
    }
    add_subscribed_queues(defaults, imported);
    for (const auto& [key, value] : *environment) {
        constexpr std::string_view known[] = {"Region", "AccountId", "QueueAttributeDefaults",
                                              "Queues", "Topics"};
        if (std::ranges::find(known, std::string_view(key)) == std::end(known)) {
            imported.remarks.push_back(remark(key, nothing_like_it));
        }
    }
    for (const auto& [key, value] : document) {
        if (std::string_view(key) != name) {
            imported.remarks.push_back(
                remark(fmt::format("the environment {}", std::string_view(key)),
                       "a file of Forebay is for one"));
        }
    }
    return imported;
}

}  // namespace forebay::provision
