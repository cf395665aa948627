#include "service/sns/confirmation.hpp"

#include "service/sns/envelope.hpp"
#include "service/sns/mail.hpp"
#include <forebay/base/digest.hpp>

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace forebay::service::sns {
namespace {

constexpr std::size_t token_bytes = 144;

std::string text_for(const Topic& topic, const Subscription& subscription, OutgoingKind kind) {
    if (kind == OutgoingKind::subscription_confirmation) {
        return fmt::format(
            "You have chosen to subscribe to the topic {}.\nTo confirm the subscription, visit the "
            "SubscribeURL included in this message.",
            topic_arn(topic.key));
    }
    return fmt::format(
        "You have chosen to deactivate subscription {}.\nTo cancel this operation and restore the "
        "subscription, visit the SubscribeURL included in this message.",
        subscription_arn(subscription));
}

Outgoing make_outgoing(const Context& context, const Topic& topic, const Subscription& subscription,
                       OutgoingKind kind, const Signer* signer) {
    const bool is_new = kind == OutgoingKind::subscription_confirmation;
    Outgoing outgoing;
    outgoing.kind = kind;
    outgoing.publication = random_uuid();
    outgoing.subject = is_new ? mail::confirmation_subject : mail::unsubscribed_subject;
    if (subscription.protocol == SubscriptionProtocol::email) {
        outgoing.body = is_new ? mail::confirmation_body(subscription, context.public_url())
                               : mail::unsubscribed_body(subscription, context.public_url());
        return outgoing;
    }
    outgoing.body = envelope(
        Confirmation{.type = is_new ? "SubscriptionConfirmation" : "UnsubscribeConfirmation",
                     .topic = topic,
                     .subscription = subscription,
                     .id = to_string(outgoing.publication),
                     .text = text_for(topic, subscription, kind),
                     .at = context.broker.clock().now()},
        {.url = context.public_url(), .signer = signer});
    return outgoing;
}

}  // namespace

std::string make_token() {
    std::array<char, token_bytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return hex(std::string_view(bytes.data(), bytes.size()));
}

bool is_token(std::string_view text) {
    return text.size() == 2 * token_bytes && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

Task<Result<void>> send_confirmation(Context& context, TopicPtr topic, SubscriptionPtr subscription,
                                     OutgoingKind kind) {
    const auto signer = co_await context.signer();
    if (!signer) {
        co_return signer.error();
    }
    auto message = std::make_shared<Message>(
        to_message(make_outgoing(context, *topic, *subscription, kind, *signer)));
    std::vector<runtime::SendRequest> requests;
    requests.push_back({.message = std::move(message), .delay = std::nullopt});
    const auto sent = co_await context.broker.send(subscription->outbox, std::move(requests));
    if (!sent && sent.error().code != Errc::queue_not_found) {  // gone: so is the subscription
        co_return sent.error();
    }
    co_return Result<void>();
}

}  // namespace forebay::service::sns
