#pragma once

#include "engine/held_messages.hpp"
#include "engine/window.hpp"
#include <forebay/engine/queue.hpp>

#include <vector>

namespace forebay::engine {

/// What all kinds of queues have in common: messages that something has happened to, a window of
/// those that wait, the rest of the backlog on disk, and retention. Which of the visible messages
/// may be received, and in what order, is up to the kind.
class BacklogQueue : public Queue {
public:
    BacklogQueue(const QueueSettings& settings, const WindowLimits& limits);

    void redrive_after(std::uint32_t receive_count_max) override;
    std::vector<Delivery> take_dead_letters(std::size_t max, TimePoint now,
                                            Changes& changes) override;
    bool is_moving(Sequence sequence) const override { return held_.is_moving(sequence); }
    void moved_away(Sequence sequence, Changes& changes) override;
    void stay(Sequence sequence) override;

    void purge(Changes& changes) override;
    void tick(TimePoint now, Changes& changes) override;
    void settle(Changes&) override {}
    std::optional<TimePoint> next_deadline() const override;
    void configure(const QueueSettings& settings, TimePoint now) override;

    QueueCounts counts() const override;
    std::optional<TimePoint> oldest_sent_at() const override;
    std::uint64_t expired_count() const override { return expired_count_; }
    QueueCounters counters() const override;
    Glance glance(MessagePhase phase, Sequence from, std::size_t held_max) const override;
    bool is_held(Sequence sequence) const override { return held_.find(sequence) != nullptr; }
    void restore(const QueueCounters& counters) override;
    void apply(const Change& change) override;

    bool must_load(Sequence sequence) const override;
    LoadRequest load_of(Sequence sequence) override;
    void loaded(Loaded loaded, TimePoint now, Changes& changes) override;
    std::optional<ExpiredRange> next_expired_range(TimePoint now) override;
    void remove_expired(const ExpiredRange& range, std::uint64_t count,
                        std::optional<Sequence> next, TimePoint now, Changes& changes) override;

    std::size_t resident_bytes() const override { return window_.bytes() + held_.bytes(); }
    void release() override;

protected:
    virtual void apply_one(const Sent& sent) = 0;
    virtual void apply_one(const StateChanged& changed);
    virtual void apply_one(const Removed& removed);
    virtual void apply_one(const RangeRemoved& removed);
    virtual void apply_one(const Deduplicated& deduplicated);
    virtual void apply_one(const DeduplicationEnded& ended);

    /// These held messages have become visible.
    virtual void became_visible(const std::vector<Sequence>&) {}

    /// The body of a message that waits has come from disk: asked for alone, or with its range.
    virtual void came_alone(Sequence sequence, MessagePtr message, TimePoint now,
                            Changes& changes) = 0;
    virtual void came_in_range(Sequence sequence, MessagePtr message) = 0;

    /// A look behind the window has ended; what it found is still on disk alone.
    virtual void looked_ahead(Loaded, TimePoint) {}

    virtual std::uint64_t delayed_count() const = 0;

    /// Of the messages that nothing has happened to, those from here on are delayed.
    virtual Sequence delayed_begin() const { return next(last_sequence_); }

    void record(Change change, Changes& changes);  // applies it and appends it
    Sequence next_sequence(TimePoint now) const;
    MessageState received(Sequence sequence, const Message& message, TimePoint now,
                          Duration visibility_timeout) const;
    Sequence expired_before(TimePoint now) const;  // what is older is past its retention
    std::uint64_t on_disk_count() const;           // messages of which memory holds nothing

    /// Takes a message that was set apart, or leaves it to the disk if it has no state there.
    Delivery set_apart(Sequence sequence);
    Delivery set_apart_waiting(Sequence sequence, GroupKey group, MessagePtr message);

    /// A message has come that is not the latest one, and waits on disk alone: what is behind it
    /// is to be read after it.
    void leave_to_disk(Sequence sequence);

    /// A message that is sent now goes straight into the window: nothing before it is missing
    /// there, and no reader can bring it as well.
    bool is_window_whole() const { return on_disk_count() == 0 && !is_reading_on_; }

    // Bodies in memory.
    std::size_t loaded_count() const { return window_.loaded_count() + held_.loaded_count(); }
    bool has_room() const;
    bool has_reserve() const;

    static constexpr std::size_t single_loads_max = 128;
    LoadRequest new_load() const;
    std::optional<LoadRequest> start(LoadRequest request);  // nullopt: it asks for nothing
    bool is_loading() const { return is_loading_; }

    WindowLimits limits_;
    Duration retention_;
    HeldMessages held_;
    Window window_;
    Sequence last_sequence_{};
    std::uint64_t message_count_ = 0;
    std::uint64_t moved_in_count_ = 0;

private:
    std::uint64_t expired_count_ = 0;

    void expire(TimePoint now, Changes& changes);
    struct Meanwhile {
        std::vector<Sequence> removed;
        std::optional<Sequence> came;
    };
    Meanwhile end_load();

    TimePoint next_range_expiry_{};  // ranges are removed from disk no more often than that

    // One load at a time: what it must not bring back.
    bool is_loading_ = false;
    bool is_reading_on_ = false;                   // it brings what follows the window's end
    bool is_looking_ahead_ = false;                // it looks for messages further behind
    std::uint64_t generation_ = 0;                 // of the window; an older load is void
    std::vector<Sequence> removed_while_loading_;  // on disk still, when the reader looked
    std::optional<Sequence> came_while_loading_;   // the first that the reader may have missed
};

}  // namespace forebay::engine
