#include "service/sns/envelope.hpp"

#include "service/sqs/sequence_number.hpp"
#include <forebay/base/base64.hpp>
#include <forebay/base/time_text.hpp>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <initializer_list>
#include <utility>

namespace forebay::service::sns {
namespace {

std::string in_quotes(std::string_view text) {
    return boost::json::serialize(text);
}

/// A JSON object as the service prints it: a member a line, a blank on both sides of the colon.
class Document {
public:
    void add(std::string_view name, std::string_view value) { add_json(name, in_quotes(value)); }

    void add_json(std::string_view name, std::string_view json) {
        text_ += text_.empty() ? "{\n" : ",\n";
        fmt::format_to(std::back_inserter(text_), "  \"{}\" : {}", name, json);
    }

    std::string finish() && { return std::move(text_) + "\n}"; }

private:
    std::string text_;
};

using Field = std::pair<std::string_view, std::string_view>;

/// The fields come sorted by name.
std::string text_to_sign(std::initializer_list<Field> fields) {
    std::string text;
    for (const auto& [name, value] : fields) {
        text.append(name).append("\n").append(value).append("\n");
    }
    return text;
}

std::string printed_value(const MessageAttribute& attribute) {
    return in_quotes(attribute.is_binary ? base64(attribute.value) : attribute.value);
}

std::string printed(const MessageAttribute& attribute) {
    return fmt::format(R"({{"Type":{},"Value":{}}})", in_quotes(attribute.data_type),
                       printed_value(attribute));
}

/// One attribute a line, or all in one.
std::string printed(const std::vector<MessageAttribute>& attributes, bool in_lines) {
    std::string text = "{";
    for (const MessageAttribute& attribute : attributes) {
        text += text.size() > 1 ? "," : "";
        text += in_lines ? "\n    " : "";
        text += in_quotes(attribute.name);
        text += in_lines ? " : " : ":";
        text += printed(attribute);
    }
    text += in_lines ? "\n  }" : "}";
    return text;
}

void add_signature(Document& document, const Topic& topic, const Sender& sender,
                   std::string_view signature) {
    document.add("SignatureVersion", fmt::format("{}", signature_version(topic)));
    document.add("Signature", signature);
    document.add("SigningCertURL",
                 fmt::format("{}{}", sender.url,
                             sender.signer == nullptr ? "" : sender.signer->certificate_path()));
}

}  // namespace

int signature_version(const Topic& topic) {
    const auto version = topic.attributes.find("SignatureVersion");
    return version != topic.attributes.end() && version->second == "2" ? 2 : 1;
}

std::string sign(const Notification& notification, const Signer& signer) {
    const Publication& publication = notification.publication;
    const std::string id = to_string(publication.id);
    const std::string time = timestamp(publication.published_at);
    const std::string arn = topic_arn(notification.topic.key);
    const Field message{"Message", notification.text};
    const Field message_id{"MessageId", id};
    const Field published{"Timestamp", time};
    const Field topic{"TopicArn", arn};
    const Field type{"Type", "Notification"};
    const std::string text =
        publication.subject.empty()
            ? text_to_sign({message, message_id, published, topic, type})
            : text_to_sign(
                  {message, message_id, {"Subject", publication.subject}, published, topic, type});
    return signer.sign(text, signature_version(notification.topic));
}

std::string envelope(const Notification& notification, const Sender& sender,
                     std::string_view signature) {
    const Publication& publication = notification.publication;
    Document document;
    document.add("Type", "Notification");
    document.add("MessageId", to_string(publication.id));
    if (notification.topic.fifo) {
        document.add("SequenceNumber",
                     sqs::sequence_number(Sequence(notification.sequence_number)));
    }
    document.add("TopicArn", topic_arn(notification.topic.key));
    if (!publication.subject.empty()) {
        document.add("Subject", publication.subject);
    }
    document.add("Message", notification.text);
    document.add("Timestamp", timestamp(publication.published_at));
    if (publication.is_replayed) {
        document.add_json("Replayed", "true");
    }
    if (!notification.topic.fifo) {
        add_signature(document, notification.topic, sender, signature);
    }
    document.add("UnsubscribeURL", unsubscribe_url(notification.subscription, sender.url));
    if (!publication.attributes.empty()) {
        document.add_json("MessageAttributes", printed(publication.attributes, true));
    }
    return std::move(document).finish();
}

std::string stream_record(const Notification& notification, const Sender& sender) {
    const Publication& publication = notification.publication;
    std::string record =
        fmt::format(R"({{"Type":"Notification","MessageId":"{}","TopicArn":{})",
                    to_string(publication.id), in_quotes(topic_arn(notification.topic.key)));
    const auto add = [&record](std::string_view name, std::string_view json) {
        fmt::format_to(std::back_inserter(record), R"(,"{}":{})", name, json);
    };
    if (!publication.subject.empty()) {
        add("Subject", in_quotes(publication.subject));
    }
    add("Message", in_quotes(notification.text));
    add("Timestamp", in_quotes(timestamp(publication.published_at)));
    add("UnsubscribeURL", in_quotes(unsubscribe_url(notification.subscription, sender.url)));
    if (!publication.attributes.empty()) {
        add("MessageAttributes", printed(publication.attributes, false));
    }
    record += "}\n";
    return record;
}

std::string unsubscribe_url(const Subscription& subscription, std::string_view url) {
    return fmt::format("{}/?Action=Unsubscribe&SubscriptionArn={}", url,
                       subscription_arn(subscription));
}

std::string subscribe_url(const Subscription& subscription, std::string_view url) {
    return fmt::format("{}/?Action=ConfirmSubscription&TopicArn={}&Token={}", url,
                       topic_arn(subscription.topic), subscription.token);
}

std::string envelope(const Confirmation& confirmation, const Sender& sender) {
    const std::string arn = topic_arn(confirmation.topic.key);
    const std::string url = subscribe_url(confirmation.subscription, sender.url);
    const std::string time = timestamp(confirmation.at);
    const std::string& token = confirmation.subscription.token;
    const std::string signature =
        sender.signer == nullptr ? std::string()
                                 : sender.signer->sign(text_to_sign({{"Message", confirmation.text},
                                                                     {"MessageId", confirmation.id},
                                                                     {"SubscribeURL", url},
                                                                     {"Timestamp", time},
                                                                     {"Token", token},
                                                                     {"TopicArn", arn},
                                                                     {"Type", confirmation.type}}),
                                                       signature_version(confirmation.topic));
    Document document;
    document.add("Type", confirmation.type);
    document.add("MessageId", confirmation.id);
    document.add("Token", token);
    document.add("TopicArn", arn);
    document.add("Message", confirmation.text);
    document.add("SubscribeURL", url);
    document.add("Timestamp", time);
    add_signature(document, confirmation.topic, sender, signature);
    return std::move(document).finish();
}

}  // namespace forebay::service::sns
