#pragma once

#include "engine/backlog_queue.hpp"
#include "engine/deduplication.hpp"
#include "engine/delayed_counts.hpp"
#include "engine/groups.hpp"
#include "engine/receive_attempts.hpp"

#include <map>
#include <set>
#include <vector>

namespace forebay::engine {

/// A FIFO queue. Of a group, the longest prefix of visible messages may be received, in the order
/// in which they were sent: a message in flight or delayed blocks those behind it. SQS
/// specification 8.
///
/// Groups are looked for in the window, which holds the next messages of all groups: with their
/// bodies as far as memory allows, the others as a sequence and a group each. Groups that have
/// something to give stand in a rotation, so what a receive costs depends neither on the backlog
/// nor on how many groups are blocked. Bodies of blocked groups are the first to go back to disk.
///
/// What was received stays in memory with its group, and a group gives its messages in order: so
/// those that were received come before those that wait, which come before those on disk.
///
/// Delay is the queue's own (8.4), so the delayed messages are always the latest ones.
class FifoQueue final : public BacklogQueue {
public:
    FifoQueue(const QueueInfo& info, const WindowLimits& limits);

    Accepted send(std::shared_ptr<Message> message, Duration delay, TimePoint now,
                  Changes& changes) override;
    Result<std::vector<Delivery>> receive(const ReceiveCall& call, TimePoint now,
                                          Changes& changes) override;
    void redrive_after(std::uint32_t receive_count_max) override;
    std::vector<Delivery> take_dead_letters(std::size_t max, TimePoint now,
                                            Changes& changes) override;
    std::vector<Delivery> take_waiting(std::size_t max, TimePoint now, Changes& changes) override;
    void stay(Sequence sequence) override;
    void take_in(std::shared_ptr<Message> message, TimePoint now, Changes& changes) override;
    Result<void> remove(const Receipt& receipt, TimePoint now, Changes& changes) override;
    Result<void> change_visibility(const Receipt& receipt, Duration timeout, TimePoint now,
                                   Changes& changes) override;
    void purge(Changes& changes) override;
    void tick(TimePoint now, Changes& changes) override;
    std::optional<TimePoint> next_deadline() const override;
    void configure(const QueueSettings& settings, TimePoint now) override;

    QueueCounters counters() const override;
    void restore(const QueueCounters& counters) override;

    bool is_starved() const override;

    /// Never: what was received is in memory, and no other message has a receipt.
    bool must_load(Sequence) const override { return false; }
    std::optional<LoadRequest> next_load() override;
    void loaded(Loaded loaded, TimePoint now, Changes& changes) override;
    void release() override;

private:
    struct Receivable {
        Sequence sequence;
        GroupKey group;
        MessagePtr message;
    };

    using BacklogQueue::apply_one;
    void apply_one(const Sent& sent) override;
    void apply_one(const StateChanged& changed) override;
    void apply_one(const Removed& removed) override;
    void apply_one(const RangeRemoved& removed) override;
    void apply_one(const Deduplicated& deduplicated) override;
    void apply_one(const DeduplicationEnded& ended) override;
    void became_visible(const std::vector<Sequence>& sequences) override;
    void came_alone(Sequence sequence, MessagePtr message, TimePoint now,
                    Changes& changes) override;
    void came_in_range(Sequence sequence, MessagePtr message) override;
    std::uint64_t delayed_count() const override { return delayed_.total(); }
    Sequence delayed_begin() const override { return delayed_from_; }

    Fingerprint fingerprint_of(const Message& message) const;
    Sequence accept(std::shared_ptr<Message> message, TimePoint now, Changes& changes);
    std::vector<Receivable> next_receivable(std::size_t count_max) const;
    std::vector<Delivery> repeat(const std::vector<Sequence>& sequences, Duration timeout,
                                 TimePoint now, Changes& changes);
    const HeldMessages::Held* find_in_flight(const Receipt& receipt) const;
    void ripen(TimePoint now);

    // Groups.
    GroupKey group_of(Sequence sequence) const;
    bool is_receivable(Sequence sequence) const;         // as far as the message itself goes
    const MessagePtr& body_of(Sequence sequence) const;  // null: on disk alone
    void enter(Sequence sequence, GroupKey key, bool has_body);
    void leave(Sequence sequence, GroupKey key);
    void refresh(Group& group);
    void regroup();

    // Bodies.
    bool make_room();
    bool has_use_for_body(GroupKey key, Sequence sequence);
    void put_into_window(Sequence sequence, GroupKey key, MessagePtr message);
    bool can_look_further() const;
    void request_bodies(LoadRequest& request) const;

    Duration delay_;
    const DeduplicationScope deduplication_scope_;
    Sequence delayed_from_{};  // no message before it is delayed; never goes back
    DelayedCounts delayed_;
    Deduplication deduplication_;
    Groups groups_;

    bool found_nothing_ = false;  // the latest receive: it pays to look for groups further on

    // Receives that are repeated need the bodies of messages in flight once more.
    ReceiveAttempts attempts_;
    std::set<Sequence> wanted_;                // to be loaded for that
    bool is_loading_wanted_ = false;           // the load that is under way brings some
    std::map<Sequence, MessagePtr> repeated_;  // loaded for that
};

}  // namespace forebay::engine
