#include "service/sns/topic_attributes.hpp"

#include "service/sns/archive.hpp"
#include "service/sns/delivery_policy.hpp"
#include "service/sns/envelope.hpp"
#include "service/sns/errors.hpp"
#include "service/sqs/json_object.hpp"
#include "service/sqs/message_text.hpp"
#include "service/sqs/number.hpp"
#include <forebay/base/time_text.hpp>
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace forebay::service::sns {
namespace {

using Printed = std::optional<std::string>;  // nullopt: it is not shown

enum class TopicType : std::uint8_t { any, fifo };

/// One attribute that a client may set. A refusal of `parse` has the reason alone.
struct Row {
    std::string_view name;
    TopicType topics = TopicType::any;
    Result<void> (*parse)(std::string_view name, std::string_view text, Topic& topic);
};

Error refusal(std::string reason) {
    return {Errc::invalid_parameter, std::move(reason)};
}

/// Keeps `text` as it is to be given back; an empty one is as if it were never set.
void keep(std::string_view name, std::string_view text, Topic& topic) {
    if (text.empty()) {
        topic.attributes.erase(std::string(name));
    } else {
        topic.attributes.insert_or_assign(std::string(name), std::string(text));
    }
}

Result<void> parse_text(std::string_view name, std::string_view text, Topic& topic) {
    keep(name, text, topic);
    return {};
}

Result<void> parse_display_name(std::string_view name, std::string_view text, Topic& topic) {
    const bool has_line_break = text.find_first_of("\r\n") != std::string_view::npos;
    if (sqs::character_count(text) > limits::display_name_chars_max || has_line_break) {
        return refusal("must be one line of at most 100 characters");
    }
    keep(name, text, topic);
    return {};
}

Result<void> parse_policy(std::string_view name, std::string_view text, Topic& topic) {
    if (!text.empty() &&
        (text.size() > limits::topic_policy_bytes_max || !sqs::parse_object(text))) {
        return refusal("failed to parse JSON");
    }
    keep(name, text, topic);
    return {};
}

Result<void> parse_delivery(std::string_view name, std::string_view text, Topic& topic) {
    auto parsed = parse_topic_delivery_policy(text);
    if (!parsed) {
        return parsed.error();
    }
    topic.delivery_policy = std::move(parsed->policy);
    keep(name, parsed->text, topic);
    return {};
}

template <std::string_view const&... choices>
Result<void> parse_choice(std::string_view name, std::string_view text, Topic& topic) {
    if (((text != choices) && ...)) {
        return refusal(fmt::format("{} is not one of its values", text));
    }
    keep(name, text, topic);
    return {};
}

Result<std::int64_t> parse_number(std::string_view text, std::int64_t min, std::int64_t max) {
    const auto number = sqs::parse_integer(text);
    if (!number || *number < min || *number > max) {
        return refusal(fmt::format("must be a whole number from {} to {}", min, max));
    }
    return *number;
}

Result<void> parse_sample_rate(std::string_view name, std::string_view text, Topic& topic) {
    if (auto number = parse_number(text, 0, 100); !number) {
        return number.error();
    }
    keep(name, text, topic);
    return {};
}

Result<void> parse_message_size(std::string_view name, std::string_view text, Topic& topic) {
    const auto bytes =
        parse_number(text, limits::message_bytes_max_smallest, limits::message_bytes_max);
    if (!bytes) {
        return bytes.error();
    }
    topic.message_bytes_max = static_cast<std::uint32_t>(*bytes);
    keep(name, text, topic);
    return {};
}

Result<void> parse_deduplication(std::string_view, std::string_view text, Topic& topic) {
    if (text != "true" && text != "false") {
        return refusal("must be true or false");
    }
    topic.content_based_deduplication = text == "true";
    return {};
}

constexpr std::string_view scope_topic = "Topic";
constexpr std::string_view scope_group = "MessageGroup";

Result<void> parse_scope(std::string_view name, std::string_view text, Topic& topic) {
    auto parsed = parse_choice<scope_topic, scope_group>(name, text, topic);
    if (parsed) {
        topic.deduplication_scope =
            text == scope_group ? DeduplicationScope::message_group : DeduplicationScope::queue;
    }
    return parsed;
}

Result<void> parse_archive(std::string_view name, std::string_view text, Topic& topic) {
    const auto retention = parse_archive_policy(text);
    if (!retention) {
        return retention.error();
    }
    if (*retention) {
        const TimePoint since = topic.archive ? topic.archive->since : TimePoint();
        topic.archive = ArchivePolicy{.retention = **retention, .since = since};
    } else {
        topic.archive.reset();
    }
    keep(name, *retention ? text : std::string_view(), topic);
    return {};
}

constexpr std::string_view version_1 = "1";
constexpr std::string_view version_2 = "2";
constexpr std::string_view tracing_pass_through = "PassThrough";
constexpr std::string_view tracing_active = "Active";

constexpr std::array rows = {
    Row{.name = "DisplayName", .parse = parse_display_name},
    Row{.name = "Policy", .parse = parse_policy},
    Row{.name = "DeliveryPolicy", .parse = parse_delivery},
    Row{.name = "SignatureVersion", .parse = parse_choice<version_1, version_2>},
    Row{.name = "TracingConfig", .parse = parse_choice<tracing_pass_through, tracing_active>},
    Row{.name = "KmsMasterKeyId", .parse = parse_text},
    Row{.name = "MaximumMessageSize", .parse = parse_message_size},
    Row{.name = "ContentBasedDeduplication",
        .topics = TopicType::fifo,
        .parse = parse_deduplication},
    Row{.name = "FifoThroughputScope", .topics = TopicType::fifo, .parse = parse_scope},
    Row{.name = "ArchivePolicy", .topics = TopicType::fifo, .parse = parse_archive},
};

constexpr std::array<std::string_view, 5> feedback_protocols = {"HTTP", "Firehose", "Lambda",
                                                                "Application", "SQS"};

/// `HTTPSuccessFeedbackSampleRate` and its like: kept, and used for nothing.
std::optional<Row> feedback_row(std::string_view name) {
    for (const std::string_view protocol : feedback_protocols) {
        if (!name.starts_with(protocol)) {
            continue;
        }
        const std::string_view rest = name.substr(protocol.size());
        if (rest == "SuccessFeedbackRoleArn" || rest == "FailureFeedbackRoleArn") {
            return Row{.name = name, .parse = parse_text};
        }
        if (rest == "SuccessFeedbackSampleRate") {
            return Row{.name = name, .parse = parse_sample_rate};
        }
    }
    return std::nullopt;
}

std::optional<Row> find_row(std::string_view name, const Topic& topic) {
    const auto row = std::ranges::find(rows, name, &Row::name);
    if (row == rows.end()) {
        return feedback_row(name);
    }
    return row->topics == TopicType::any || topic.fifo ? std::optional(*row) : std::nullopt;
}

/// What is shown of the attributes that were set, in its typed form or as text.
Printed printed(const Topic& topic, const std::string& name) {
    if (name == "ContentBasedDeduplication") {
        return topic.content_based_deduplication ? "true" : "false";
    }
    const auto kept = topic.attributes.find(name);
    return kept == topic.attributes.end() ? Printed() : kept->second;
}

}  // namespace

Result<void> set_new_attributes(const StringMap& wanted, Topic& topic) {
    for (const auto& [name, text] : wanted) {
        if (name == "FifoTopic") {
            continue;
        }
        const auto row = find_row(name, topic);
        if (!row) {
            return invalid("Attributes", fmt::format("Unknown attribute: {}", name));
        }
        if (auto parsed = row->parse(row->name, text, topic); !parsed) {
            return invalid("Attributes", fmt::format("{}: {}", name, parsed.error().detail));
        }
    }
    return {};
}

Result<void> set_attribute(std::string_view name, std::string_view value, Topic& topic) {
    const auto row = find_row(name, topic);
    if (!row) {
        return invalid("AttributeName");
    }
    if (auto parsed = row->parse(row->name, value, topic); !parsed) {
        return invalid(name, parsed.error().detail);
    }
    return {};
}

bool has_attributes(const Topic& topic, const StringMap& wanted, const Topic& as_wanted) {
    return std::ranges::all_of(wanted, [&](const auto& attribute) {
        const std::string& name = attribute.first;
        return name == "FifoTopic" || printed(topic, name) == printed(as_wanted, name);
    });
}

StringMap print_attributes(const Topic& topic, const SubscriptionCounts& counts, TimePoint now) {
    StringMap attributes = topic.attributes;
    attributes.try_emplace("DisplayName");
    attributes.insert_or_assign("Policy", policy_of(topic));
    attributes.emplace("TopicArn", topic_arn(topic.key));
    attributes.emplace("Owner", topic.key.account);
    attributes.emplace("SubscriptionsConfirmed", fmt::format("{}", counts.confirmed));
    attributes.emplace("SubscriptionsPending", fmt::format("{}", counts.pending));
    attributes.emplace("SubscriptionsDeleted", "0");
    attributes.emplace("EffectiveDeliveryPolicy", effective_delivery_policy(topic.delivery_policy));
    if (topic.fifo) {
        attributes.emplace("FifoTopic", "true");
        attributes.emplace("ContentBasedDeduplication",
                           topic.content_based_deduplication ? "true" : "false");
    }
    if (topic.archive) {
        attributes.emplace("BeginningArchiveTime", timestamp(archive_begin(topic, now)));
    }
    return attributes;
}

std::string default_policy(const TopicKey& key) {
    return fmt::format(
        R"({{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{{"Sid":"__default_statement_ID","Effect":"Allow","Principal":{{"AWS":"*"}},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"{}","Condition":{{"StringEquals":{{"AWS:SourceOwner":"{}"}}}}}}]}})",
        topic_arn(key), key.account);
}

std::string policy_of(const Topic& topic) {
    const auto own = topic.attributes.find("Policy");
    return own == topic.attributes.end() ? default_policy(topic.key) : own->second;
}

}  // namespace forebay::service::sns
