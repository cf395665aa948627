#pragma once

#include "runtime/counted.hpp"
#include "runtime/delivery_count.hpp"
#include "runtime/turns.hpp"
#include <forebay/engine/filter_policy.hpp>
#include <forebay/engine/queue.hpp>
#include <forebay/engine/subscription_index.hpp>
#include <forebay/engine/topic_archive.hpp>
#include <forebay/engine/topic_order.hpp>
#include <forebay/model/measurements.hpp>
#include <forebay/runtime/topics.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace forebay::runtime {

class Shard;
struct Shared;

/// The topics that a shard owns, with their subscriptions. Everything is called on the shard's
/// thread, but for `restore` before it starts.
///
/// What goes to queues of other shards, and what is recorded here of the same call, is one commit:
/// Shard::do_together.
class ShardTopics {
public:
    ShardTopics(Shard& shard, const Shared& shared, Turns& turns);
    ~ShardTopics();

    /// Takes over a topic as it was on disk: of a FIFO topic with its order. Then its
    /// subscriptions.
    void restore(TopicPtr topic, std::unique_ptr<engine::TopicOrder> order);
    void restore(TopicId topic, SubscriptionPtr subscription);

    void start();         ///< goes on with replays
    void stop_replays();  ///< from now on nothing is replayed

    // See Topics.

    Task<Result<Topics::Creation>> create(Topic wanted);
    Task<Result<void>> remove(TopicId id);
    Task<Result<void>> update(TopicId id, std::function<Result<void>(Topic&)> change);
    Task<Result<Topics::Subscribed>> subscribe(TopicId id, Subscription wanted);
    Task<Result<void>> update_subscription(TopicId id, Uuid subscription,
                                           std::function<Result<void>(Subscription&)> change);
    Task<Result<void>> unsubscribe(TopicId id, Uuid subscription);
    Task<Result<std::vector<Published>>> publish(TopicId id, std::vector<Publication> publications,
                                                 Topics::Render render);

    void count(TopicId id, SubscriptionProtocol protocol, Attempt attempt);
    Task<Measured<TopicMeasurement>> measure();
    void add_begins(Begins& begins);

    void tick(TimePoint now);
    std::optional<TimePoint> next_deadline() const;

private:
    struct Member {
        SubscriptionPtr subscription;
        std::optional<QueueKey> queue;  // its endpoint, if that is one
        std::optional<QueueKey> dead_letter_queue;

        std::uint64_t replay = 0;  // the number of the one that runs, or waits to; 0: none

        // What has been published while its replay reads what it takes to be the last.
        std::optional<std::vector<SendRequest>> held;
    };

    struct Slot {
        TopicPtr info;
        std::unique_ptr<engine::TopicOrder> order;      // of a FIFO topic
        std::unique_ptr<engine::TopicArchive> archive;  // null: it has none
        std::optional<TimePoint> deadline;              // its place in deadlines_
        Ticket changed_in{0};                           // the turn of its latest change
        Counted<TopicTally> counted;

        boost::unordered_flat_map<engine::SubscriptionId, Member> members;
        std::map<Uuid, engine::SubscriptionId> ids;
        boost::unordered_flat_map<std::pair<SubscriptionProtocol, std::string>,
                                  engine::SubscriptionId>
            by_endpoint;
        std::uint64_t last_member = 0;  // the latest number of a member

        // Who gets what is published, by protocol, since a publication may have a text for each.
        std::map<SubscriptionProtocol, engine::SubscriptionIndex> indexes;
    };

    struct Letter {
        QueueId queue;
        SendRequest request;
    };
    using Letters = std::map<Shard*, std::vector<Letter>>;  // by the shard of their queues

    Slot* find(TopicId id);
    Member* find(Slot& slot, const Uuid& subscription);
    Slot& insert(TopicPtr topic, std::unique_ptr<engine::TopicOrder> order);
    void put(Slot& slot, SubscriptionPtr subscription);
    void drop(Slot& slot, SubscriptionPtr subscription);
    void mark_changed(Slot& slot);

    void deliver(Slot& slot, const Publication& publication, std::uint64_t sequence_number,
                 const Topics::Render& render, Letters& letters);
    void address(Slot& slot, const Member& member, SendRequest request, Letters& letters) const;
    QueueInfoPtr target_of(const Member& member, const Message& message) const;
    void record(Slot& slot, const Changes& changes);
    void dispatch(Letters letters);
    void schedule(Slot& slot);
    void reschedule(Slot& slot);
    static engine::FilterPolicy policy_of(const Subscription& subscription);

    // Archives and replays.
    struct Lap;
    struct ReplayName {
        TopicId topic;
        Uuid subscription;
        std::uint64_t number;  // of the member's
    };
    void set_up_archive(Slot& slot);
    void fail_replays(Slot& slot);
    void begin_replay(const Slot& slot, Member& member);
    void run_waiting();
    Task<void> run(ReplayName name);
    Task<void> replay(ReplayName name);
    Member* find(const ReplayName& name);
    Lap begin_lap(Slot& slot, Member& member, bool is_last);
    void end_lap(Slot& slot, Member& member, const Lap& lap, const engine::Loaded& loaded);

    Shard& shard_;
    const Shared& shared_;
    Turns& turns_;
    Others<TopicTally> others_;
    boost::unordered_flat_map<TopicId, std::unique_ptr<Slot>> slots_;
    std::set<std::pair<TimePoint, TopicId>> deadlines_;           // when orders want a tick
    std::set<std::tuple<TimePoint, TopicId, Uuid>> unconfirmed_;  // by when it is too late
    std::set<std::tuple<TimePoint, TopicId, Uuid>> paused_;       // when replays go on
    std::uint64_t last_replay_ = 0;                               // the latest number of one
    std::deque<ReplayName> waiting_;                              // replays that wait for others
    std::size_t running_count_ = 0;
    bool is_replaying_allowed_ = false;
    std::vector<engine::SubscriptionId> found_;  // kept for its capacity
};

}  // namespace forebay::runtime
