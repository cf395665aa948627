#pragma once

#include <forebay/model/change.hpp>
#include <forebay/model/queue.hpp>

#include <memory>
#include <optional>
#include <string_view>

namespace forebay::engine {

class Deduplication;

/// What a FIFO topic remembers of what was published to it: the latest sequence number, and what
/// would be a duplicate. SNS specification 12.1.
///
/// A deterministic state machine like Queue, with the same changes and counters. Not thread-safe.
class TopicOrder {
public:
    TopicOrder();
    ~TopicOrder();
    TopicOrder(const TopicOrder&) = delete;
    TopicOrder& operator=(const TopicOrder&) = delete;

    struct Place {
        Sequence sequence;  ///< of the first one, when this is a duplicate; its id too
        Uuid id;
        bool is_duplicate;
    };
    /// Gives a publication its place, unless there was one of this deduplication id within
    /// limits::deduplication_window; with `message_group` as scope: one of this group too.
    Place publish(const Uuid& id, DeduplicationScope scope, std::string_view group_id,
                  std::string_view deduplication_id, TimePoint now, Changes& changes);

    /// Forgets what can have no duplicates any more.
    void tick(TimePoint now, Changes& changes);
    std::optional<TimePoint> next_deadline() const;

    QueueCounters counters() const;  ///< with `last_sequence` alone

    // Recovery: the counters, then each change by rising sequence.

    void restore(const QueueCounters& counters) { last_sequence_ = counters.last_sequence; }
    void apply(const Deduplicated& published);
    void apply(const DeduplicationEnded& ended);

private:
    Sequence last_sequence_{};
    std::unique_ptr<Deduplication> deduplication_;
};

}  // namespace forebay::engine
