#include "provision/readers.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

namespace forebay::provision {
namespace {

using namespace std::chrono_literals;
using Form = AttributeKey::Form;

constexpr AttributeKey keys[] = {
    {.key = "delay", .name = "DelaySeconds", .form = Form::seconds, .max = limits::delay_max},
    {.key = "visibility_timeout",
     .name = "VisibilityTimeout",
     .form = Form::seconds,
     .max = limits::visibility_timeout_max},
    {.key = "receive_wait",
     .name = "ReceiveMessageWaitTimeSeconds",
     .form = Form::seconds,
     .max = limits::receive_wait_max},
    {.key = "retention",
     .name = "MessageRetentionPeriod",
     .form = Form::seconds,
     .min = limits::retention_min,
     .max = limits::retention_max},
    {.key = "max_message_size",
     .name = "MaximumMessageSize",
     .form = Form::size,
     .least = limits::message_bytes_max_smallest,
     .most = limits::message_bytes_max},
    {.key = "content_based_deduplication",
     .name = "ContentBasedDeduplication",
     .form = Form::boolean},
    {.key = "deduplication_scope", .name = "DeduplicationScope", .form = Form::text},
    {.key = "throughput_limit", .name = "FifoThroughputLimit", .form = Form::text},
    {.key = "policy", .name = "Policy", .form = Form::json},
    {.key = "redrive_allow_policy", .name = "RedriveAllowPolicy", .form = Form::json},
};

void read_dead_letters(Entry& entry, const Owner& owner, DeclaredQueue& queue) {
    queue.dead_letter_queue = read_reference(entry, "dead_letter_queue", "sqs", owner);
    const auto max_receives =
        entry.number("max_receives", limits::receive_count_max_min, limits::receive_count_max_max);
    const bool has_queue = entry.has("dead_letter_queue");
    if (has_queue != entry.has("max_receives")) {
        entry.missing(has_queue ? "max_receives" : "dead_letter_queue",
                      has_queue ? "how often a message is received before it goes to the "
                                  "dead-letter queue"
                                : "the queue that max_receives is about");
    }
    if (!queue.dead_letter_queue || !max_receives) {
        return;
    }
    Placed policy{fmt::format(R"({{"deadLetterTargetArn":"{}","maxReceiveCount":{}}})",
                              arn(queue.dead_letter_queue->key), *max_receives),
                  queue.dead_letter_queue->place};
    const auto [at, is_new] = queue.attributes.emplace("RedrivePolicy", std::move(policy));
    if (!is_new) {
        entry.problems().add(at->second.place,
                             "queues.attributes.RedrivePolicy: dead_letter_queue says it too: "
                             "expected one of them");
    }
}

}  // namespace

std::span<const AttributeKey> queue_keys() {
    return keys;
}

std::optional<DeclaredQueue> read_queue(Entry& entry, const Owner& owner) {
    const Owner own = read_owner(entry, owner);
    const auto name = entry.text("name", "the name of a queue");
    if (!entry.has("name")) {
        entry.missing("name", "the name of a queue");
    }
    read_fifo(entry, name.value_or(""));
    DeclaredQueue queue;
    queue.place = entry.place();
    queue.attributes = read_attributes(entry, keys);
    queue.tags = entry.strings("tags");
    read_dead_letters(entry, own, queue);
    if (!name) {
        return std::nullopt;
    }
    queue.key = {.account = own.account, .region = own.region, .name = *name};
    return queue;
}

}  // namespace forebay::provision
