#pragma once

#include "tests/runtime/harness.hpp"
#include <forebay/model/topic.hpp>
#include <forebay/runtime/topics.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace forebay::runtime {

/// A broker with topics, in which a delivery's body is the published text, and its trace header the
/// sequence number.
class TopicHarness : public Harness {
public:
    using Harness::Harness;

    Topics& topics() { return broker().topics(); }

    TopicPtr create_topic(const std::string& name);  ///< FIFO, if its name ends so
    QueueInfoPtr create_queue(const std::string& name);

    /// A confirmed subscription of a queue.
    SubscriptionPtr subscribe(const TopicPtr& topic, const std::string& queue,
                              const std::string& policy = "", const std::string& dead_letters = "");
    Result<Topics::Subscribed> subscribe(const TopicPtr& topic, Subscription wanted);

    std::future<Result<std::vector<Published>>> start_publish(
        const TopicPtr& topic, std::vector<Publication> publications);
    Result<std::vector<Published>> publish(const TopicPtr& topic, const std::string& text);
    Published publish(const TopicPtr& topic, Publication publication);

    /// All that there is to be received, oldest first.
    std::vector<std::string> drain(const QueueInfoPtr& queue);
};

Publication publication(const std::string& text);
Publication publication(const std::string& text, const std::string& group,
                        const std::string& deduplication_id);

TopicKey topic_key(const std::string& name);
std::string queue_arn(const std::string& name);

/// A subscription of something else than a queue.
Subscription wanted(SubscriptionProtocol protocol, const std::string& endpoint);

std::optional<SendRequest> plain_render(const Subscription& subscription,
                                        const Publication& publication,
                                        std::uint64_t sequence_number);

}  // namespace forebay::runtime
