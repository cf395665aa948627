#pragma once

#include "engine/held_messages.hpp"
#include "engine/window.hpp"
#include <forebay/engine/queue.hpp>

#include <vector>

namespace forebay::engine {

/// A standard queue: any visible message may be received; the oldest is taken first, and one that
/// comes back from a receive takes its old place (spec/sqs.md 7.1).
class StandardQueue final : public Queue {
public:
    StandardQueue(const QueueSettings& settings, const WindowLimits& limits);

    Sequence send(std::shared_ptr<Message> message, Duration delay, TimePoint now,
                  Changes& changes) override;
    Result<std::vector<Delivery>> receive(std::uint32_t messages_max, Duration visibility_timeout,
                                          TimePoint now, Changes& changes) override;
    Result<void> remove(const Receipt& receipt, TimePoint now, Changes& changes) override;
    Result<void> change_visibility(const Receipt& receipt, Duration timeout, TimePoint now,
                                   Changes& changes) override;
    void purge(Changes& changes) override;
    void tick(TimePoint now, Changes& changes) override;
    std::optional<TimePoint> next_deadline() const override;
    void configure(const QueueSettings& settings) override { retention_ = settings.retention; }

    QueueCounts counts() const override;
    QueueCounters counters() const override;
    void restore(const QueueCounters& counters) override;
    void apply(const Change& change) override;

    bool is_starved() const override;
    bool must_load(Sequence sequence) const override;
    std::optional<LoadRequest> next_load() override;
    LoadRequest load_of(Sequence sequence) override;
    void loaded(Loaded loaded, TimePoint now, Changes& changes) override;
    std::optional<ExpiredRange> next_expired_range(TimePoint now) override;
    void remove_expired(const ExpiredRange& range, std::uint64_t count,
                        std::optional<Sequence> next, TimePoint now, Changes& changes) override;

    std::size_t resident_bytes() const override { return window_.bytes() + held_.bytes(); }
    void release() override;

private:
    void apply_one(const Sent& sent);
    void apply_one(const StateChanged& changed);
    void apply_one(const Removed& removed);
    void apply_one(const RangeRemoved& removed);

    void record(Change change, Changes& changes);  // applies it and appends it
    void expire(TimePoint now, Changes& changes);
    Sequence expired_before(TimePoint now) const;  // what is older is past its retention
    bool has_room() const;                         // for another body in memory
    std::uint64_t visible_count() const;
    std::uint64_t on_disk_count() const;  // visible messages of which memory holds nothing
    std::vector<Window::Item> next_visible(std::size_t count_max) const;  // with a body at hand

    WindowLimits limits_;
    Duration retention_;
    HeldMessages held_;
    Window window_;
    Sequence last_sequence_{};
    std::uint64_t message_count_ = 0;
    TimePoint next_range_expiry_{};  // ranges are removed from disk no more often than that

    // One load at a time: what it must not bring back.
    bool is_loading_ = false;
    std::uint64_t generation_ = 0;                 // of the window; an older load is void
    std::vector<Sequence> removed_while_loading_;  // on disk still, when the reader looked
};

}  // namespace forebay::engine
