#pragma once

#include <forebay/model/message.hpp>
#include <forebay/model/topic.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace forebay {

enum class OutgoingKind : std::uint8_t {
    notification,
    subscription_confirmation,
    unsubscribe_confirmation,
};

/// A delivery that waits in the outbox of a subscription: what is sent, ready to go.
struct Outgoing {
    OutgoingKind kind = OutgoingKind::notification;
    Uuid publication;             ///< MessageId of what was published, or of the confirmation
    std::string subject;          ///< of a mail
    std::string unsubscribe_url;  ///< of a mail: where its reader can end it; empty: none
    std::string body;             ///< the envelope, the raw text, or the text of a mail or an SMS
    std::vector<MessageAttribute> attributes;  ///< what a dead-letter queue gets with a raw body
    bool is_raw = false;
    std::string group_id;          ///< for a dead-letter queue; empty: none
    std::string deduplication_id;  ///< for a dead-letter queue; empty: none

    friend bool operator==(const Outgoing&, const Outgoing&) = default;
};

/// How a delivery is stored: as a message of the outbox.
Message to_message(Outgoing outgoing);
Outgoing to_outgoing(const Message& message);

/// The subscription that an outbox is of.
struct OutboxOwner {
    TopicKey topic;
    Uuid subscription;

    friend bool operator==(const OutboxOwner&, const OutboxOwner&) = default;
};

/// The key of an outbox: its name is `<topic>:<subscription>`, which no client can give a queue.
QueueKey outbox_key(const OutboxOwner& owner);

/// Whose outbox a queue is; nullopt: none, it is a client's queue.
std::optional<OutboxOwner> outbox_owner(const QueueKey& key);

}  // namespace forebay
