#pragma once

#include <forebay/model/message.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace forebay::engine {

class Tenants;

/// The messages of a queue that something has happened to: hidden by a delay or a receive, or
/// visible again after it; or on their way to another queue. Their number is bounded by
/// limits::in_flight_max, delayed ones apart, because a queue hands out what is visible again
/// before it goes on in its backlog.
class HeldMessages {
public:
    enum class Phase : std::uint8_t {
        delayed,
        in_flight,
        visible,
        exhausted,  ///< visible, but received so often that it is to be moved
        moving,     ///< not to be touched until it is known whether it was moved
    };

    struct Held {
        MessageState state;
        Phase phase;
        MessagePtr message;        // null: on disk alone
        bool is_recorded = false;  // the disk has a state of it: this one, or an earlier one
    };

    using Map = std::map<Sequence, Held>;

    /// Says from now on to `tenants` what is visible and what is in flight here.
    void tell(Tenants& tenants) { tenants_ = &tenants; }

    Map::const_iterator begin() const { return held_.begin(); }
    Map::const_iterator end() const { return held_.end(); }

    Map::const_iterator lower_bound(Sequence sequence) const { return held_.lower_bound(sequence); }

    bool empty() const { return held_.empty(); }
    std::size_t size() const { return held_.size(); }
    Sequence first() const { return held_.begin()->first; }  ///< the oldest of them
    const Held* find(Sequence sequence) const;

    /// Takes in a message, or gives the one that is here its new state. A hidden one's body is
    /// left to the disk; a visible one keeps `message`, or what it has.
    void set(Sequence sequence, const MessageState& state, MessagePtr message);

    /// The state of a message that is here goes to disk.
    void mark_recorded(Sequence sequence) { held_.at(sequence).is_recorded = true; }

    /// Gives a visible message its body, or, with null, leaves its body to the disk.
    void fill(Sequence sequence, MessagePtr message);

    bool remove(Sequence sequence);  ///< whether it was here
    void remove_range(Sequence begin, Sequence end);

    /// Makes visible what is due at or before `now`: these.
    std::vector<Sequence> tick(TimePoint now);
    std::optional<TimePoint> next_due() const;

    /// Who has been received so often is exhausted instead of visible; 0: nobody is.
    void exhaust_after(std::uint32_t receive_count_max);
    const std::set<Sequence>& exhausted() const { return exhausted_; }
    const std::set<Sequence>& moving() const { return moving_; }

    /// Sets a message apart that is visible or exhausted, or, with its state, one that waited.
    void start_moving(Sequence sequence);
    void start_moving(Sequence sequence, const MessageState& state);

    void stop_moving(Sequence sequence);  ///< it is visible or exhausted again
    bool is_moving(Sequence sequence) const { return moving_.contains(sequence); }

    /// Whether a message that is moving waited before: a restart has to find it in the backlog.
    bool has_waited(Sequence sequence) const { return waited_.contains(sequence); }

    /// The oldest of these; nullopt: none.
    std::optional<Sequence> first_that_waited() const;

    /// Neither hidden nor visible.
    std::size_t set_apart_count() const { return exhausted_.size() + moving_.size(); }

    /// The visible ones, oldest first.
    const std::set<Sequence>& visible() const { return visible_; }

    /// Those of them whose bodies are on disk alone.
    const std::set<Sequence>& unloaded() const { return unloaded_; }
    std::size_t in_flight_count() const { return in_flight_count_; }
    std::size_t delayed_count() const { return due_.size() - in_flight_count_; }

    std::size_t loaded_count() const { return visible_.size() - unloaded_.size(); }
    std::size_t bytes() const { return bytes_; }  ///< of the bodies in memory
    void release();                               ///< leaves all bodies to the disk

private:
    bool is_exhausted(const MessageState& state) const;
    void enter(Sequence sequence, Held& held, Phase phase);
    void leave(Sequence sequence, Held& held);
    void forget(Sequence sequence, Held& held);
    void keep(Sequence sequence, Held& held, MessagePtr message);

    Map held_;                                      // every held message
    std::set<Sequence> visible_;                    // in phase visible
    std::set<Sequence> unloaded_;                   // of these, those without a message
    std::set<std::pair<TimePoint, Sequence>> due_;  // the others, by when they become visible
    std::set<Sequence> exhausted_;                  // in phase exhausted
    std::set<Sequence> moving_;                     // in phase moving
    std::set<Sequence> waited_;                     // of these, those that waited before
    std::uint32_t receive_count_max_ = 0;           // 0: messages are never exhausted
    std::size_t in_flight_count_ = 0;               // in phase in_flight
    std::size_t bytes_ = 0;                         // footprint of the messages in held_
    Tenants* tenants_ = nullptr;
};

}  // namespace forebay::engine
