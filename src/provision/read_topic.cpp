#include "provision/readers.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

namespace forebay::provision {
namespace {

using Form = AttributeKey::Form;

constexpr AttributeKey of_topics[] = {
    {.key = "display_name", .name = "DisplayName", .form = Form::text},
    {.key = "content_based_deduplication",
     .name = "ContentBasedDeduplication",
     .form = Form::boolean},
    {.key = "max_message_size",
     .name = "MaximumMessageSize",
     .form = Form::size,
     .least = limits::message_bytes_max_smallest,
     .most = limits::message_bytes_max},
    {.key = "signature_version",
     .name = "SignatureVersion",
     .form = Form::number,
     .least = 1,
     .most = 2},
    {.key = "policy", .name = "Policy", .form = Form::json},
    {.key = "delivery_policy", .name = "DeliveryPolicy", .form = Form::json},
    {.key = "archive_policy", .name = "ArchivePolicy", .form = Form::json},
};

constexpr AttributeKey of_subscriptions[] = {
    {.key = "raw", .name = "RawMessageDelivery", .form = Form::boolean},
    {.key = "filter_policy", .name = "FilterPolicy", .form = Form::json},
    {.key = "delivery_policy", .name = "DeliveryPolicy", .form = Form::json},
};

void set(Entry& entry, std::string_view key, std::string name, std::string value,
         Attributes& attributes) {
    const auto [at, is_new] =
        attributes.emplace(std::move(name), Placed{std::move(value), entry.place(key)});
    if (!is_new) {
        entry.problems().add(at->second.place,
                             fmt::format("{}.attributes.{}: {} says it too: expected one of them",
                                         entry.path(), at->first, key));
    }
}

// Who gets the messages: `queue`, or `protocol` and `endpoint`.
void read_endpoint(Entry& entry, const Owner& owner, DeclaredSubscription& subscription) {
    auto queue = read_reference(entry, "queue", "sqs", owner);
    auto protocol = entry.text("protocol", "a protocol, such as https");
    auto endpoint = entry.text("endpoint", "an address, such as https://example.com/events");
    const bool has_queue = entry.has("queue");
    const bool has_protocol = entry.has("protocol");
    const bool has_endpoint = entry.has("endpoint");
    if (has_queue && (has_protocol || has_endpoint)) {
        entry.problem(has_protocol ? "protocol" : "endpoint",
                      "either a queue, or a protocol and an endpoint");
    } else if (!has_queue && !has_protocol && !has_endpoint) {
        entry.missing("queue", "a queue, or a protocol and an endpoint");
    } else if (!has_queue && has_protocol != has_endpoint) {
        entry.missing(has_protocol ? "endpoint" : "protocol",
                      has_protocol ? "an address of that protocol" : "the endpoint's protocol");
    }
    if (queue) {
        subscription.protocol = "sqs";
        subscription.endpoint = arn(queue->key);
        subscription.queues.push_back(std::move(*queue));
    } else if (protocol && endpoint) {
        subscription.protocol = std::move(*protocol);
        subscription.endpoint = std::move(*endpoint);
        if (const auto key = parse_arn(subscription.endpoint);
            key && subscription.protocol == "sqs") {
            subscription.queues.push_back(
                {*key, entry.place("endpoint"), entry.spelled("endpoint")});
        }
    }
}

}  // namespace

std::span<const AttributeKey> topic_keys() {
    return of_topics;
}

std::span<const AttributeKey> subscription_keys() {
    return of_subscriptions;
}

std::optional<DeclaredTopic> read_topic(Entry& entry, const Owner& owner) {
    const Owner own = read_owner(entry, owner);
    const auto name = entry.text("name", "the name of a topic");
    if (!entry.has("name")) {
        entry.missing("name", "the name of a topic");
    }
    read_fifo(entry, name.value_or(""));
    DeclaredTopic topic;
    topic.place = entry.place();
    topic.attributes = read_attributes(entry, of_topics);
    topic.tags = entry.strings("tags");
    if (!name) {
        return std::nullopt;
    }
    topic.key = {.account = own.account, .region = own.region, .name = *name};
    return topic;
}

std::optional<DeclaredSubscription> read_subscription(Entry& entry, const Owner& owner) {
    const Owner own = read_owner(entry, owner);
    auto topic = read_reference(entry, "topic", "sns", own);
    if (!entry.has("topic")) {
        entry.missing("topic", "the name or ARN of a topic");
    }
    DeclaredSubscription subscription;
    subscription.place = entry.place();
    subscription.attributes = read_attributes(entry, of_subscriptions);
    const auto scope = entry.one_of("filter_policy_scope", {"MessageAttributes", "MessageBody"});
    if (scope) {
        set(entry, "filter_policy_scope", "FilterPolicyScope", *scope, subscription.attributes);
    }
    if (auto dead_letters = read_reference(entry, "dead_letter_queue", "sqs", own)) {
        set(entry, "dead_letter_queue", "RedrivePolicy",
            fmt::format(R"({{"deadLetterTargetArn":"{}"}})", arn(dead_letters->key)),
            subscription.attributes);
        subscription.queues.push_back(std::move(*dead_letters));
    }
    read_endpoint(entry, own, subscription);
    if (!topic || subscription.endpoint.empty()) {
        return std::nullopt;
    }
    subscription.topic = std::move(*topic);
    return subscription;
}

}  // namespace forebay::provision
