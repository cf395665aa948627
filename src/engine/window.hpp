#pragma once

#include <forebay/model/message.hpp>

#include <cstddef>
#include <deque>

namespace forebay::engine {

class Tenants;

/// Bytes that a message takes in memory, about: what the window's budget is counted in.
std::size_t footprint(const Message& message);

/// The next messages that wait to be received for the first time: the part of the backlog that is
/// in memory. Whatever waits at `end` or later is on disk alone. Most have their bodies here; a
/// FIFO queue keeps some without.
///
/// A message that is taken from between others leaves a hole, and holes are closed once they are
/// the greater part: so taking costs the same wherever it happens.
class Window {
public:
    struct Item {
        Sequence sequence;
        GroupKey group;
        MessagePtr message;  // null: on disk alone
        bool is_hole = false;
    };

    /// Says from now on to `tenants` what is here: of a standard queue, where all is visible.
    void tell(Tenants& tenants) { tenants_ = &tenants; }

    bool empty() const { return count_ == 0; }
    std::size_t size() const { return count_; }
    std::size_t loaded_count() const { return loaded_count_; }  ///< those with a body
    std::size_t bytes() const { return bytes_; }                ///< of the bodies
    const Item& front() const { return items_.front(); }

    Sequence end() const { return end_; }
    void move_end(Sequence end) { end_ = end; }

    /// Where the backlog begins: nothing waits before it.
    Sequence head() const { return items_.empty() ? end_ : items_.front().sequence; }

    /// Null when it is not in the window.
    const Item* find(Sequence sequence) const;

    /// The first one at or after `sequence`; null: none.
    const Item* first_from(Sequence sequence) const;

    /// Puts in a message that is later than all that are here.
    void push(Sequence sequence, GroupKey group, MessagePtr message);

    /// Gives a message that is here its body, or, with null, leaves its body to the disk.
    void fill(Sequence sequence, MessagePtr message);

    /// Takes the message out, and returns its body, if that is here.
    MessagePtr take(Sequence sequence);

    /// Whether a message may be pushed that has this sequence.
    bool is_behind_all(Sequence sequence) const {
        return items_.empty() || items_.back().sequence < sequence;
    }

    /// Leaves what is at `end` or later to the disk.
    void cut(Sequence end);

    /// Drops what is before `end`.
    void remove_before(Sequence end);

    /// Leaves all messages to the disk.
    void release();

private:
    using Items = std::deque<Item>;

    Items::iterator locate(Sequence sequence);  // items_.end(): not here
    void drop_leading_holes();
    void close_holes();

    Items items_;                   // by rising sequence; the first is not a hole
    std::size_t count_ = 0;         // items that are not holes
    std::size_t loaded_count_ = 0;  // items with a message
    std::size_t bytes_ = 0;         // footprint of these
    Sequence end_{};
    Tenants* tenants_ = nullptr;
};

}  // namespace forebay::engine
