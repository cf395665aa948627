#pragma once

#include "tests/runtime/topic_harness.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace forebay::runtime {

/// The body of what is replayed ends in `*`.
inline std::optional<SendRequest> marked_render(const Subscription& subscription,
                                                const Publication& publication,
                                                std::uint64_t number) {
    auto request = plain_render(subscription, publication, number);
    request->message->body += publication.is_replayed ? "*" : "";
    return request;
}

/// A broker with topics that have archives.
class ReplayHarness : public TopicHarness {
public:
    explicit ReplayHarness(const Topics::Render& render = marked_render)
        : TopicHarness({}, [render](Broker& broker) {
              broker.topics().render_replays_with([render](const TopicPtr&) { return render; });
          }) {}

    /// A FIFO topic that keeps what is published for a day.
    TopicPtr create_archive(const std::string& name) {
        const TopicPtr topic = create_topic(name);
        keep(topic, std::chrono::hours(24));
        return topics().find(topic->key);
    }

    void keep(const TopicPtr& topic, std::optional<Duration> retention) {
        const auto change = [retention](Topic& edited) -> Result<void> {
            edited.archive.reset();
            if (retention) {
                edited.archive = ArchivePolicy{.retention = *retention, .since = {}};
            }
            return {};
        };
        run(topics().update(topic, change)).value();
    }

    void publish_text(const TopicPtr& topic, const std::string& text) {
        publish(topic, publication(text, text.substr(0, 1), text));
    }

    /// A new queue, with a subscription that has a replay.
    std::pair<QueueInfoPtr, SubscriptionPtr> replay(const TopicPtr& topic, const std::string& name,
                                                    Replay wanted_replay,
                                                    const std::string& policy = "") {
        const QueueInfoPtr queue = create_queue(name);
        Subscription subscription = wanted(SubscriptionProtocol::sqs, queue_arn(name));
        subscription.replay = wanted_replay;
        subscription.filter_policy = policy;
        return {queue, subscribe(topic, std::move(subscription)).value().subscription};
    }

    SubscriptionPtr now(const SubscriptionPtr& subscription) {
        return topics().find_subscription(subscription->topic, subscription->id);
    }

    void set(const SubscriptionPtr& subscription, std::optional<Replay> wanted_replay) {
        const auto change = [&wanted_replay](Subscription& edited) -> Result<void> {
            edited.replay = wanted_replay;
            return {};
        };
        run(topics().update_subscription(subscription, change)).value();
    }

    /// And what it handed out is in its queue.
    void until_ended(const SubscriptionPtr& subscription) {
        until_now([&] { return !is_replaying(*now(subscription)); });
        pass_a_moment();
    }

    TimePoint time() { return broker().clock().now(); }
};

}  // namespace forebay::runtime
