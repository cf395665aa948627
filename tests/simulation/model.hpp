#pragma once

#include <forebay/engine/queue.hpp>

#include <map>
#include <optional>
#include <vector>

namespace forebay::simulation {

/// A standard queue that is obviously right: one map, linear scans, all in memory.
class Model {
public:
    explicit Model(Duration retention) : retention_(retention) {}

    void send(Sequence sequence, TimePoint visible_at);
    void receive(Sequence sequence, TimePoint now, Duration timeout);
    void remove(Sequence sequence) { messages_.erase(sequence); }
    void purge() { messages_.clear(); }
    void retain(Duration retention) { retention_ = retention; }

    /// Why a visibility change is refused; makes it if it is not.
    std::optional<Errc> change_visibility(const Receipt& receipt, TimePoint now, Duration timeout);

    /// Forgets what is past its retention.
    void expire(TimePoint now);

    /// What may be received, oldest first.
    std::vector<Sequence> visible(TimePoint now) const;
    QueueCounts counts(TimePoint now) const;
    bool contains(Sequence sequence) const { return messages_.contains(sequence); }
    std::uint32_t receive_count(Sequence sequence) const;

private:
    struct Entry {
        TimePoint visible_at;
        TimePoint received_at;
        std::uint32_t receive_count = 0;
    };
    std::map<Sequence, Entry> messages_;
    Duration retention_;
};

}  // namespace forebay::simulation
