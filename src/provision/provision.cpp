#include "provision/provision.hpp"

#include <forebay/runtime/tables.hpp>
#include <forebay/runtime/topics.hpp>
#include <forebay/service/sns/rendering.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>

#include <future>
#include <memory>
#include <set>
#include <utility>

namespace forebay::provision {
namespace {

/// Waits for a task that runs on a thread of the broker.
void run_on(runtime::Broker& broker, Task<void> task) {
    asio::co_spawn(broker.executors().front(), std::move(task), asio::use_future).get();
}

Task<void> provision_all(Stage& stage, const Declarations& declarations) {
    co_await provision_queues(stage, declarations.queues);
    co_await provision_topics(stage, declarations.topics);
    co_await provision_subscriptions(stage, declarations.subscriptions);
    co_await provision_tables(stage, declarations.tables);
}

std::set<QueueKey> keys_of(const auto& declared) {
    std::set<QueueKey> keys;
    for (const auto& one : declared) {
        keys.insert(one.key);
    }
    return keys;
}

std::set<std::pair<TopicKey, std::string>> endpoints_of(
    const std::vector<DeclaredSubscription>& declared) {
    std::set<std::pair<TopicKey, std::string>> endpoints;
    for (const DeclaredSubscription& one : declared) {
        endpoints.emplace(one.topic.key, one.endpoint);
    }
    return endpoints;
}

/// Puts what is there, and is declared or named, onto the rehearsal's stage.
class Scenery {
public:
    Scenery(const Declarations& declarations, runtime::Broker* existing, Stage& stage,
            Findings& findings)
        : declarations_(declarations),
          queues_(keys_of(declarations.queues)),
          topics_(keys_of(declarations.topics)),
          endpoints_(endpoints_of(declarations.subscriptions)),
          existing_(existing),
          stage_(stage),
          findings_(findings) {}

    Task<void> build() {
        for (const DeclaredQueue& queue : declarations_.queues) {
            (void)co_await copy_queue(queue.key);
        }
        for (const DeclaredTopic& topic : declarations_.topics) {
            (void)co_await copy_topic(topic.key);
        }
        for (const DeclaredTable& table : declarations_.tables) {
            co_await copy_table(table.key);
        }
        for (const DeclaredQueue& queue : declarations_.queues) {
            if (queue.dead_letter_queue) {
                co_await find_queue(*queue.dead_letter_queue);
            }
        }
        for (const DeclaredSubscription& subscription : declarations_.subscriptions) {
            co_await find_topic(subscription.topic);
            for (const Reference& queue : subscription.queues) {
                co_await find_queue(queue);
            }
        }
    }

private:
    /// False: it is not there.
    Task<bool> copy_queue(QueueKey key) {
        if (existing_ == nullptr) {
            co_return false;
        }
        const auto queue = existing_->find(key.account, key.region, key.name);
        if (queue) {
            (void)co_await stage_.broker.create(**queue);
        }
        co_return queue.has_value();
    }

    Task<bool> copy_topic(TopicKey key) {
        const TopicPtr topic = existing_ == nullptr ? nullptr : existing_->topics().find(key);
        if (topic == nullptr || stage_.broker.topics().find(key) != nullptr) {
            co_return topic != nullptr;
        }
        const auto copy = co_await stage_.broker.topics().create(*topic);
        if (copy) {
            co_await copy_subscriptions(copy->topic);
        }
        co_return true;
    }

    Task<void> copy_subscriptions(TopicPtr topic) {
        constexpr std::size_t page_size = 1000;
        std::optional<runtime::Topics::Position> after;
        std::vector<SubscriptionPtr> page;
        do {
            page = existing_->topics().list_subscriptions(topic->key.account, topic->key.region,
                                                          topic->key.name, after, page_size);
            for (const SubscriptionPtr& subscription : page) {
                if (is_named(*subscription)) {
                    (void)co_await stage_.broker.topics().subscribe(topic, *subscription);
                }
                after = {.topic = topic->key.name, .id = subscription->id};
            }
        } while (page.size() == page_size);
    }

    bool is_named(const Subscription& subscription) const {
        return endpoints_.contains({subscription.topic, subscription.endpoint});
    }

    Task<void> copy_table(TableKey key) {
        const TableInfoPtr table = existing_ == nullptr ? nullptr : existing_->tables().find(key);
        if (table != nullptr) {
            (void)co_await stage_.broker.tables().create(*table);
        }
    }

    /// What is named, not declared and not there is a problem; a stand-in hides what follows.
    Task<void> find_queue(Reference queue) {
        if (queues_.contains(queue.key) || co_await copy_queue(queue.key)) {
            co_return;
        }
        report(queue, "queue");
        QueueInfo stand_in;
        stand_in.key = queue.key;
        stand_in.settings.fifo = is_fifo_name(queue.key.name);
        (void)co_await stage_.broker.create(std::move(stand_in));
    }

    Task<void> find_topic(Reference topic) {
        if (topics_.contains(topic.key) || co_await copy_topic(topic.key)) {
            co_return;
        }
        report(topic, "topic");
        Topic stand_in;
        stand_in.key = topic.key;
        stand_in.fifo = is_fifo_name(topic.key.name);
        (void)co_await stage_.broker.topics().create(std::move(stand_in));
    }

    void report(const Reference& reference, std::string_view kind) {
        Problems& found = existing_ == nullptr ? findings_.notes : findings_.problems;
        found.add(reference.place,
                  fmt::format("{}: expected a {} that is declared{}", reference.spelled, kind,
                              existing_ == nullptr ? ", or is there already" : " or there"));
    }

    const Declarations& declarations_;
    std::set<QueueKey> queues_;  // that are declared, as are the topics
    std::set<TopicKey> topics_;
    std::set<std::pair<TopicKey, std::string>> endpoints_;  // of subscriptions
    runtime::Broker* existing_;
    Stage& stage_;
    Findings& findings_;
};

Task<void> rehearse(Stage& stage, Scenery& scenery, const Declarations& declarations) {
    co_await scenery.build();
    co_await provision_all(stage, declarations);
}

}  // namespace

Findings check(const Declarations& declarations, const service::ServiceOptions& options,
               runtime::Broker* existing) {
    Findings findings;
    if (declarations.empty()) {
        return findings;
    }
    SystemClock real_clock;
    Clock& clock = existing == nullptr ? real_clock : existing->clock();
    const auto broker =
        runtime::Broker::recover(storage::make_memory_store(), clock, runtime::BrokerOptions());
    broker->topics().render_replays_with(
        [](TopicPtr topic) { return service::sns::make_render(nullptr, std::move(topic)); });
    broker->start();
    Stage stage{.broker = *broker, .options = options, .is_rehearsal = true};
    Scenery scenery(declarations, existing, stage, findings);
    run_on(*broker, rehearse(stage, scenery, declarations));
    broker->stop();
    findings.problems.add(stage.problems);
    return findings;
}

Report apply(const Declarations& declarations, runtime::Broker& broker, const Caller& caller) {
    Stage stage{.broker = broker,
                .options = caller.options,
                .signers = caller.signers,
                .endpoint = caller.endpoint};
    if (!declarations.empty()) {
        run_on(broker, provision_all(stage, declarations));
    }
    return {.done = std::move(stage.done), .problems = std::move(stage.problems)};
}

}  // namespace forebay::provision
