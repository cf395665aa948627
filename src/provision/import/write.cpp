#include "config/setting.hpp"
#include "config/settings.hpp"
#include "config/values.hpp"
#include "provision/import/imported.hpp"
#include "provision/readers.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace forebay::provision {
namespace {

namespace json = boost::json;

bool is_control(char c) {
    return (c >= 0 && c < ' ') || c == 0x7F;
}

std::string one_line(std::string text) {
    std::ranges::replace_if(text, is_control, ' ');
    return text;
}

// As it stands, if that reads well; else with escapes, which are those of JSON.
std::string toml_text(const std::string& text) {
    const bool is_plain = std::ranges::none_of(text, is_control);
    if (is_plain && text.contains('"') && !text.contains('\'')) {
        return fmt::format("'{}'", text);
    }
    std::string out = json::serialize(json::string(text));
    for (std::size_t at = 0; (at = out.find('\x7F', at)) != std::string::npos;) {
        out.replace(at, 1, "\\u007F");
    }
    return out;
}

std::string toml_key(const std::string& key) {
    const auto is_bare = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    };
    return !key.empty() && std::ranges::all_of(key, is_bare) ? key : toml_text(key);
}

std::string toml_table(const StringMap& values) {
    std::string out = "{";
    for (const auto& [key, value] : values) {
        out +=
            fmt::format("{} {} = {}", out.size() > 1 ? "," : "", toml_key(key), toml_text(value));
    }
    return out + " }";
}

// The value of a key of ours, as TOML; nullopt: the attribute has none that the key can have.
std::optional<std::string> toml_value(const AttributeKey& key, const std::string& text) {
    const auto number = config::parse_number(text);
    switch (key.form) {
        case AttributeKey::Form::seconds: {
            const auto time = std::chrono::seconds(number.value_or(0));
            if (!number || *number > 1'000'000'000 || time < key.min || time > key.max) {
                return std::nullopt;
            }
            return fmt::format("\"{}\"", config::format_duration(time));
        }
        case AttributeKey::Form::size:
        case AttributeKey::Form::number:
            if (!number || *number < key.least || *number > key.most) {
                return std::nullopt;
            }
            return key.form == AttributeKey::Form::number
                       ? text
                       : fmt::format("\"{}\"", config::format_size(*number));
        case AttributeKey::Form::boolean:
            if (text == "true" || text == "True") {
                return "true";
            }
            return text == "false" || text == "False" ? std::optional("false") : std::nullopt;
        case AttributeKey::Form::text:
            return text.empty() ? std::nullopt : std::optional(toml_text(text));
        case AttributeKey::Form::json: {
            json::error_code failure;
            const json::value value = json::parse(text, failure);
            return !failure && value.is_object() ? std::optional(toml_text(text)) : std::nullopt;
        }
    }
    return std::nullopt;
}

class Writer {
public:
    explicit Writer(const Imported& imported) : imported_(imported) {}

    Written write() {
        out_.toml = fmt::format("# From {}, by `forebay import-config`.\n", imported_.origin);
        for (const std::string& remark : imported_.remarks) {
            tell("the file", remark);
        }
        out_.toml += imported_.settings.empty() ? "" : "\n";
        for (const auto& [name, value] : imported_.settings) {
            write_setting(name, value);
        }
        const service::ServiceOptions& services = settings_.front.services;
        out_.owner = {.account = services.account, .region = services.region};
        for (const ImportedTable& queue : imported_.queues) {
            write_table("queues", "queue " + queue.name, queue, queue_keys());
        }
        for (const ImportedTable& topic : imported_.topics) {
            write_table("topics", "topic " + topic.name, topic, topic_keys());
        }
        for (const ImportedTable& subscription : imported_.subscriptions) {
            write_table("subscriptions", subject_of(subscription), subscription,
                        subscription_keys());
        }
        return std::move(out_);
    }

private:
    static std::string subject_of(const ImportedTable& subscription) {
        const auto key = [&](const char* name) {
            const auto found = subscription.keys.find(name);
            return found == subscription.keys.end() ? std::string() : found->second;
        };
        return fmt::format("subscription of {} to {}{}", key("topic"), key("queue"),
                           key("endpoint"));
    }

    void line(const std::string& key, const std::string& value) {
        out_.toml += fmt::format("{} = {}\n", toml_key(key), value);
    }

    void write_setting(const std::string& name, const std::string& value) {
        const config::Setting& setting = *config::find_setting(name);
        if (setting.assign(settings_, value)) {
            line(name, toml_text(value));
        } else {
            tell("the file", remark(fmt::format("{} = {}", name, value),
                                    fmt::format("expected {}", setting.expected)));
        }
    }

    void tell(const std::string& subject, const std::string& remark) {
        out_.toml += fmt::format("# {}\n", one_line(remark));
        out_.warnings.push_back(one_line(fmt::format("{}: {}", subject, remark)));
    }

    void write_table(std::string_view section, const std::string& subject,
                     const ImportedTable& table, std::span<const AttributeKey> keys) {
        ImportedTable rest = table;
        take_fifo(rest);
        take_redrive_policy(rest);
        out_.toml += fmt::format("\n[[{}]]\n", section);
        for (const std::string& remark : rest.remarks) {
            tell(subject, remark);
        }
        if (!table.name.empty()) {
            line("name", toml_text(table.name));
        }
        write_keys(rest.keys);
        for (const AttributeKey& key : keys) {
            const auto given = rest.attributes.extract(std::string(key.name));
            if (given.empty()) {
                continue;
            }
            if (const auto value = toml_value(key, given.mapped())) {
                line(std::string(key.key), *value);
            } else {
                tell(subject, remark(fmt::format("{} = {}", key.name, given.mapped()),
                                     "it is no value that the service takes"));
            }
        }
        if (const auto scope = rest.attributes.extract("FilterPolicyScope"); !scope.empty()) {
            line("filter_policy_scope", toml_text(scope.mapped()));
        }
        if (!rest.attributes.empty()) {
            line("attributes", toml_table(rest.attributes));
        }
        if (!rest.tags.empty()) {
            line("tags", toml_table(rest.tags));
        }
    }

    void write_keys(const StringMap& keys) {
        constexpr std::array order = {"region",   "topic",    "queue",
                                      "protocol", "endpoint", "dead_letter_queue"};
        for (const char* name : order) {
            if (const auto found = keys.find(name); found != keys.end()) {
                line(name, toml_text(found->second));
            }
        }
        if (const auto count = keys.find("max_receives"); count != keys.end()) {
            const bool is_number = config::parse_number(count->second).has_value();
            line(count->first, is_number ? count->second : toml_text(count->second));
        }
    }

    /// FIFO queues and topics are known by their names.
    static void take_fifo(ImportedTable& table) {
        for (const char* name : {"FifoQueue", "FifoTopic"}) {
            const auto given = table.attributes.find(name);
            if (given == table.attributes.end()) {
                continue;
            }
            if ((given->second == "true") != is_fifo_name(table.name)) {
                table.remarks.push_back(remark(fmt::format("{} = {}", name, given->second),
                                               "the suffix .fifo says it"));
            }
            table.attributes.erase(given);
        }
    }

    /// A redrive policy that says nothing unusual has keys of its own.
    void take_redrive_policy(ImportedTable& table) const {
        const auto given = table.attributes.find("RedrivePolicy");
        if (given == table.attributes.end()) {
            return;
        }
        json::error_code failure;
        const json::value policy = json::parse(given->second, failure);
        if (failure || !policy.is_object()) {
            return;
        }
        const json::object& members = policy.as_object();
        const auto target = text_of(members, "deadLetterTargetArn");
        const auto count = text_of(members, "maxReceiveCount");
        if (!target || members.size() != (count ? 2U : 1U)) {
            return;
        }
        table.keys.emplace("dead_letter_queue", short_name(*target, table));
        if (count) {
            table.keys.emplace("max_receives", *count);
        }
        table.attributes.erase(given);
    }

    std::string short_name(const std::string& arn, const ImportedTable& table) const {
        const auto own = table.keys.find("region");
        const std::string region = own == table.keys.end() ? out_.owner.region : own->second;
        const auto key = parse_arn(arn);
        const bool is_near = key && key->account == out_.owner.account && key->region == region;
        return is_near ? key->name : arn;
    }

    const Imported& imported_;
    config::Settings settings_;  // with what has been written of them
    Written out_;
};

}  // namespace

Written write_toml(const Imported& imported) {
    return Writer(imported).write();
}

}  // namespace forebay::provision
