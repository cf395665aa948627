#include "tests/runtime/topic_harness.hpp"

#include <forebay/model/limits.hpp>

#include <utility>

namespace forebay::runtime {

TopicKey topic_key(const std::string& name) {
    return {.account = "000000000000", .region = "us-east-1", .name = name};
}

std::string queue_arn(const std::string& name) {
    return arn(topic_key(name));
}

Publication publication(const std::string& text) {
    Publication made;
    made.id = random_uuid();
    made.message = text;
    return made;
}

Publication publication(const std::string& text, const std::string& group,
                        const std::string& deduplication_id) {
    Publication made = publication(text);
    made.group_id = group;
    made.deduplication_id = deduplication_id;
    return made;
}

Subscription wanted(SubscriptionProtocol protocol, const std::string& endpoint) {
    Subscription subscription;
    subscription.id = random_uuid();
    subscription.protocol = protocol;
    subscription.endpoint = endpoint;
    subscription.is_confirmed = true;
    return subscription;
}

std::optional<SendRequest> plain_render(const Subscription& /*subscription*/,
                                        const Publication& publication,
                                        std::uint64_t sequence_number) {
    auto message = std::make_shared<Message>();
    message->id = random_uuid();
    message->body = publication.message;
    message->trace_header = std::to_string(sequence_number);
    message->group_id = publication.group_id;
    message->deduplication_id = publication.deduplication_id;
    return SendRequest{.message = std::move(message), .delay = std::nullopt};
}

TopicPtr TopicHarness::create_topic(const std::string& name) {
    Topic topic;
    topic.key = topic_key(name);
    topic.fifo = name.ends_with(".fifo");
    return run(topics().create(std::move(topic))).value().topic;
}

QueueInfoPtr TopicHarness::create_queue(const std::string& name) {
    QueueInfo queue;
    queue.key = topic_key(name);
    queue.settings.fifo = name.ends_with(".fifo");
    return run(broker().create(std::move(queue))).value().info;
}

SubscriptionPtr TopicHarness::subscribe(const TopicPtr& topic, const std::string& queue,
                                        const std::string& policy,
                                        const std::string& dead_letters) {
    Subscription subscription = wanted(SubscriptionProtocol::sqs, queue_arn(queue));
    subscription.filter_policy = policy;
    if (!dead_letters.empty()) {
        subscription.dead_letter_target_arn = queue_arn(dead_letters);
    }
    return subscribe(topic, std::move(subscription)).value().subscription;
}

Result<Topics::Subscribed> TopicHarness::subscribe(const TopicPtr& topic, Subscription wanted) {
    return run(topics().subscribe(topic, std::move(wanted)));
}

std::future<Result<std::vector<Published>>> TopicHarness::start_publish(
    const TopicPtr& topic, std::vector<Publication> publications) {
    return start(topics().publish(topic, std::move(publications), plain_render));
}

Result<std::vector<Published>> TopicHarness::publish(const TopicPtr& topic,
                                                     const std::string& text) {
    return start_publish(topic, {publication(text)}).get();
}

Published TopicHarness::publish(const TopicPtr& topic, Publication publication) {
    return start_publish(topic, {std::move(publication)}).get().value().front();
}

std::vector<std::string> TopicHarness::drain(const QueueInfoPtr& queue) {
    std::vector<std::string> bodies;
    while (true) {
        const auto deliveries = receive_all(queue, limits::receive_messages_max);
        if (deliveries.empty()) {
            return bodies;
        }
        std::vector<Receipt> receipts;
        for (const Delivery& delivery : deliveries) {
            bodies.push_back(delivery.message->body);
            receipts.push_back(delivery.receipt);
        }
        run(broker().remove_messages(queue, std::move(receipts))).value();
    }
}

}  // namespace forebay::runtime
