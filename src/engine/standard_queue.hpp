#pragma once

#include "engine/backlog_queue.hpp"
#include "engine/unrecorded.hpp"

#include <vector>

namespace forebay::engine {

/// A standard queue: any visible message may be received; the oldest is taken first, and one that
/// comes back from a receive takes its old place (spec/sqs.md 7.1).
class StandardQueue final : public BacklogQueue {
public:
    using BacklogQueue::BacklogQueue;

    Accepted send(std::shared_ptr<Message> message, Duration delay, TimePoint now,
                  Changes& changes) override;
    Result<std::vector<Delivery>> receive(const ReceiveCall& call, TimePoint now,
                                          Changes& changes) override;
    Result<void> remove(const Receipt& receipt, TimePoint now, Changes& changes) override;
    Result<void> change_visibility(const Receipt& receipt, Duration timeout, TimePoint now,
                                   Changes& changes) override;

    void tick(TimePoint now, Changes& changes) override;
    void settle(Changes& changes) override;
    std::optional<TimePoint> next_deadline() const override;
    QueueCounters counters() const override;

    bool is_starved() const override;
    std::optional<LoadRequest> next_load() override;

private:
    using BacklogQueue::apply_one;
    void apply_one(const Sent& sent) override;

    void came_alone(Sequence sequence, MessagePtr message, TimePoint now,
                    Changes& changes) override;
    void came_in_range(Sequence sequence, MessagePtr message) override;
    std::uint64_t delayed_count() const override { return held_.delayed_count(); }

    void request_bodies(LoadRequest& request) const;
    std::vector<Loaded::Item> next_visible(std::size_t count_max) const;  // with a body at hand

    Unrecorded unrecorded_;
};

}  // namespace forebay::engine
