#include "service/sqs/batch.hpp"
#include "service/sqs/errors.hpp"
#include "service/sqs/group_id.hpp"
#include "service/sqs/message_attributes.hpp"
#include "service/sqs/message_text.hpp"
#include "service/sqs/queue_url.hpp"
#include "service/sqs/sequence_number.hpp"
#include <forebay/model/limits.hpp>
#include <forebay/runtime/md5_together.hpp>
#include <forebay/service/sqs/actions.hpp>

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace forebay::service::sqs {
namespace {

/// A message as the client wants it sent, alone or in a batch.
struct Draft {
    std::string body;
    std::optional<std::int64_t> delay_seconds;
    AttributeMap attributes;
    AttributeMap system_attributes;
    std::optional<std::string> deduplication_id;
    std::optional<std::string> group_id;
};

/// A message that may be sent, and what its sender is told.
struct Ready {
    runtime::SendRequest request;
    std::string body_md5;
    std::optional<std::string> attributes_md5;
    std::optional<std::string> system_attributes_md5;
};

std::string&& text_of(std::string&& text) {
    return std::move(text);
}

std::string&& text_of(Text&& text) {
    return std::move(text.value);
}

template <class Input>
Draft draft_of(Input&& input) {
    return {.body = text_of(std::move(input.message_body)),
            .delay_seconds = input.delay_seconds,
            .attributes = std::move(input.message_attributes),
            .system_attributes = std::move(input.message_system_attributes),
            .deduplication_id = std::move(input.message_deduplication_id),
            .group_id = std::move(input.message_group_id)};
}

/// SQS specification 5.1
std::size_t message_bytes(const std::string& body, const AttributeMap& attributes) {
    return body.size() + attribute_bytes(attributes);
}

/// The same refusal begins with other words in a batch: SQS specification 5.1.
enum class In : std::uint8_t { request, batch };

Error too_long(const QueueSettings& settings, In where) {
    return {Errc::invalid_parameter,
            fmt::format("One or more parameters {}. Reason: Message must be shorter than {} bytes.",
                        where == In::batch ? "cannot be validated" : "are invalid",
                        settings.message_bytes_max)};
}

/// SQS specification 6.12, what a FIFO queue must know of a message.
Result<void> check_group_and_deduplication(const std::optional<std::string>& group_id,
                                           const std::optional<std::string>& deduplication_id,
                                           const QueueSettings& settings) {
    if (!group_id) {
        return missing_parameter("MessageGroupId");
    }
    if (!deduplication_id && !settings.content_based_deduplication) {
        return Error{Errc::invalid_parameter,
                     "The queue should either have ContentBasedDeduplication enabled or "
                     "MessageDeduplicationId provided explicitly"};
    }
    return {};
}

Result<void> check_fifo_rules(const Draft& draft, const QueueSettings& settings) {
    if (draft.delay_seconds.value_or(0) != 0) {
        return invalid_parameter(*draft.delay_seconds, "DelaySeconds",
                                 "The request include parameter that is not valid for this queue "
                                 "type.");
    }
    return check_group_and_deduplication(draft.group_id, draft.deduplication_id, settings);
}

/// SQS specification 6.12, the last rows.
Result<void> check_queue_type_rules(const Draft& draft, const QueueSettings& settings) {
    constexpr std::int64_t delay_max_s = limits::delay_max / std::chrono::seconds(1);
    if (draft.delay_seconds && (*draft.delay_seconds < 0 || *draft.delay_seconds > delay_max_s)) {
        return invalid_parameter(*draft.delay_seconds, "DelaySeconds",
                                 fmt::format("DelaySeconds must be >= 0 and <= {}.", delay_max_s));
    }
    if (settings.fifo) {
        return check_fifo_rules(draft, settings);
    }
    if (draft.deduplication_id) {
        return invalid_parameter(*draft.deduplication_id, "MessageDeduplicationId",
                                 "The request includes a parameter that is not valid for this "
                                 "queue type.");
    }
    return {};
}

/// Every check of one message, in the order of SQS specification 6.12.
Result<void> check_draft(const Draft& draft, const QueueSettings& settings, In where) {
    if (draft.body.empty()) {
        return missing_parameter("MessageBody");
    }
    if (message_bytes(draft.body, draft.attributes) > settings.message_bytes_max) {
        return too_long(settings, where);
    }
    if (const auto forbidden = forbidden_character(draft.body)) {
        return Error{Errc::invalid_message, forbidden_character_text(*forbidden, "message body")};
    }
    if (auto checked = check_message_attributes(draft.attributes); !checked) {
        return checked;
    }
    if (auto checked = check_system_attributes(draft.system_attributes); !checked) {
        return checked;
    }
    if (auto checked = check_group_id(draft.deduplication_id, "MessageDeduplicationId"); !checked) {
        return checked;
    }
    if (auto checked = check_group_id(draft.group_id, "MessageGroupId"); !checked) {
        return checked;
    }
    return check_queue_type_rules(draft, settings);
}

std::optional<std::string> md5_of(const std::vector<MessageAttribute>& attributes) {
    if (attributes.empty()) {
        return std::nullopt;
    }
    AttributeDigest digest;
    for (const MessageAttribute& attribute : attributes) {
        digest.add(attribute);
    }
    return digest.hex();
}

/// The trace header of the request, unless it could not be told back to a client.
std::string request_trace_header(const Context& context) {
    return forbidden_character(context.trace_header) ? std::string() : context.trace_header;
}

/// All but the MD5 of its body.
Result<Ready> make_ready(Draft&& draft, const Context& context, const QueueSettings& settings,
                         In where) {
    if (auto checked = check_draft(draft, settings, where); !checked) {
        return checked.error();
    }

    auto message = std::make_shared<Message>();
    message->id = random_uuid();
    message->sender_id = context.sender_id;
    message->body = std::move(draft.body);
    message->attributes = take_attributes(std::move(draft.attributes));
    message->group_id = std::move(draft.group_id).value_or(std::string());
    if (settings.fifo) {
        message->deduplication_id =
            draft.deduplication_id ? std::move(*draft.deduplication_id) : sha256_hex(message->body);
    }

    Ready ready;
    ready.attributes_md5 = md5_of(message->attributes);
    auto system_attributes = take_attributes(std::move(draft.system_attributes));
    ready.system_attributes_md5 = md5_of(system_attributes);
    message->trace_header = system_attributes.empty() ? request_trace_header(context)
                                                      : std::move(system_attributes.front().value);
    if (draft.delay_seconds) {
        ready.request.delay = std::chrono::seconds(*draft.delay_seconds);
    }
    ready.request.message = std::move(message);
    return ready;
}

void set_body_md5(Ready& ready, const Md5& digest) {
    ready.request.message->body_md5 = digest;
    ready.body_md5 = hex(digest);
}

void digest_bodies(std::vector<Ready>& readies) {
    std::vector<std::string_view> bodies;
    bodies.reserve(readies.size());
    for (const Ready& ready : readies) {
        bodies.push_back(ready.request.message->body);
    }
    const auto digests = md5_of_each(bodies);
    for (std::size_t i = 0; i < readies.size(); ++i) {
        set_body_md5(readies[i], digests[i]);
    }
}

/// What is told of a message that was sent: members of both actions' outputs.
template <class Output>
void fill(Output& output, const runtime::Accepted& accepted, Ready&& ready,
          const QueueSettings& settings) {
    output.message_id = to_string(accepted.message_id);
    output.md5_of_message_body = std::move(ready.body_md5);
    output.md5_of_message_attributes = std::move(ready.attributes_md5);
    output.md5_of_message_system_attributes = std::move(ready.system_attributes_md5);
    if (settings.fifo) {
        output.sequence_number = sequence_number(accepted.sequence);
    }
}

/// In a batch, what one message lacks for a FIFO queue is an error of the whole request, and always
/// the same one. SQS specification 6.13.
Result<void> check_batch_for_fifo(const std::vector<SendMessageEntry>& entries,
                                  const QueueSettings& settings) {
    for (const SendMessageEntry& entry : entries) {
        auto checked = check_group_and_deduplication(entry.message_group_id,
                                                     entry.message_deduplication_id, settings);
        if (!checked) {
            return Error{Errc::invalid_parameter, checked.error().detail};
        }
    }
    return {};
}

Result<void> check_batch_bytes(const std::vector<SendMessageEntry>& entries) {
    std::size_t bytes = 0;
    for (const SendMessageEntry& entry : entries) {
        bytes += message_bytes(entry.message_body.value, entry.message_attributes);
    }
    if (bytes > limits::message_bytes_max) {
        return Error{
            Errc::batch_too_long,
            fmt::format("Batch requests cannot be longer than {} bytes. You have sent {} bytes.",
                        limits::message_bytes_max, bytes)};
    }
    return {};
}

}  // namespace

Task<Result<SendMessageOutput>> send_message(Context& context, SendMessageInput input) {
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    auto ready = make_ready(draft_of(std::move(input)), context, (*queue)->settings, In::request);
    if (!ready) {
        co_return ready.error();
    }
    set_body_md5(*ready, co_await runtime::md5_together(ready->request.message->body));

    std::vector<runtime::SendRequest> requests;
    requests.push_back(std::move(ready->request));
    auto accepted = co_await context.broker.send(*queue, std::move(requests));
    if (!accepted) {
        co_return queue_error(accepted.error(), (*queue)->key);
    }
    SendMessageOutput output;
    fill(output, accepted->front(), std::move(*ready), (*queue)->settings);
    co_return output;
}

Task<Result<SendMessageBatchOutput>> send_message_batch(Context& context,
                                                        SendMessageBatchInput input) {
    const auto queue = find_queue(context, input.queue_url);
    if (!queue) {
        co_return queue.error();
    }
    if (auto checked = check_batch(input.entries, "SendMessageBatchRequestEntry"); !checked) {
        co_return checked.error();
    }
    if ((*queue)->settings.fifo) {
        auto checked = check_batch_for_fifo(input.entries, (*queue)->settings);
        if (!checked) {
            co_return checked.error();
        }
    }
    if (auto checked = check_batch_bytes(input.entries); !checked) {
        co_return checked.error();
    }

    SendMessageBatchOutput output;
    std::vector<Ready> readies;  // in the order of output.successful
    for (SendMessageEntry& entry : input.entries) {
        std::string id = std::move(entry.id.value);
        auto ready = make_ready(draft_of(std::move(entry)), context, (*queue)->settings, In::batch);
        if (!ready) {
            output.failed.push_back(failed_entry(std::move(id), ready.error()));
            continue;
        }
        output.successful.emplace_back().id = std::move(id);
        readies.push_back(std::move(*ready));
    }
    if (readies.empty()) {
        co_return output;
    }
    digest_bodies(readies);

    std::vector<runtime::SendRequest> requests;
    requests.reserve(readies.size());
    for (Ready& ready : readies) {
        requests.push_back(std::move(ready.request));
    }

    auto accepted = co_await context.broker.send(*queue, std::move(requests));
    if (!accepted) {
        co_return queue_error(accepted.error(), (*queue)->key);
    }
    for (std::size_t i = 0; i < readies.size(); ++i) {
        fill(output.successful[i], (*accepted)[i], std::move(readies[i]), (*queue)->settings);
    }
    co_return output;
}

}  // namespace forebay::service::sqs
