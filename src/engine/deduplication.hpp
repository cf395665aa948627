#pragma once

#include <forebay/model/change.hpp>
#include <forebay/model/queue.hpp>

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <deque>
#include <optional>
#include <string_view>

namespace forebay::engine {

/// The messages that a FIFO queue took in during the latest limits::deduplication_window, so that
/// it knows their duplicates: some fifty bytes for each, however long its id. SQS
/// specification 8.3.
class Deduplication {
public:
    Deduplication();
    Deduplication(const Deduplication&) = delete;
    Deduplication& operator=(const Deduplication&) = delete;

    /// What duplicates are known by.
    static Fingerprint fingerprint_of(DeduplicationScope scope, std::string_view group_id,
                                      std::string_view deduplication_id);

    /// The message that another one with this fingerprint would be a duplicate of; null: none.
    const Deduplicated* find(const Fingerprint& fingerprint, TimePoint now) const;

    void add(const Deduplicated& message);  ///< later than all that are here
    void remove_before(Sequence end);

    /// When messages can be forgotten: they are gathered, for each removal of a range from disk
    /// costs every later read a little.
    std::optional<TimePoint> next_deadline() const;

    /// No message that was sent before has duplicates at `now`.
    static Sequence ended_before(TimePoint now);

private:
    // Names a message: its place in messages_, counted from the first one that there ever was.
    using Place = std::uint64_t;

    struct Hash {
        using is_transparent = void;
        const Deduplication* all;
        std::size_t operator()(const Fingerprint& fingerprint) const { return fingerprint.first; }
        std::size_t operator()(Place place) const { return (*this)(all->at(place).fingerprint); }
    };
    struct Equal {
        using is_transparent = void;
        const Deduplication* all;
        bool operator()(Place left, Place right) const {
            return all->at(left).fingerprint == all->at(right).fingerprint;
        }
        bool operator()(const Fingerprint& left, Place right) const {
            return left == all->at(right).fingerprint;
        }
        bool operator()(Place left, const Fingerprint& right) const { return (*this)(right, left); }
    };
    const Deduplicated& at(Place place) const { return messages_[place - first_place_]; }

    std::deque<Deduplicated> messages_;                             // by rising sequence
    Place first_place_ = 0;                                         // of messages_.front()
    boost::unordered_flat_set<Place, Hash, Equal> by_fingerprint_;  // the latest of each
};

}  // namespace forebay::engine
