#pragma once

#include "engine/backlog_queue.hpp"
#include "engine/tenants.hpp"
#include "engine/unrecorded.hpp"

#include <vector>

namespace forebay::engine {

/// A standard queue: any visible message may be received; the oldest is taken first, and one that
/// comes back from a receive takes its old place (SQS specification 7.1). While a message group is
/// noisy, those of the others come first (SQS specification 9), also from far behind in the
/// backlog: the queue looks for them on disk, and keeps the first ones in memory.
class StandardQueue final : public BacklogQueue {
public:
    StandardQueue(const QueueSettings& settings, const WindowLimits& limits);

    Accepted send(std::shared_ptr<Message> message, Duration delay, TimePoint now,
                  Changes& changes) override;
    Result<std::vector<Delivery>> receive(const ReceiveCall& call, TimePoint now,
                                          Changes& changes) override;
    std::vector<Delivery> take_waiting(std::size_t max, TimePoint now, Changes& changes) override;
    void stay(Sequence sequence) override;
    void take_in(std::shared_ptr<Message> message, TimePoint now, Changes& changes) override;
    Result<void> remove(const Receipt& receipt, TimePoint now, Changes& changes) override;
    Result<void> change_visibility(const Receipt& receipt, Duration timeout, TimePoint now,
                                   Changes& changes) override;

    void tick(TimePoint now, Changes& changes) override;
    void settle(Changes& changes) override;
    std::optional<TimePoint> next_deadline() const override;
    QueueCounters counters() const override;
    void restore(const QueueCounters& counters) override;

    bool is_starved() const override;
    std::optional<LoadRequest> next_load() override;
    void release() override;

private:
    using BacklogQueue::apply_one;
    void apply_one(const Sent& sent) override;

    void came_alone(Sequence sequence, MessagePtr message, TimePoint now,
                    Changes& changes) override;
    void came_in_range(Sequence sequence, MessagePtr message) override;
    void looked_ahead(Loaded loaded, TimePoint now) override;
    std::uint64_t delayed_count() const override { return held_.delayed_count(); }

    bool goes_into_window() const;
    std::vector<Loaded::Item> next_visible(std::size_t count_max) const;  // with a body at hand
    void request_bodies(LoadRequest& request) const;

    // Fairness: standard_tenants.cpp.
    std::vector<Loaded::Item> next_in_turn(std::size_t count_max) const;
    void request_bodies_in_turn(LoadRequest& request) const;
    bool has_room_ahead() const;
    void sent(Sequence sequence, MessagePtr message, Sequence last_before, TimePoint now);
    static MessageState state_ahead(const Message& message, TimePoint now);
    void settle_noise(TimePoint now);
    void complete_order();
    void keep_ahead(Sequence sequence, MessagePtr message, TimePoint now);
    void request_ahead(LoadRequest& request);

    Tenants tenants_;
    Tenants::Look look_;  // that is under way
    Unrecorded unrecorded_;
};

}  // namespace forebay::engine
