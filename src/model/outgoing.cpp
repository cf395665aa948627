#include <forebay/base/assert.hpp>
#include <forebay/model/outgoing.hpp>

#include <fmt/format.h>

#include <utility>

namespace forebay {
namespace {

// What a message has no field for stands in those that nobody reads of an outbox's messages: in the
// sender's a letter for the kind, `r` when it is raw, and the subject; in the trace's the address.
char letter_of(OutgoingKind kind) {
    switch (kind) {
        case OutgoingKind::notification:
            return 'n';
        case OutgoingKind::subscription_confirmation:
            return 's';
        case OutgoingKind::unsubscribe_confirmation:
            return 'u';
    }
    fail_stop("OutgoingKind out of range");
}

OutgoingKind kind_of(char letter) {
    switch (letter) {
        case 'n':
            return OutgoingKind::notification;
        case 's':
            return OutgoingKind::subscription_confirmation;
        case 'u':
            return OutgoingKind::unsubscribe_confirmation;
        default:
            fail_stop("a message of an outbox is not a delivery");
    }
}

}  // namespace

Message to_message(Outgoing outgoing) {
    Message message;
    message.id = outgoing.publication;
    message.sender_id = fmt::format("{}{}{}", letter_of(outgoing.kind), outgoing.is_raw ? 'r' : '-',
                                    outgoing.subject);
    message.trace_header = std::move(outgoing.unsubscribe_url);
    message.body = std::move(outgoing.body);
    message.attributes = std::move(outgoing.attributes);
    message.group_id = std::move(outgoing.group_id);
    message.deduplication_id = std::move(outgoing.deduplication_id);
    return message;
}

Outgoing to_outgoing(const Message& message) {
    if (message.sender_id.size() < 2) {
        fail_stop("a message of an outbox is not a delivery");
    }
    return {.kind = kind_of(message.sender_id[0]),
            .publication = message.id,
            .subject = message.sender_id.substr(2),
            .unsubscribe_url = message.trace_header,
            .body = message.body,
            .attributes = message.attributes,
            .is_raw = message.sender_id[1] == 'r',
            .group_id = message.group_id,
            .deduplication_id = message.deduplication_id};
}

QueueKey outbox_key(const OutboxOwner& owner) {
    return {.account = owner.topic.account,
            .region = owner.topic.region,
            .name = fmt::format("{}:{}", owner.topic.name, to_string(owner.subscription))};
}

std::optional<OutboxOwner> outbox_owner(const QueueKey& key) {
    const std::size_t colon = key.name.rfind(':');
    if (colon == std::string::npos) {
        return std::nullopt;
    }
    const auto subscription = parse_uuid(std::string_view(key.name).substr(colon + 1));
    if (!subscription) {
        return std::nullopt;
    }
    return OutboxOwner{.topic = {key.account, key.region, key.name.substr(0, colon)},
                       .subscription = *subscription};
}

}  // namespace forebay
