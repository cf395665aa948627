#include "service/sns/delivery_policy.hpp"

#include "service/sqs/json_object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace forebay::service::sns {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::string_view default_content_type = "text/plain; charset=UTF-8";

constexpr std::array<std::string_view, 12> content_types = {"application/atom+xml",
                                                            "application/json",
                                                            "application/octet-stream",
                                                            "application/soap+xml",
                                                            "application/x-www-form-urlencoded",
                                                            "application/xhtml+xml",
                                                            "application/xml",
                                                            "text/css",
                                                            "text/csv",
                                                            "text/html",
                                                            "text/plain",
                                                            "text/xml"};

constexpr std::array<std::string_view, 4> backoff_names = {"arithmetic", "exponential", "geometric",
                                                           "linear"};

Error refusal(std::string reason) {
    return {Errc::invalid_parameter, std::move(reason)};
}

/// The member `name`, unless it is absent or null.
const json::value* find_value(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

Result<void> check_names(const json::object& object,
                         std::initializer_list<std::string_view> known) {
    for (const auto& member : object) {
        if (std::ranges::find(known, std::string_view(member.key())) == known.end()) {
            return refusal(
                fmt::format("unexpected JSON member: {}", std::string_view(member.key())));
        }
    }
    return {};
}

/// The object `name`; nullopt when it is absent or null.
Result<const json::object*> object_at(const json::object& object, std::string_view name) {
    const json::value* value = find_value(object, name);
    if (value == nullptr) {
        return nullptr;
    }
    if (!value->is_object()) {
        return refusal(fmt::format("{} must be an object", name));
    }
    return &value->get_object();
}

/// Sets `out` when the number is there.
Result<void> read_number(const json::object& object, std::string_view name, std::int64_t min,
                         std::int64_t max, std::uint32_t& out) {
    const json::value* value = find_value(object, name);
    if (value == nullptr) {
        return {};
    }
    if (!value->is_int64() || value->get_int64() < min || value->get_int64() > max) {
        return refusal(fmt::format("{} must be a whole number from {} to {}", name, min, max));
    }
    out = static_cast<std::uint32_t>(value->get_int64());
    return {};
}

Result<void> read_backoff(const json::object& object, BackoffFunction& out) {
    const json::value* value = find_value(object, "backoffFunction");
    if (value == nullptr) {
        return {};
    }
    const auto name = value->is_string()
                          ? std::ranges::find(backoff_names, std::string_view(value->get_string()))
                          : backoff_names.end();
    if (name == backoff_names.end()) {
        return refusal("backoffFunction must be arithmetic, exponential, geometric or linear");
    }
    out = static_cast<BackoffFunction>(name - backoff_names.begin());
    return {};
}

Result<void> check_retries(const RetryPolicy& retry) {
    if (retry.min_delay > retry.max_delay) {
        return refusal("maxDelayTarget must be greater than or equal to minDelayTarget");
    }
    const std::uint64_t phases =
        std::uint64_t{retry.no_delay_retries} + retry.min_delay_retries + retry.max_delay_retries;
    if (phases > retry.retries) {
        return refusal("numRetries must be at least the sum of the retries of all phases");
    }
    const auto rest = static_cast<std::int64_t>(retry.retries - phases);
    const Duration shortest = (rest + retry.min_delay_retries) * retry.min_delay +
                              retry.max_delay_retries * retry.max_delay;
    if (shortest > 1h) {
        return refusal("the total time of all retries must not exceed 3600 seconds");
    }
    return {};
}

Result<RetryPolicy> parse_retry(const json::object& object) {
    constexpr std::int64_t delay_max_s = 3600;
    constexpr std::int64_t retries_max = 100;
    RetryPolicy retry;
    std::uint32_t min_delay_s = 20;
    std::uint32_t max_delay_s = 20;
    const std::array<Result<void>, 8> results = {
        check_names(object, {"minDelayTarget", "maxDelayTarget", "numRetries", "numMaxDelayRetries",
                             "numNoDelayRetries", "numMinDelayRetries", "backoffFunction"}),
        read_number(object, "minDelayTarget", 1, delay_max_s, min_delay_s),
        read_number(object, "maxDelayTarget", 1, delay_max_s, max_delay_s),
        read_number(object, "numRetries", 0, retries_max, retry.retries),
        read_number(object, "numMaxDelayRetries", 0, retries_max, retry.max_delay_retries),
        read_number(object, "numNoDelayRetries", 0, retries_max, retry.no_delay_retries),
        read_number(object, "numMinDelayRetries", 0, retries_max, retry.min_delay_retries),
        read_backoff(object, retry.backoff)};
    const auto failed = std::ranges::find_if(results, &Result<void>::has_error);
    if (failed != results.end()) {
        return failed->error();
    }
    retry.min_delay = std::chrono::seconds(min_delay_s);
    retry.max_delay = std::chrono::seconds(max_delay_s);
    if (auto checked = check_retries(retry); !checked) {
        return checked.error();
    }
    return retry;
}

Result<std::optional<std::uint32_t>> parse_throttle(const json::object& object) {
    if (auto checked = check_names(object, {"maxReceivesPerSecond"}); !checked) {
        return checked.error();
    }
    std::uint32_t rate = 0;
    constexpr std::int64_t rate_max = 1'000'000;
    if (auto read = read_number(object, "maxReceivesPerSecond", 1, rate_max, rate); !read) {
        return read.error();
    }
    return rate == 0 ? std::nullopt : std::optional(rate);
}

bool is_content_type(std::string_view text) {
    std::string_view type = text.substr(0, text.find(';'));
    while (type.ends_with(' ')) {
        type.remove_suffix(1);
    }
    const auto is_printable = [](char c) { return c >= ' ' && c <= '~'; };
    return std::ranges::find(content_types, type) != content_types.end() &&
           std::ranges::all_of(text, is_printable);
}

Result<std::optional<std::string>> parse_request(const json::object& object) {
    if (auto checked = check_names(object, {"headerContentType"}); !checked) {
        return checked.error();
    }
    const json::value* type = find_value(object, "headerContentType");
    if (type == nullptr) {
        return std::nullopt;
    }
    if (!type->is_string() || !is_content_type(type->get_string())) {
        return refusal("headerContentType is not a supported media type");
    }
    return std::string(type->get_string());
}

/// The three policies that topics and subscriptions both have, under their own names.
struct Names {
    std::string_view retry;
    std::string_view throttle;
    std::string_view request;
};

Result<DeliveryPolicy> parse_parts(const json::object& object, const Names& names) {
    DeliveryPolicy policy;
    for (const std::string_view name : {names.retry, names.throttle, names.request}) {
        const auto part = object_at(object, name);
        if (!part) {
            return part.error();
        }
        if (*part == nullptr) {
            continue;
        }
        if (name == names.retry) {
            auto retry = parse_retry(**part);
            if (!retry) {
                return retry.error();
            }
            policy.retry = *retry;
        } else if (name == names.throttle) {
            auto rate = parse_throttle(**part);
            if (!rate) {
                return rate.error();
            }
            policy.receives_per_second_max = *rate;
        } else {
            auto type = parse_request(**part);
            if (!type) {
                return type.error();
            }
            policy.content_type = std::move(*type);
        }
    }
    return policy;
}

json::object printed(const RetryPolicy& retry) {
    return {{"minDelayTarget", retry.min_delay / 1s},
            {"maxDelayTarget", retry.max_delay / 1s},
            {"numRetries", retry.retries},
            {"numMaxDelayRetries", retry.max_delay_retries},
            {"numNoDelayRetries", retry.no_delay_retries},
            {"numMinDelayRetries", retry.min_delay_retries},
            {"backoffFunction", backoff_names[static_cast<std::size_t>(retry.backoff)]}};
}

json::object printed_throttle(std::uint32_t rate) {
    return {{"maxReceivesPerSecond", rate}};
}

json::object printed_request(std::string_view content_type) {
    return {{"headerContentType", content_type}};
}

constexpr Names topic_names{"defaultHealthyRetryPolicy", "defaultThrottlePolicy",
                            "defaultRequestPolicy"};
constexpr Names subscription_names{"healthyRetryPolicy", "throttlePolicy", "requestPolicy"};

}  // namespace

Result<ParsedDeliveryPolicy> parse_topic_delivery_policy(std::string_view text) {
    if (text.empty()) {
        return ParsedDeliveryPolicy();
    }
    const auto whole = sqs::parse_object(text);
    if (!whole) {
        return refusal("failed to parse JSON");
    }
    if (auto checked = check_names(*whole, {"http"}); !checked) {
        return checked.error();
    }
    const auto http = object_at(*whole, "http");
    if (!http) {
        return http.error();
    }
    const json::object object = *http == nullptr ? json::object() : **http;
    if (auto checked = check_names(object, {topic_names.retry, topic_names.throttle,
                                            topic_names.request, "disableSubscriptionOverrides"});
        !checked) {
        return checked.error();
    }
    auto policy = parse_parts(object, topic_names);
    if (!policy) {
        return policy.error();
    }
    if (const json::value* disabled = find_value(object, "disableSubscriptionOverrides")) {
        if (!disabled->is_bool()) {
            return refusal("disableSubscriptionOverrides must be true or false");
        }
        policy->overrides_are_disabled = disabled->get_bool();
    }

    json::object given;
    if (const json::value* retry = find_value(object, topic_names.retry)) {
        given[topic_names.retry] = *retry;
    }
    given["disableSubscriptionOverrides"] = policy->overrides_are_disabled;
    for (const std::string_view name : {topic_names.throttle, topic_names.request}) {
        if (const json::value* part = find_value(object, name)) {
            given[name] = *part;
        }
    }
    return ParsedDeliveryPolicy{.policy = std::move(*policy),
                                .text = json::serialize(json::object{{"http", std::move(given)}})};
}

Result<ParsedDeliveryPolicy> parse_subscription_delivery_policy(std::string_view text) {
    if (text.empty()) {
        return ParsedDeliveryPolicy();
    }
    const auto object = sqs::parse_object(text);
    if (!object) {
        return refusal("failed to parse JSON");
    }
    constexpr auto& names = subscription_names;
    if (auto checked = check_names(*object, {names.retry, names.throttle, names.request,
                                             "sicklyRetryPolicy", "guaranteed"});
        !checked) {
        return checked.error();
    }
    auto policy = parse_parts(*object, names);
    if (!policy) {
        return policy.error();
    }
    const auto given = [&object](std::string_view name) {
        const json::value* value = find_value(*object, name);
        return value == nullptr ? json::value() : *value;
    };
    std::string read_back = json::serialize(json::object{{names.retry, given(names.retry)},
                                                         {"sicklyRetryPolicy", nullptr},
                                                         {names.throttle, given(names.throttle)},
                                                         {names.request, given(names.request)},
                                                         {"guaranteed", false}});
    return ParsedDeliveryPolicy{.policy = std::move(*policy), .text = std::move(read_back)};
}

std::string effective_delivery_policy(const DeliveryPolicy& topic) {
    json::object http{{topic_names.retry, printed(topic.retry.value_or(RetryPolicy()))},
                      {"disableSubscriptionOverrides", topic.overrides_are_disabled}};
    if (topic.receives_per_second_max) {
        http[topic_names.throttle] = printed_throttle(*topic.receives_per_second_max);
    }
    http[topic_names.request] =
        printed_request(topic.content_type.value_or(std::string(default_content_type)));
    return json::serialize(json::object{{"http", std::move(http)}});
}

std::string effective_delivery_policy(const DeliveryPolicy& subscription,
                                      const DeliveryPolicy& topic) {
    const DeliveryPolicy& own = topic.overrides_are_disabled ? topic : subscription;
    const auto retry = own.retry ? own.retry : topic.retry;
    const auto rate =
        own.receives_per_second_max ? own.receives_per_second_max : topic.receives_per_second_max;
    const auto type = own.content_type ? own.content_type : topic.content_type;
    return json::serialize(json::object{
        {subscription_names.retry, printed(retry.value_or(RetryPolicy()))},
        {"sicklyRetryPolicy", nullptr},
        {subscription_names.throttle, rate ? json::value(printed_throttle(*rate)) : json::value()},
        {subscription_names.request,
         printed_request(type.value_or(std::string(default_content_type)))},
        {"guaranteed", false}});
}

}  // namespace forebay::service::sns
