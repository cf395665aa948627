#include "provision/import/imported.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <utility>

namespace forebay::provision {
namespace {

namespace json = boost::json;

ImportedTable import_named(const json::object& from) {
    ImportedTable table;
    table.name = text_of(from, "name").value_or("");
    table.attributes = texts_of(object_of(from, "attributes"));
    table.tags = texts_of(object_of(from, "tags"));
    if (const auto region = text_of(from, "region")) {
        table.keys.emplace("region", *region);
    }
    remark_unknown(from, {"name", "region", "attributes", "tags"}, table.remarks);
    return table;
}

ImportedTable import_subscription(const json::object& from) {
    ImportedTable table;
    table.attributes = texts_of(object_of(from, "attributes"));
    for (const char* key : {"topic", "queue", "region"}) {
        if (const auto text = text_of(from, key)) {
            table.keys.emplace(key, *text);
        }
    }
    remark_unknown(from, {"topic", "queue", "region", "attributes"}, table.remarks);
    return table;
}

std::vector<ImportedTable> import_all(const json::object& document, std::string_view key,
                                      ImportedTable (*import_one)(const json::object&)) {
    std::vector<ImportedTable> tables;
    for (const json::value& item : list_of(document, key)) {
        if (item.is_object()) {
            tables.push_back(import_one(item.as_object()));
        }
    }
    return tables;
}

}  // namespace

Imported import_fauxqs(const json::object& document) {
    Imported imported;
    imported.origin = "an init file of fauxqs";
    if (const auto region = text_of(document, "region")) {
        imported.settings.emplace("region", *region);
    }
    imported.queues = import_all(document, "queues", import_named);
    imported.topics = import_all(document, "topics", import_named);
    imported.subscriptions = import_all(document, "subscriptions", import_subscription);
    for (const auto& [key, value] : document) {
        if (std::string_view(key) == "buckets") {
            imported.remarks.push_back(remark(key, "Forebay does not speak S3"));
        }
    }
    remark_unknown(document, {"region", "queues", "topics", "subscriptions", "buckets"},
                   imported.remarks);
    return imported;
}

}  // namespace forebay::provision
