#pragma once

#include <forebay/engine/queue.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace forebay::simulation {

/// A queue that is obviously right: a map of messages, linear scans, all in memory.
class Model {
public:
    explicit Model(const QueueInfo& info) : info_(info) {}

    /// The message that one with this deduplication id would be a duplicate of.
    std::optional<Sequence> original(const std::string& group, const std::string& id,
                                     TimePoint now) const;

    void send(Sequence sequence, const Message& message, TimePoint visible_at);
    void receive(Sequence sequence, TimePoint now, Duration timeout, const ReceiveAttempt& attempt);
    void purge();

    /// The disk is told of a message's state, and of all its receives with it.
    void record(Sequence sequence) { unrecorded_.erase(sequence); }

    /// After a crash: the receives that the disk was not told of never happened.
    void forget_unrecorded();

    /// Receives that the disk should have been told of by `now`.
    bool is_record_overdue(TimePoint now) const;

    /// A message came from another queue, where it was received so often.
    void take_in(Sequence sequence, const Message& message, TimePoint visible_at);

    void redrive_after(std::uint32_t receive_count_max) { receive_count_max_ = receive_count_max; }
    void start_moving(Sequence sequence) { messages_.at(sequence).is_moving = true; }
    void moved_away(Sequence sequence);
    void stay(Sequence sequence);
    void stay_all();  ///< a restart forgets what was on its way

    /// What is to be moved, oldest first.
    std::vector<Sequence> dead_letters(TimePoint now) const;

    /// Goes by new settings from `now` on.
    void configure(const QueueSettings& settings, TimePoint now);

    /// Why a delete or a visibility change is refused; makes it if it is not.
    std::optional<Errc> remove(const Receipt& receipt, TimePoint now);
    std::optional<Errc> change_visibility(const Receipt& receipt, TimePoint now, Duration timeout);

    /// Forgets what is past its retention, and remembers whose delay has ended.
    void settle(TimePoint now);

    /// What may be received, oldest first.
    std::vector<Sequence> receivable(TimePoint now) const;

    /// What the named receive returned, if it may be repeated.
    std::vector<Sequence> earlier(const Fingerprint& attempt, TimePoint now) const;
    bool is_named_at(const Fingerprint& attempt, TimePoint now) const;
    void repeat(Sequence sequence, TimePoint now, Duration timeout);

    QueueCounts counts(TimePoint now) const;
    bool empty() const { return messages_.empty(); }
    bool contains(Sequence sequence) const { return messages_.contains(sequence); }
    const std::string& group(Sequence sequence) const { return messages_.at(sequence).group; }
    std::uint32_t receive_count(Sequence sequence) const;
    TimePoint received_at(Sequence sequence) const { return messages_.at(sequence).received_at; }

    /// Messages before this one that were never received: it may be too far back to be found.
    std::size_t waiting_before(Sequence sequence) const;

private:
    struct Entry {
        std::string group;
        TimePoint visible_at;
        TimePoint received_at;
        std::uint32_t receive_count = 0;
        std::uint32_t receive_count_here = 0;
        bool is_moving = false;
        bool is_ripe = false;  // its delay has ended, once
        ReceiveAttempt attempt;
    };
    struct Unrecorded {
        TimePoint since;
        Entry before;  // what the disk knows
    };
    bool is_visible(const Entry& entry, TimePoint now) const;
    bool is_exhausted(const Entry& entry) const;
    Entry* in_flight(const Receipt& receipt, TimePoint now);
    std::string print(const std::string& group, const std::string& id) const;

    QueueInfo info_;
    std::uint32_t receive_count_max_ = 0;  // 0: nothing is exhausted
    std::map<Sequence, Entry> messages_;
    std::map<Sequence, Unrecorded> unrecorded_;  // of these, those whose receives disk lacks
    std::map<std::string, Sequence> originals_;  // by what duplicates are known by
};

}  // namespace forebay::simulation
