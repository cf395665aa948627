#pragma once

#include <forebay/model/topic.hpp>
#include <forebay/service/sns/signer.hpp>

#include <cstdint>
#include <string>
#include <string_view>

/// The JSON documents that are delivered, to the byte: SNS specification 8.1, 8.4, 8.5.
namespace forebay::service::sns {

/// What links in documents begin with, and who signs them.
struct Sender {
    std::string_view url;            ///< scheme, host and port
    const Signer* signer = nullptr;  ///< null: nothing is signed
};

/// 1 or 2, by which the topic wants to be signed for.
int signature_version(const Topic& topic);

/// The notification of a FIFO topic has its sequence number and no signature.
struct Notification {
    const Topic& topic;
    const Subscription& subscription;
    const Publication& publication;
    std::string_view text;  ///< the message as this subscription gets it
    std::uint64_t sequence_number = 0;
};

/// The signature of a notification: the same for all subscriptions that get the same text.
std::string sign(const Notification& notification, const Signer& signer);

/// The envelope; `signature` is empty where nothing is signed.
std::string envelope(const Notification& notification, const Sender& sender,
                     std::string_view signature);

/// One line for a stream: the envelope without signature. SNS specification 8.6.
std::string stream_record(const Notification& notification, const Sender& sender);

/// The link that ends a subscription.
std::string unsubscribe_url(const Subscription& subscription, std::string_view url);

/// The link that confirms one.
std::string subscribe_url(const Subscription& subscription, std::string_view url);

/// What asks a subscriber to confirm, or tells it that it is unsubscribed: `type` is
/// `SubscriptionConfirmation` or `UnsubscribeConfirmation`.
struct Confirmation {
    std::string_view type;
    const Topic& topic;
    const Subscription& subscription;
    std::string id;
    std::string text;
    TimePoint at;
};
std::string envelope(const Confirmation& confirmation, const Sender& sender);

}  // namespace forebay::service::sns
