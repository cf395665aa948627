#pragma once

#include <forebay/base/result.hpp>
#include <forebay/model/change.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/model/queue.hpp>
#include <forebay/model/receipt.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace forebay::engine {

/// What a queue may keep in memory of the messages that wait.
struct WindowLimits {
    std::size_t messages_max = 4096;
    std::size_t bytes_max = std::size_t{4} << 20U;
    std::size_t look_ahead_max = limits::look_ahead_max;  ///< of a FIFO queue: without their bodies
    std::size_t tenant_ahead_max = 256;  ///< of a standard queue: of each noisy tenant, see Tenants
};

/// What became of a message that was sent.
struct Accepted {
    Sequence sequence;  ///< of the first one, when this was a duplicate; its id too
    Uuid message_id;
    bool is_duplicate = false;
};

/// What a client wants to receive.
struct ReceiveCall {
    std::uint32_t messages_max = 1;  ///< 1 to limits::receive_messages_max
    Duration visibility_timeout{};   ///< 0 to limits::visibility_timeout_max
    Fingerprint attempt = {};        ///< of a FIFO queue: the receive's name; none: it has none
};

/// A message that is handed out, its receive counted.
struct Delivery {
    Sequence sequence;
    MessagePtr message;
    MessageState state;
};

/// What a queue wants to have read from disk. The reader sees every change that the queue has
/// recorded so far; it answers with `Loaded`.
struct LoadRequest {
    std::vector<Sequence> single;  ///< these messages
    Sequence begin{};              ///< and those from here to before `end`, oldest first,
    Sequence end{};
    std::size_t messages_max = 0;  ///< at most so many of them;
    std::size_t bytes_max = 0;     ///< all until about so many bytes are exceeded
    std::uint64_t generation = 0;

    /// Behind the window, for messages of other groups than these: the reader may end it early.
    bool is_ahead = false;
    std::vector<GroupKey> passed_over{};
};

/// What the reader found.
struct Loaded {
    using Item = std::pair<Sequence, MessagePtr>;

    std::vector<Item> single;  ///< of the first of the single ones those that are there
    std::vector<Item> range;   ///< rising
    Sequence range_end{};      ///< the range was read up to here
    std::uint64_t generation = 0;
    std::vector<std::pair<GroupKey, Sequence>> first_passed{};  ///< of each group passed over
};

/// Messages on disk that retention removes: all from `begin` to before `end`.
struct ExpiredRange {
    Sequence begin;
    Sequence end;
    std::uint64_t generation = 0;
};

/// What a queue counts its messages by: see QueueCounts.
enum class MessagePhase : std::uint8_t { visible, in_flight, delayed };

/// Where the messages of a phase are, as of one moment.
struct Glance {
    struct Item {
        Sequence sequence;
        MessageState state;
    };
    std::vector<Item> held;    ///< by rising sequence: something has happened to them
    Sequence held_end{};       ///< these are all before here
    Sequence waiting_begin{};  ///< from here to before `waiting_end` all on disk are of the phase
    Sequence waiting_end{};    ///< but those of which `is_held` says otherwise
};

/// One queue: which messages are visible, and which are hidden until when.
///
/// A deterministic state machine. It does no I/O, starts no thread and reads no clock: each call
/// is told `now`, changes memory, and appends to `changes` what must be on disk before the client
/// may be answered.
///
/// In memory are the messages that something has happened to (in flight, delayed, or visible again
/// after it), and a window of the next ones that wait, with their bodies; a FIFO queue knows of
/// more that wait, without their bodies, to find groups that are not blocked. The rest of the
/// backlog is on disk alone, and is asked for by `next_load`.
///
/// Not thread-safe: a Queue belongs to one shard and is called on that shard's thread alone.
class Queue {
public:
    virtual ~Queue() = default;

    /// Takes a message in, to be visible after `delay`. Sets its `sent_at`. A FIFO queue goes by
    /// its own delay alone (SQS specification 8.4), and does not take a duplicate in (8.3).
    virtual Accepted send(std::shared_ptr<Message> message, Duration delay, TimePoint now,
                          Changes& changes) = 0;

    /// Takes visible messages and hides each for the visibility timeout: the oldest first, or, of a
    /// FIFO queue, as many as possible of one group and then of the next; of a standard queue,
    /// those of noisy groups last (9). Empty when none may be received, or when `is_starved`.
    /// Errors: over_limit, when limits::in_flight_max messages of a standard queue are in flight
    /// already. SQS specification 6.14, 7.1, 7.4, 8.1, 8.2, 8.5.
    virtual Result<std::vector<Delivery>> receive(const ReceiveCall& call, TimePoint now,
                                                  Changes& changes) = 0;

    /// Deletes the message of a receipt; no error when it is gone already. Errors: receipt_expired,
    /// when a FIFO queue has not got it in flight under this receipt. SQS specification 6.15.
    virtual Result<void> remove(const Receipt& receipt, TimePoint now, Changes& changes) = 0;

    /// Hides the message of a receipt until `timeout` from now. Errors: message_not_in_flight when
    /// it is gone, or, of a FIFO queue, not in flight under this receipt; over_limit when it would
    /// be hidden for longer than limits::visibility_timeout_max since its receive. SQS
    /// specification 7.2.
    virtual Result<void> change_visibility(const Receipt& receipt, Duration timeout, TimePoint now,
                                           Changes& changes) = 0;

    // Messages that go to another queue, or come from one. SQS specification 10.2, 10.4.

    /// From now on who has been received so often is not received again, but is to be moved; 0:
    /// nobody is.
    virtual void redrive_after(std::uint32_t receive_count_max) = 0;

    /// Sets up to `max` messages apart that were received too often and are visible; of a FIFO
    /// queue those at the head of their groups. Their bodies are left to the disk.
    virtual std::vector<Delivery> take_dead_letters(std::size_t max, TimePoint now,
                                                    Changes& changes) = 0;

    /// Sets up to `max` messages apart that may be received, in the order of a receive, and does
    /// not count that as one. Empty when there are none, or when `is_starved`.
    virtual std::vector<Delivery> take_waiting(std::size_t max, TimePoint now,
                                               Changes& changes) = 0;

    /// Whether the message is set apart: it is neither received nor, by the caller, deleted or
    /// hidden. A purge or its retention may still remove it. A restart forgets it.
    virtual bool is_moving(Sequence sequence) const = 0;

    /// The other queue has the message that was set apart. No error when it is gone from here.
    virtual void moved_away(Sequence sequence, Changes& changes) = 0;

    /// The other queue could not take it: it is here again, as it was.
    virtual void stay(Sequence sequence) = 0;

    /// Takes in a message of another queue, as it is: a standard queue keeps its retention, which
    /// began at `sent_at`; a FIFO queue begins anew, with the message's id as its deduplication
    /// id, so that it is no duplicate.
    virtual void take_in(std::shared_ptr<Message> message, TimePoint now, Changes& changes) = 0;

    /// Removes all messages, whatever their state. SQS specification 6.7.
    virtual void purge(Changes& changes) = 0;

    /// Unhides what is due at or before `now`, and drops from memory what is past its retention.
    virtual void tick(TimePoint now, Changes& changes) = 0;

    /// Appends what was left to be recorded by a later `tick`, before the process stops in order.
    virtual void settle(Changes& changes) = 0;

    /// When `tick` next has something to do.
    virtual std::optional<TimePoint> next_deadline() const = 0;

    /// Goes by these settings from now on. Its counters must be stored with them.
    virtual void configure(const QueueSettings& settings, TimePoint now) = 0;

    virtual QueueCounts counts() const = 0;

    /// When the oldest of its messages was sent, whatever its state; nullopt: it has none. May be
    /// too early while the next messages are on disk alone.
    virtual std::optional<TimePoint> oldest_sent_at() const = 0;

    /// Messages that retention has removed since the queue came to memory.
    virtual std::uint64_t expired_count() const = 0;
    virtual QueueCounters counters() const = 0;

    /// Where the messages of `phase` are that have a sequence of `from` or later: at most
    /// `held_max` of those that something has happened to. Looks at a bounded number of messages,
    /// so `held_end` may come before there are so many. Changes nothing.
    virtual Glance glance(MessagePhase phase, Sequence from, std::size_t held_max) const = 0;

    /// Whether something has happened to the message, or it is on its way to another queue.
    virtual bool is_held(Sequence sequence) const = 0;

    // Recovery: the counters, then `apply` of each stored state and of what duplicates are known
    // by, each by rising sequence, then business.

    virtual void restore(const QueueCounters& counters) = 0;

    /// Makes one change. The only way a queue changes: live calls and restarts both come here.
    virtual void apply(const Change& change) = 0;

    // The backlog on disk. One load at a time: each is asked for when the one before is answered.

    /// Messages may be received, but the next one must be read from disk first.
    virtual bool is_starved() const = 0;

    /// A message that a receipt may name, but of which memory knows nothing (after a crash that
    /// came before its receive was on disk): to be loaded before the receipt is used.
    virtual bool must_load(Sequence sequence) const = 0;

    /// What to read now, so that the next receives find their messages; nullopt: nothing. The
    /// caller may add single messages to it, and answers with `loaded`.
    virtual std::optional<LoadRequest> next_load() = 0;

    /// A load of nothing but the message `sequence`.
    virtual LoadRequest load_of(Sequence sequence) = 0;

    virtual void loaded(Loaded loaded, TimePoint now, Changes& changes) = 0;

    /// Messages on disk that are past their retention at `now`: to be counted by the reader, and
    /// answered with `remove_expired`. nullopt: none. Counts as a load.
    virtual std::optional<ExpiredRange> next_expired_range(TimePoint now) = 0;

    /// `count` messages are in the range; `next` is the first one behind it, if it is known.
    virtual void remove_expired(const ExpiredRange& range, std::uint64_t count,
                                std::optional<Sequence> next, TimePoint now, Changes& changes) = 0;

    /// Bytes of bodies in memory.
    virtual std::size_t resident_bytes() const = 0;

    /// Forgets the bodies in memory; they are read again when they are needed.
    virtual void release() = 0;
};

/// An empty queue of the kind that its settings say.
std::unique_ptr<Queue> make_queue(const QueueInfo& info, const WindowLimits& limits);

}  // namespace forebay::engine
