#include "service/sqs/redrive_policy.hpp"

#include "service/sqs/errors.hpp"
#include "service/sqs/json_object.hpp"
#include "service/sqs/number.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace forebay::service::sqs {
namespace {

namespace json = boost::json;

Error redrive_refusal(std::string_view policy, std::string_view reason) {
    return invalid_parameter(policy, "RedrivePolicy", reason);
}

/// A number, or the text of one: clients send both.
std::optional<std::int64_t> parse_count(const json::value& value) {
    if (value.is_string()) {
        return parse_integer(value.as_string());
    }
    return value.is_int64() ? std::optional(value.as_int64()) : std::nullopt;
}

std::string text_of(const json::value& value) {
    return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

bool is_list_of_sources(const json::value& value) {
    return value.is_array() && !value.as_array().empty() &&
           value.as_array().size() <= limits::redrive_sources_max &&
           std::ranges::all_of(value.as_array(), [](const json::value& source) {
               return source.is_string() && parse_arn(source.as_string());
           });
}

/// Whether a queue with this RedriveAllowPolicy takes the dead letters of `source`.
bool is_redrive_allowed(std::string_view policy, const QueueKey& source) {
    const auto object = parse_object(policy);
    if (!object) {
        return true;  // there is none
    }
    const json::value& permission = object->at("redrivePermission");
    if (permission != "byQueue") {
        return permission == "allowAll";
    }
    return std::ranges::any_of(
        object->at("sourceQueueArns").as_array(),
        [&](const json::value& one) { return parse_arn(one.as_string()) == source; });
}

}  // namespace

Result<RedrivePolicy> parse_redrive_policy(std::string_view policy) {
    const auto object = parse_object(policy);
    if (!object) {
        return redrive_refusal(policy, "Redrive policy is not a valid JSON map.");
    }
    for (const std::string_view name : {"maxReceiveCount", "deadLetterTargetArn"}) {
        if (!object->contains(name)) {
            return redrive_refusal(
                policy,
                fmt::format("Redrive policy does not contain mandatory attribute: {}.", name));
        }
    }

    const json::value& count_value = object->at("maxReceiveCount");
    const auto count = parse_count(count_value);
    if (!count || *count < limits::receive_count_max_min ||
        *count > limits::receive_count_max_max) {
        return redrive_refusal(
            policy,
            fmt::format("Invalid value for maxReceiveCount: {}, valid values are from {} to {} "
                        "both inclusive.",
                        text_of(count_value), limits::receive_count_max_min,
                        limits::receive_count_max_max));
    }
    const json::value& target = object->at("deadLetterTargetArn");
    if (!target.is_string() || !parse_arn(target.as_string())) {
        return redrive_refusal(policy, "Invalid value for deadLetterTargetArn.");
    }
    return RedrivePolicy{.target_arn = std::string(target.as_string()),
                         .receive_count_max = static_cast<std::uint32_t>(*count)};
}

Result<void> check_redrive_target(const Context& context, const QueueKey& source,
                                  const QueueSettings& settings) {
    if (!settings.redrive) {
        return {};
    }
    const auto key = parse_arn(settings.redrive->target_arn);
    if (!key || key->account != source.account || key->region != source.region) {
        return redrive_refusal(settings.redrive_policy,
                               "Dead-letter queue must be in the account and region of the "
                               "source.");
    }
    const auto target = context.broker.find(key->account, key->region, key->name);
    if (!target) {
        return redrive_refusal(settings.redrive_policy, "Dead letter target does not exist.");
    }
    if ((*target)->settings.fifo != settings.fifo) {
        return redrive_refusal(settings.redrive_policy,
                               "Dead-letter queue must be same type of queue as the source..");
    }
    if (!is_redrive_allowed((*target)->settings.redrive_allow_policy, source)) {
        return redrive_refusal(settings.redrive_policy,
                               "The RedriveAllowPolicy of the dead letter target does not allow "
                               "this source.");
    }
    return {};
}

Result<void> check_redrive_allow_policy(std::string_view policy) {
    const auto object = parse_object(policy);
    if (!object) {
        return invalid_attribute_value("RedriveAllowPolicy", "It is not a valid JSON map.");
    }
    const json::value* permission = object->if_contains("redrivePermission");
    const json::value* sources = object->if_contains("sourceQueueArns");
    const bool by_queue = permission != nullptr && *permission == "byQueue";
    if (!by_queue &&
        (permission == nullptr || (*permission != "allowAll" && *permission != "denyAll"))) {
        return invalid_attribute_value("RedriveAllowPolicy",
                                       "redrivePermission must be allowAll, denyAll or byQueue.");
    }
    if (by_queue != (sources != nullptr)) {
        return invalid_attribute_value("RedriveAllowPolicy",
                                       "sourceQueueArns goes with redrivePermission byQueue, and "
                                       "only with it.");
    }
    if (by_queue && !is_list_of_sources(*sources)) {
        return invalid_attribute_value("RedriveAllowPolicy",
                                       "sourceQueueArns must list 1 to 10 queue ARNs.");
    }
    return {};
}

}  // namespace forebay::service::sqs
