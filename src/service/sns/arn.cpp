#include "service/sns/arn.hpp"

#include "service/sns/errors.hpp"
#include "service/sqs/queue_url.hpp"
#include <forebay/runtime/topics.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace forebay::service::sns {
namespace {

constexpr std::size_t parts_min = 6;

std::size_t part_count(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count(text, ':')) + 1;
}

TopicKey key_of(const Arn& arn, std::string_view name) {
    return {.account = std::string(arn.account),
            .region = std::string(arn.region),
            .name = std::string(name)};
}

}  // namespace

std::optional<Arn> parse_arn(std::string_view text) {
    std::array<std::string_view, parts_min> parts;
    for (std::size_t i = 0; i + 1 < parts_min; ++i) {
        const std::size_t colon = text.find(':');
        if (colon == std::string_view::npos) {
            return std::nullopt;
        }
        parts[i] = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    if (parts[0] != "arn") {
        return std::nullopt;
    }
    return Arn{.partition = parts[1],
               .service = parts[2],
               .region = parts[3],
               .account = parts[4],
               .resource = text};
}

Result<Arn> required_arn(const OptionalText& text, std::string_view parameter) {
    if (!text) {
        return missing(parameter);
    }
    if (const std::size_t count = part_count(*text); count < parts_min) {
        return invalid(parameter,
                       fmt::format("An ARN must have at least 6 elements, not {}", count));
    }
    const auto arn = parse_arn(*text);
    if (!arn) {
        return invalid(parameter);
    }
    return *arn;
}

Result<TopicKey> topic_key(const Context& context, const OptionalText& arn,
                           std::string_view parameter) {
    const auto parsed = required_arn(arn, parameter);
    if (!parsed) {
        return parsed.error();
    }
    const bool is_elsewhere = context.is_signed && parsed->region != context.region;
    if (parsed->service != "sns" || is_elsewhere || !sqs::is_account_id(parsed->account) ||
        parsed->resource.empty() ||
        parsed->resource.find_first_of(":/") != std::string_view::npos) {
        return invalid(parameter);
    }
    return key_of(*parsed, parsed->resource);
}

Result<TopicPtr> find_topic(const Context& context, const OptionalText& arn) {
    const auto key = topic_key(context, arn);
    if (!key) {
        return key.error();
    }
    TopicPtr topic = context.broker.topics().find(*key);
    if (topic == nullptr) {
        return topic_not_found();
    }
    return topic;
}

Result<TopicPtr> find_resource(const Context& context, const OptionalText& arn) {
    const auto key = topic_key(context, arn, "ResourceArn");
    if (!key) {
        return key.error();
    }
    TopicPtr topic = context.broker.topics().find(*key);
    if (topic == nullptr) {
        return resource_not_found();
    }
    return topic;
}

Result<SubscriptionName> subscription_name(const OptionalText& arn) {
    const auto parsed = required_arn(arn, "SubscriptionArn");
    if (!parsed) {
        return parsed.error();
    }
    const std::size_t colon = parsed->resource.find(':');
    const auto id = colon == std::string_view::npos
                        ? std::nullopt
                        : parse_uuid(parsed->resource.substr(colon + 1));
    if (!id || parsed->service != "sns") {
        return invalid("SubscriptionId");
    }
    return SubscriptionName{.topic = key_of(*parsed, parsed->resource.substr(0, colon)), .id = *id};
}

Result<SubscriptionPtr> find_subscription(const Context& context, const OptionalText& arn) {
    const auto name = subscription_name(arn);
    if (!name) {
        return name.error();
    }
    SubscriptionPtr subscription = context.broker.topics().find_subscription(name->topic, name->id);
    if (subscription == nullptr) {
        return subscription_not_found();
    }
    return subscription;
}

}  // namespace forebay::service::sns
