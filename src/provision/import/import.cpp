#include "provision/import/import.hpp"

#include "provision/import/document.hpp"
#include "provision/import/imported.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace forebay::provision {
namespace {

namespace json = boost::json;

using Document = Result<json::object>;

bool has(const json::object& document, std::string_view key,
         bool (json::value::*is)() const noexcept) {
    const json::value* found = document.if_contains(key);
    return found != nullptr && (found->*is)();
}

bool is_elasticmq(const json::object& document) {
    return has(document, "queues", &json::value::is_object);
}

bool is_goaws(const json::object& document) {
    return std::ranges::any_of(document, [](const auto& environment) {
        return environment.value().is_object() &&
               (environment.value().as_object().contains("Queues") ||
                environment.value().as_object().contains("Topics"));
    });
}

bool is_fauxqs(const json::object& document) {
    constexpr std::array lists = {"queues", "topics", "subscriptions", "buckets"};
    return std::ranges::any_of(
        lists, [&](const char* key) { return has(document, key, &json::value::is_array); });
}

struct Format {
    ImportFormat format;
    std::string_view name;
    Document (*parse)(std::string_view text);
    bool (*is_one)(const json::object& document);
    Imported (*import)(const json::object& document);
};

// JSON is HOCON and YAML too: it comes first.
constexpr std::array formats = {
    Format{ImportFormat::fauxqs, "fauxqs", parse_json_document, is_fauxqs, import_fauxqs},
    Format{ImportFormat::elasticmq, "elasticmq", parse_hocon_document, is_elasticmq,
           import_elasticmq},
    Format{ImportFormat::goaws, "goaws", parse_yaml_document, is_goaws, import_goaws},
};

Result<Written> import_as(const Format& format, std::string_view text) {
    const Document document = format.parse(text);
    if (!document) {
        return document.error();
    }
    return write_toml(format.import(*document));
}

}  // namespace

std::optional<ImportFormat> parse_import_format(std::string_view name) {
    const auto* const found = std::ranges::find(formats, name, &Format::name);
    return found == formats.end() ? std::nullopt : std::optional(found->format);
}

Result<Written> import_config(std::string_view text, std::optional<ImportFormat> format) {
    for (const Format& one : formats) {
        if (format == one.format) {
            return import_as(one, text);
        }
        if (!format) {
            const Document document = one.parse(text);
            if (document && one.is_one(*document)) {
                return write_toml(one.import(*document));
            }
        }
    }
    return Error{Errc::invalid_parameter,
                 "1: expected a configuration of ElasticMQ (queues { … }), GoAWS (an environment "
                 "with Queues and Topics) or fauxqs (\"queues\": [ … ]); --format says which it "
                 "should be, and what is wrong with it then"};
}

}  // namespace forebay::provision
