#include "service/sns/envelope.hpp"
#include "service/sns/mail.hpp"
#include "service/sns/publication.hpp"
#include "service/sns/subscription_endpoint.hpp"
#include "service/sqs/message_text.hpp"
#include <forebay/model/outgoing.hpp>
#include <forebay/service/sns/rendering.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace forebay::service::sns {
namespace {

using Protocol = SubscriptionProtocol;

/// The signatures of one request's texts. All subscriptions that get the same text share one.
class Signatures {
public:
    explicit Signatures(const Signer* signer) : signer_(signer) {}

    const std::string& of(const Notification& notification) {
        std::string& signature = made_[{notification.publication.id, notification.text.data()}];
        if (signature.empty() && signer_ != nullptr && !notification.topic.fifo) {
            signature = sign(notification, *signer_);
        }
        return signature;
    }

private:
    const Signer* signer_;
    std::map<std::pair<Uuid, const char*>, std::string> made_;  // by publication and text
};

std::vector<MessageAttribute> sorted(std::vector<MessageAttribute> attributes) {
    std::ranges::sort(attributes, {}, &MessageAttribute::name);
    return attributes;
}

/// The part behind the platform's name in the ARN of an endpoint: `…:endpoint/<platform>/…`.
std::string_view platform_of(std::string_view endpoint_arn) {
    const std::size_t begin = endpoint_arn.find('/') + 1;
    return endpoint_arn.substr(begin, endpoint_arn.find('/', begin) - begin);
}

class Renderer {
public:
    Renderer(const Signer* signer, TopicPtr topic)
        : signer_(signer), topic_(std::move(topic)), signatures_(signer) {}

    std::optional<runtime::SendRequest> render(const Subscription& subscription,
                                               const Publication& publication,
                                               std::uint64_t sequence_number) {
        const std::string_view part = subscription.protocol == Protocol::application
                                          ? platform_of(subscription.endpoint)
                                          : protocol_name(subscription.protocol);
        const Notification notification{.topic = *topic_,
                                        .subscription = subscription,
                                        .publication = publication,
                                        .text = text_for(publication, part),
                                        .sequence_number = sequence_number};
        auto message = subscription.protocol == Protocol::sqs
                           ? queue_message(notification)
                           : std::make_shared<Message>(to_message(outgoing(notification)));
        if (message == nullptr) {
            return std::nullopt;
        }
        return runtime::SendRequest{.message = std::move(message), .delay = std::nullopt};
    }

private:
    Sender sender_of(const Notification& notification) const {
        return {.url = notification.publication.base_url, .signer = signer_};
    }

    std::string enveloped(const Notification& notification) {
        return envelope(notification, sender_of(notification), signatures_.of(notification));
    }

    /// A FIFO topic tells a FIFO queue what it knows of order, and others nothing; a group of a
    /// standard topic goes on to a queue. SNS specification 8.3.
    void set_group(const Notification& notification, std::string& group_id,
                   std::string& deduplication_id) const {
        if (!topic_->fifo || is_fifo_queue(notification.subscription)) {
            group_id = notification.publication.group_id;
            deduplication_id = notification.publication.deduplication_id;
        }
    }

    /// Null when no queue takes such a text: it may hold all that UTF-8 can say, a message of SQS
    /// may not.
    std::shared_ptr<Message> queue_message(const Notification& notification) {
        const auto message = notification.subscription.is_raw ? raw_message(notification)
                                                              : with_body(enveloped(notification));
        if (message == nullptr) {
            return nullptr;
        }
        message->id = random_uuid();
        message->sender_id = topic_->key.account;
        message->trace_header = notification.publication.trace_header;
        set_group(notification, message->group_id, message->deduplication_id);
        return message;
    }

    static std::shared_ptr<Message> with_body(std::string body) {
        if (sqs::forbidden_character(body)) {
            return nullptr;
        }
        auto message = std::make_shared<Message>();
        message->body_md5 = md5(body);
        message->body = std::move(body);
        return message;
    }

    /// Body and attributes are checked and digested once for all that get them.
    std::shared_ptr<Message> raw_message(const Notification& notification) {
        if (raw_text_ != notification.text.data() || raw_of_ != notification.publication.id) {
            raw_ = with_body(std::string(notification.text));
            raw_text_ = notification.text.data();
            raw_of_ = notification.publication.id;
            if (raw_ != nullptr) {
                raw_->attributes = sorted(notification.publication.attributes);
            }
        }
        return raw_ == nullptr ? nullptr : std::make_shared<Message>(*raw_);
    }

    Outgoing outgoing(const Notification& notification) {
        const Publication& publication = notification.publication;
        Outgoing outgoing;
        outgoing.kind = OutgoingKind::notification;
        outgoing.publication = publication.id;
        set_group(notification, outgoing.group_id, outgoing.deduplication_id);
        switch (notification.subscription.protocol) {
            case Protocol::email:
                set_mail(notification, notification.text, outgoing);
                break;
            case Protocol::email_json:
                set_mail(notification, enveloped(notification), outgoing);
                break;
            case Protocol::sms:
                outgoing.body = display_prefix() + std::string(notification.text);
                break;
            case Protocol::application:
                outgoing.body = notification.text;
                break;
            case Protocol::firehose:
                outgoing.is_raw = notification.subscription.is_raw;
                outgoing.body = outgoing.is_raw
                                    ? std::string(notification.text) + '\n'
                                    : stream_record(notification, sender_of(notification));
                break;
            default:
                outgoing.is_raw =
                    notification.subscription.is_raw && is_http(notification.subscription.protocol);
                outgoing.body =
                    outgoing.is_raw ? std::string(notification.text) : enveloped(notification);
                break;
        }
        if (outgoing.is_raw) {
            outgoing.attributes = sorted(publication.attributes);
        }
        return outgoing;
    }

    void set_mail(const Notification& notification, std::string_view text,
                  Outgoing& outgoing) const {
        const std::string& subject = notification.publication.subject;
        outgoing.subject = subject.empty() ? mail::default_subject : subject;
        outgoing.unsubscribe_url =
            mail::unsubscribe_link(notification.subscription, notification.publication.base_url);
        outgoing.body = mail::with_footer(text, outgoing.unsubscribe_url);
    }

    std::string display_prefix() const {
        const auto name = topic_->attributes.find("DisplayName");
        return name == topic_->attributes.end() ? std::string() : fmt::format("{}> ", name->second);
    }

    const Signer* signer_;
    TopicPtr topic_;
    Signatures signatures_;

    std::shared_ptr<Message> raw_;    // what the latest raw subscription got, before its id
    const char* raw_text_ = nullptr;  // of which text
    Uuid raw_of_;                     // of which publication
};

}  // namespace

runtime::Topics::Render make_render(const Signer* signer, TopicPtr topic) {
    auto renderer = std::make_shared<Renderer>(signer, std::move(topic));
    return [renderer](const Subscription& subscription, const Publication& publication,
                      std::uint64_t sequence_number) {
        return renderer->render(subscription, publication, sequence_number);
    };
}

Task<Result<std::vector<runtime::Published>>> publish_rendered(
    const Context& context, TopicPtr topic, std::vector<Publication> publications) {
    const auto signer = co_await context.signer();
    if (!signer) {
        co_return signer.error();
    }
    co_return co_await context.broker.topics().publish(topic, std::move(publications),
                                                       make_render(*signer, topic));
}

}  // namespace forebay::service::sns
