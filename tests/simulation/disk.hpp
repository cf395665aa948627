#pragma once

#include <forebay/engine/queue.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>

namespace forebay::simulation {

/// What is on disk of one queue, and what is still on its way there.
class Disk {
public:
    /// Takes what a call has recorded; written, together, by a later `commit`.
    void record(const Changes& changes, const QueueCounters& counters);

    bool has_pending() const { return !pending_.empty(); }
    void commit_one();  ///< writes the oldest of what is pending
    void commit_all();
    void crash() { pending_.clear(); }  ///< what was not written is gone

    /// An engine as a restart makes it.
    std::unique_ptr<engine::Queue> recover(const QueueInfo& info,
                                           const engine::WindowLimits& limits) const;

    /// Settings are stored at once, with the counters that go with them.
    void configured(const QueueCounters& counters) { counters_ = counters; }

    Sequence last_sequence() const { return counters_.last_sequence; }
    engine::Loaded read(QueueId queue, const engine::LoadRequest& request) const;
    std::uint64_t count(const engine::ExpiredRange& range) const;
    std::optional<Sequence> first_from(Sequence sequence) const;

private:
    struct Pending {
        Changes changes;
        QueueCounters counters;
    };
    void write(const Change& change);

    std::map<Sequence, MessagePtr> messages_;
    std::map<Sequence, MessageState> states_;
    std::map<Sequence, Deduplicated> deduplicated_;
    QueueCounters counters_;
    std::deque<Pending> pending_;
};

}  // namespace forebay::simulation
