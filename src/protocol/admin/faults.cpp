#include "protocol/admin/faults.hpp"

#include "protocol/services.hpp"
#include <forebay/base/time_text.hpp>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace forebay::protocol::admin {
namespace {

using service::admin::Fault;
using service::admin::FaultRule;
using service::admin::FaultRules;

constexpr Duration latency_max = std::chrono::minutes(1);

bool is_on(const FrontOptions& options) {
    return options.testing.faults != nullptr;
}

std::optional<std::string_view> text_of(const json::value& value) {
    return value.is_string() ? std::optional<std::string_view>(value.get_string()) : std::nullopt;
}

// Each reads a member's value into the rule; the error says what it should be.

Result<void> read_service(const json::value& value, FaultRule& rule) {
    const auto name = text_of(value);
    for (const Service& service : services()) {
        if (service.name == name) {
            rule.service = *name;
            return {};
        }
    }
    return wrong("service", "a service such as \"sqs\"");
}

Result<void> read_action(const json::value& value, FaultRule& rule) {
    const auto name = text_of(value);
    const bool is_there = name && std::ranges::any_of(services(), [name](const Service& service) {
                              return find_action(service, *name) != nullptr;
                          });
    if (!is_there) {
        return wrong("action", "an action such as \"ReceiveMessage\"");
    }
    rule.action = *name;
    return {};
}

Result<void> read_resource(const json::value& value, FaultRule& rule) {
    const auto name = text_of(value);
    if (!name || name->empty()) {
        return wrong("resource", "the name of a queue, a topic or a table");
    }
    rule.resource = *name;
    return {};
}

Result<void> read_probability(const json::value& value, FaultRule& rule) {
    boost::system::error_code error;
    rule.probability = value.is_number() ? value.to_number<double>(error) : -1;
    if (error || !(rule.probability >= 0 && rule.probability <= 1)) {
        return wrong("probability", "a number from 0 to 1");
    }
    return {};
}

std::optional<std::uint64_t> whole_number(const json::value& value) {
    boost::system::error_code error;
    const auto number = value.is_number() ? value.to_number<std::uint64_t>(error) : 0;
    return value.is_number() && !error ? std::optional(number) : std::nullopt;
}

Result<void> read_seed(const json::value& value, FaultRule& rule) {
    const auto seed = whole_number(value);
    rule.seed = seed.value_or(0);
    return seed ? Result<void>() : wrong("seed", "a whole number");
}

Result<void> read_count(const json::value& value, FaultRule& rule) {
    rule.count = whole_number(value);
    return rule.count ? Result<void>() : wrong("count", "a whole number");
}

Result<void> read_error(const json::value& value, FaultRule& rule) {
    const Error refusal =
        wrong("error", R"({"code": "…"}, and if wanted "message" and a "status" from 400 to 599)");
    const json::object* object = value.if_object();
    if (object == nullptr || !object->contains("code")) {
        return refusal;
    }
    service::admin::FaultRefusal& error = rule.fault.error.emplace();
    error.message = "A fault rule refuses this request.";
    for (const auto& member : *object) {
        const auto text = text_of(member.value());
        if (member.key() == "code" && text && !text->empty()) {
            error.code = *text;
        } else if (member.key() == "message" && text) {
            error.message = *text;
        } else if (member.key() == "status") {
            const auto status = whole_number(member.value());
            if (!status || *status < 400 || *status > 599) {
                return refusal;
            }
            error.status = static_cast<unsigned>(*status);
        } else {
            return refusal;
        }
    }
    return {};
}

Result<void> read_latency(const json::value& value, FaultRule& rule) {
    const auto latency = text_of(value).and_then(parse_duration);
    if (!latency || *latency > latency_max) {
        return wrong("latency", "a time up to 1m, such as \"200ms\"");
    }
    rule.fault.latency = *latency;
    return {};
}

Result<void> read_drop(const json::value& value, FaultRule& rule) {
    const auto text = text_of(value);
    if (text != "before" && text != "after") {
        return wrong("drop", "\"before\" or \"after\": when the action is carried out");
    }
    rule.fault.drop = text == "before" ? Fault::Drop::before : Fault::Drop::after;
    return {};
}

Result<void> read_duplicate(const json::value& value, FaultRule& rule) {
    const bool is_right = value == true && (rule.action.empty() || rule.action == "ReceiveMessage");
    rule.fault.is_duplicated = is_right;
    return is_right ? Result<void>() : wrong("duplicate", "true, for ReceiveMessage");
}

struct MemberReader {
    std::string_view name;
    Result<void> (*read)(const json::value& value, FaultRule& rule);
    bool is_effect = false;
};

constexpr MemberReader readers[] = {
    {"service", read_service},   {"action", read_action},
    {"resource", read_resource}, {"probability", read_probability},
    {"seed", read_seed},         {"count", read_count},
    {"error", read_error, true}, {"latency", read_latency, true},
    {"drop", read_drop, true},   {"duplicate", read_duplicate, true}};

constexpr std::initializer_list<std::string_view> members = {
    "service", "action", "resource", "probability", "seed",
    "count",   "error",  "latency",  "drop",        "duplicate"};

Result<FaultRule> parse_rule(const json::object& object) {
    FaultRule rule;
    bool has_effect = false;
    for (const MemberReader& reader : readers) {
        if (const json::value* value = object.if_contains(reader.name)) {
            if (auto read = reader.read(*value, rule); !read) {
                return read.error();
            }
            has_effect = has_effect || reader.is_effect;
        }
    }
    if (!has_effect) {
        return Error{Errc::malformed_request,
                     "A rule must have one of: error, latency, drop, duplicate."};
    }
    return rule;
}

Result<std::vector<FaultRule>> parse_rules(std::string_view body) {
    auto object = read_object(body, {"rules"});
    if (!object) {
        return object.error();
    }
    const json::value* list = object->if_contains("rules");
    if (list == nullptr || !list->is_array()) {
        return wrong("rules", "a list of rules");
    }
    std::vector<FaultRule> rules;
    for (const json::value& one : list->get_array()) {
        auto checked = read_object(json::serialize(one), members);
        auto rule = checked ? parse_rule(*checked) : Result<FaultRule>(checked.error());
        if (!rule) {
            return Error{Errc::malformed_request,
                         fmt::format("Rule {}: {}", rules.size() + 1, rule.error().detail)};
        }
        rules.push_back(*std::move(rule));
    }
    return rules;
}

json::value as_json(const FaultRules::Entry& entry) {
    const FaultRule& rule = entry.rule;
    const Fault& fault = rule.fault;
    json::object object{{"id", rule.id}};
    const std::pair<std::string_view, const std::string*> names[] = {
        {"service", &rule.service}, {"action", &rule.action}, {"resource", &rule.resource}};
    for (const auto& [name, text] : names) {
        if (!text->empty()) {
            object[name] = *text;
        }
    }
    object["probability"] = rule.probability;
    object["seed"] = rule.seed;
    if (rule.count) {
        object["count"] = *rule.count;
    }
    if (fault.error) {
        object["error"] = json::object{{"code", fault.error->code},
                                       {"message", fault.error->message},
                                       {"status", fault.error->status}};
    }
    if (fault.latency > Duration::zero()) {
        object["latency"] = format_duration(fault.latency);
    }
    if (fault.drop != Fault::Drop::none) {
        object["drop"] = fault.drop == Fault::Drop::before ? "before" : "after";
    }
    if (fault.is_duplicated) {
        object["duplicate"] = true;
    }
    object["matched"] = entry.matched;
    object["applied"] = entry.applied;
    return object;
}

json::value as_json(const FaultRules& rules) {
    json::array list;
    for (const FaultRules::Entry& entry : rules.list()) {
        list.push_back(as_json(entry));
    }
    return json::object{{"rules", std::move(list)}};
}

Task<Result<json::value>> answer(const Asked& asked) {
    const HttpRequest& request = asked.page.request;
    FaultRules& rules = *asked.page.options.testing.faults;
    if (request.method == "POST") {
        const auto object = read_object(request.body, members);
        auto rule = object ? parse_rule(*object) : Result<FaultRule>(object.error());
        if (!rule) {
            co_return rule.error();
        }
        co_return json::object{{"id", rules.add(*std::move(rule))}};
    }
    if (request.method == "PUT") {
        auto wanted = parse_rules(request.body);
        if (!wanted) {
            co_return wanted.error();
        }
        rules.replace(*std::move(wanted));
    } else if (request.method == "DELETE") {
        rules.replace({});
    }
    co_return as_json(rules);
}

Task<Result<json::value>> answer_one(const Asked& asked) {
    FaultRules& rules = *asked.page.options.testing.faults;
    if (!rules.remove(asked.name)) {
        co_return Error{Errc::resource_not_found, "There is no such rule."};
    }
    co_return as_json(rules);
}

}  // namespace

constexpr Route faults_route{"faults", "GET, HEAD, POST, PUT, DELETE", "testing.faults", is_on,
                             answer};
constexpr Route fault_route{"faults/*", "DELETE", "testing.faults", is_on, answer_one};

}  // namespace forebay::protocol::admin
