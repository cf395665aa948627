#include "provision/import/imported.hpp"
#include <forebay/base/clock.hpp>

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace forebay::provision {
namespace {

namespace json = boost::json;

struct Unit {
    std::string_view name;
    double seconds;
};

// As HOCON spells them, and each with an s behind it where it is a word; a number alone is
// milliseconds.
constexpr std::array units = {
    Unit{"", 0.001},       Unit{"ms", 0.001},          Unit{"milli", 0.001},
    Unit{"millis", 0.001}, Unit{"millisecond", 0.001}, Unit{"milliseconds", 0.001},
    Unit{"s", 1},          Unit{"second", 1},          Unit{"seconds", 1},
    Unit{"m", 60},         Unit{"minute", 60},         Unit{"minutes", 60},
    Unit{"h", 3600},       Unit{"hour", 3600},         Unit{"hours", 3600},
    Unit{"d", 86400},      Unit{"day", 86400},         Unit{"days", 86400},
};

// Whole seconds, rounded up.
std::optional<std::uint64_t> seconds_of(std::string_view text) {
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || number < 0 || number > 1e9) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    for (const Unit& unit : units) {
        if (text == unit.name) {
            return static_cast<std::uint64_t>(std::ceil(number * unit.seconds));
        }
    }
    return std::nullopt;
}

bool is_fifo(const json::object& queue) {
    return text_of(queue, "fifo") == "true";
}

// A FIFO queue is given its suffix, as ElasticMQ does.
std::string name_of(std::string_view name, const json::object& queues) {
    const bool has_suffix = is_fifo_name(name);
    return std::string(name) + (!has_suffix && is_fifo(object_of(queues, name)) ? ".fifo" : "");
}

ImportedTable import_queue(std::string_view name, const json::object& queue,
                           const json::object& queues) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> times = {{
        {"defaultVisibilityTimeout", "VisibilityTimeout"},
        {"delay", "DelaySeconds"},
        {"receiveMessageWait", "ReceiveMessageWaitTimeSeconds"},
    }};
    ImportedTable table;
    table.name = name_of(name, queues);
    for (const auto& [key, attribute] : times) {
        const auto text = text_of(queue, key);
        if (!text) {
            continue;
        }
        if (const auto seconds = seconds_of(*text)) {
            table.attributes.emplace(attribute, fmt::format("{}", *seconds));
        } else {
            table.remarks.push_back(remark(key, fmt::format("\"{}\" is no time", *text)));
        }
    }
    const json::object& dead_letters = object_of(queue, "deadLettersQueue");
    if (const auto target = text_of(dead_letters, "name")) {
        table.keys.emplace("dead_letter_queue", name_of(*target, queues));
        table.keys.emplace("max_receives", text_of(dead_letters, "maxReceiveCount").value_or("10"));
    }
    remark_unknown(dead_letters, {"name", "maxReceiveCount"}, table.remarks);
    if (const auto by_content = text_of(queue, "contentBasedDeduplication");
        by_content && is_fifo_name(table.name)) {
        table.attributes.emplace("ContentBasedDeduplication", *by_content);
    }
    table.tags = texts_of(object_of(queue, "tags"));
    for (const std::string_view key : {"copyTo", "moveTo", "moveMessagesTo"}) {
        if (const auto target = text_of(queue, key)) {
            table.remarks.push_back(
                remark(fmt::format("{} = \"{}\"", key, *target),
                       "a queue hands its messages to nobody else; a topic with two queues does"));
        }
    }
    remark_unknown(
        queue,
        {"defaultVisibilityTimeout", "delay", "receiveMessageWait", "deadLettersQueue", "fifo",
         "contentBasedDeduplication", "copyTo", "moveTo", "moveMessagesTo", "tags"},
        table.remarks);
    return table;
}

}  // namespace

Imported import_elasticmq(const json::object& document) {
    Imported imported;
    imported.origin = "a configuration of ElasticMQ";
    const json::object& aws = object_of(document, "aws");
    if (const auto region = text_of(aws, "region")) {
        imported.settings.emplace("region", *region);
    }
    if (const auto account = text_of(aws, "accountId")) {
        imported.settings.emplace("account", *account);
    }
    const json::object& queues = object_of(document, "queues");
    for (const auto& [name, queue] : queues) {
        static const json::object nothing;
        imported.queues.push_back(
            import_queue(name, queue.is_object() ? queue.as_object() : nothing, queues));
    }
    for (const auto& [key, value] : document) {
        if (key != "queues" && key != "aws") {
            imported.remarks.push_back(remark(key, "see `forebay settings` for what is there"));
        }
    }
    return imported;
}

}  // namespace forebay::provision
