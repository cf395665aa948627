#pragma once

#include <forebay/model/message.hpp>

#include <cstddef>
#include <deque>
#include <optional>

namespace forebay::engine {

/// Bytes that a message takes in memory, about: what the window's budget is counted in.
std::size_t footprint(const Message& message);

/// The next messages that wait to be received for the first time, with their bodies: the part of
/// the backlog that is in memory. Whatever waits at `end` or later is on disk alone.
class Window {
public:
    struct Item {
        Sequence sequence;
        MessagePtr message;
    };

    bool empty() const { return items_.empty(); }
    std::size_t size() const { return items_.size(); }
    std::size_t bytes() const { return bytes_; }
    const Item& operator[](std::size_t index) const { return items_[index]; }
    const Item& front() const { return items_.front(); }

    Sequence end() const { return end_; }
    void move_end(Sequence end) { end_ = end; }

    /// Where the backlog begins: nothing waits before it.
    Sequence head() const { return items_.empty() ? end_ : items_.front().sequence; }

    void push(Sequence sequence, MessagePtr message);  ///< later than all that are in it
    bool contains(Sequence sequence) const;

    /// Takes the message out, and returns it; null when it is not in the window.
    MessagePtr take(Sequence sequence);

    /// Drops what is before `end`.
    void remove_before(Sequence end);

    /// Leaves all messages to the disk.
    void release();

private:
    std::deque<Item>::const_iterator find(Sequence sequence) const;

    std::deque<Item> items_;  // by rising sequence
    std::size_t bytes_ = 0;   // footprint of all items
    Sequence end_{};
};

}  // namespace forebay::engine
