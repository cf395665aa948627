#pragma once

#include <forebay/model/change.hpp>
#include <forebay/model/topic.hpp>

#include <memory>
#include <optional>

namespace forebay::engine {

/// What a FIFO topic keeps of what is published to it: SNS specification 12.3.
///
/// A deterministic state machine like TopicOrder, whose sequences it goes by: what is kept lies on
/// disk alone, in the order of publishing, which is that of time, so what expires is a prefix and
/// what is replayed a range. Not thread-safe.
class TopicArchive {
public:
    /// What was kept before a restart is kept on; `last` is the topic's latest sequence.
    TopicArchive(const ArchivePolicy& policy, Sequence last);

    void configure(const ArchivePolicy& policy) { retention_ = policy.retention; }

    /// Keeps what has got a place in the topic.
    void keep(Sequence sequence, MessagePtr message, Changes& changes);

    /// What has a lower sequence has expired, or was never kept.
    Sequence begin(TimePoint now) const;

    /// Removes what has expired, and asks for it to be called again. Expired messages are gathered:
    /// each removal of a range from disk costs every later read a little.
    void tick(TimePoint now, Changes& changes);
    std::optional<TimePoint> next_deadline() const;

    /// Removes all that is kept. The end of the archive.
    void clear(Changes& changes);

private:
    void remove_before(Sequence end, Changes& changes);

    Duration retention_;
    Sequence removed_before_;  // nothing with a lower sequence is on disk
    Sequence last_;            // nothing with a higher one is
};

}  // namespace forebay::engine
