#include "service/sns/subscription_attributes.hpp"

#include "service/sns/archive.hpp"
#include "service/sns/arn.hpp"
#include "service/sns/delivery_policy.hpp"
#include "service/sns/errors.hpp"
#include "service/sns/subscription_endpoint.hpp"
#include <forebay/engine/filter_policy.hpp>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace forebay::service::sns {
namespace {

namespace json = boost::json;
using engine::FilterPolicy;
using engine::FilterPolicyUse;

/// What an attribute is set from. A refusal of a parser has the reason alone, but for that of a
/// filter policy, which knows by `use` how to begin.
struct Setting {
    std::string_view name;
    std::string_view text;
    FilterPolicyUse use;
    const Topic& topic;
    TimePoint now;
};

struct Row {
    std::string_view name;
    Result<void> (*parse)(const Setting& setting, Subscription& subscription);
};

Error refusal(const Setting& setting, std::string_view reason) {
    const std::string text = fmt::format("{}: {}", setting.name, reason);
    return setting.use == FilterPolicyUse::subscribe ? invalid("Attributes", text) : invalid(text);
}

void keep(const Setting& setting, std::string_view text, Subscription& subscription) {
    if (text.empty()) {
        subscription.attributes.erase(std::string(setting.name));
    } else {
        subscription.attributes.insert_or_assign(std::string(setting.name), std::string(text));
    }
}

Result<void> parse_raw(const Setting& setting, Subscription& subscription) {
    const auto is = [text = setting.text](std::string_view word) {
        return std::ranges::equal(text, word, [](char a, char b) { return (a | 0x20) == b; });
    };
    if (!is("true") && !is("false")) {
        return refusal(setting,
                       fmt::format("Invalid value [{}]. Must be true or false.", setting.text));
    }
    subscription.is_raw = is("true");
    return {};
}

constexpr std::string_view scope_attributes = "MessageAttributes";
constexpr std::string_view scope_body = "MessageBody";

Result<void> parse_scope(const Setting& setting, Subscription& subscription) {
    if (setting.text != scope_attributes && setting.text != scope_body) {
        return refusal(setting, fmt::format("Invalid value [{}]. Please use either MessageBody or "
                                            "MessageAttributes",
                                            setting.text));
    }
    const FilterScope scope =
        setting.text == scope_body ? FilterScope::message_body : FilterScope::message_attributes;
    const auto parsed = FilterPolicy::parse(subscription.filter_policy, scope, setting.use);
    if (!parsed) {
        return parsed.error();
    }
    subscription.filter_scope = scope;
    return {};
}

Result<void> parse_filter(const Setting& setting, Subscription& subscription) {
    std::string policy(setting.text);
    const auto parsed = FilterPolicy::parse(policy, subscription.filter_scope, setting.use);
    if (!parsed) {
        return parsed.error();
    }
    subscription.filter_policy = std::move(policy);
    return {};
}

Result<void> parse_redrive(const Setting& setting, Subscription& subscription) {
    std::string target;
    if (!setting.text.empty()) {
        json::error_code failure;
        const json::value policy = json::parse(setting.text, failure);
        if (failure || !policy.is_object()) {
            return refusal(setting, fmt::format("failed to parse JSON. {}",
                                                failure ? failure.message() : "Not an object"));
        }
        const json::value* arn = policy.get_object().if_contains("deadLetterTargetArn");
        if (arn == nullptr || !arn->is_string() || !forebay::parse_arn(arn->get_string())) {
            return refusal(setting, "deadLetterTargetArn is an invalid arn");
        }
        target = arn->get_string();
        if (is_fifo_queue(subscription) && !target.ends_with(".fifo")) {
            return refusal(setting,
                           "must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.");
        }
    }
    subscription.dead_letter_target_arn = std::move(target);
    keep(setting, setting.text, subscription);
    return {};
}

Result<void> parse_delivery(const Setting& setting, Subscription& subscription) {
    auto parsed = parse_subscription_delivery_policy(setting.text);
    if (!parsed) {
        return refusal(setting, parsed.error().detail);
    }
    subscription.delivery_policy = std::move(parsed->policy);
    keep(setting, parsed->text, subscription);
    return {};
}

Result<void> parse_role(const Setting& setting, Subscription& subscription) {
    const auto arn = parse_arn(setting.text);
    if (!setting.text.empty() && (!arn || arn->service != "iam")) {
        return refusal(setting, "is an invalid arn");
    }
    keep(setting, setting.text, subscription);
    return {};
}

Result<void> parse_replay(const Setting& setting, Subscription& subscription) {
    const auto replay = parse_replay_policy(setting.text);
    if (!replay) {
        return refusal(setting, replay.error().detail);
    }
    if (*replay) {
        const auto checked = check_replay(**replay, subscription, setting.topic, setting.now);
        if (!checked) {
            return refusal(setting, checked.error().detail);
        }
    }
    subscription.replay = *replay;
    keep(setting, *replay ? setting.text : std::string_view(), subscription);
    return {};
}

// The scope stands before the policy that is checked by it.
constexpr std::array rows = {
    Row{"RawMessageDelivery", parse_raw},  Row{"FilterPolicyScope", parse_scope},
    Row{"FilterPolicy", parse_filter},     Row{"RedrivePolicy", parse_redrive},
    Row{"DeliveryPolicy", parse_delivery}, Row{"SubscriptionRoleArn", parse_role},
    Row{"ReplayPolicy", parse_replay},
};

std::string_view print_bool(bool value) {
    return value ? "true" : "false";
}

std::string_view print_scope(FilterScope scope) {
    return scope == FilterScope::message_body ? scope_body : scope_attributes;
}

std::string value_of(const Subscription& subscription, const std::string& name) {
    if (name == "RawMessageDelivery") {
        return std::string(print_bool(subscription.is_raw));
    }
    if (name == "FilterPolicyScope") {
        return std::string(print_scope(subscription.filter_scope));
    }
    if (name == "FilterPolicy") {
        return subscription.filter_policy;
    }
    const auto kept = subscription.attributes.find(name);
    return kept == subscription.attributes.end() ? std::string() : kept->second;
}

}  // namespace

Result<void> set_new_attributes(const StringMap& wanted, const Topic& topic, TimePoint now,
                                Subscription& subscription) {
    for (const auto& [name, text] : wanted) {
        if (std::ranges::find(rows, name, &Row::name) == rows.end()) {
            return invalid("Attributes", fmt::format("Unknown attribute: {}", name));
        }
    }
    for (const Row& row : rows) {
        const auto given = wanted.find(std::string(row.name));
        if (given == wanted.end()) {
            continue;
        }
        const Setting setting{row.name, given->second, FilterPolicyUse::subscribe, topic, now};
        if (auto parsed = row.parse(setting, subscription); !parsed) {
            return parsed;
        }
    }
    if (subscription.protocol == SubscriptionProtocol::firehose &&
        !subscription.attributes.contains("SubscriptionRoleArn")) {
        return invalid("Attributes", "SubscriptionRoleArn: no value for required attribute");
    }
    return {};
}

Result<void> set_attribute(std::string_view name, std::string_view value, const Topic& topic,
                           TimePoint now, Subscription& subscription) {
    const auto row = std::ranges::find(rows, name, &Row::name);
    if (row == rows.end()) {
        return invalid("AttributeName");
    }
    return row->parse({row->name, value, FilterPolicyUse::set_subscription_attributes, topic, now},
                      subscription);
}

bool has_attributes(const Subscription& subscription, const StringMap& wanted,
                    const Subscription& as_wanted) {
    return std::ranges::all_of(wanted, [&](const auto& attribute) {
        return value_of(subscription, attribute.first) == value_of(as_wanted, attribute.first);
    });
}

StringMap print_attributes(const Subscription& subscription, const Topic* topic) {
    StringMap attributes = subscription.attributes;
    attributes.emplace("SubscriptionArn", subscription_arn(subscription));
    attributes.emplace("TopicArn", topic_arn(subscription.topic));
    attributes.emplace("Owner", subscription.topic.account);
    attributes.emplace("Protocol", protocol_name(subscription.protocol));
    attributes.emplace("Endpoint", subscription.endpoint);
    attributes.emplace("PendingConfirmation", print_bool(!subscription.is_confirmed));
    attributes.emplace("ConfirmationWasAuthenticated", print_bool(subscription.was_authenticated));
    attributes.emplace("SubscriptionPrincipal", subscription.principal);
    attributes.emplace("RawMessageDelivery", print_bool(subscription.is_raw));
    if (!subscription.filter_policy.empty()) {
        attributes.emplace("FilterPolicy", subscription.filter_policy);
        attributes.emplace("FilterPolicyScope", print_scope(subscription.filter_scope));
    }
    if (subscription.replay) {
        attributes.emplace("ReplayStatus", print_status(subscription.replay->status));
    }
    if (is_http(subscription.protocol) || attributes.contains("DeliveryPolicy")) {
        attributes.emplace("EffectiveDeliveryPolicy",
                           effective_delivery_policy(
                               subscription.delivery_policy,
                               topic == nullptr ? DeliveryPolicy() : topic->delivery_policy));
    }
    return attributes;
}

}  // namespace forebay::service::sns
