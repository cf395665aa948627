#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/runtime/broker.hpp>

#include <boost/asio/any_completion_handler.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace forebay::runtime {

/// Names a receive that waits. Given out by the broker, so that it can be called off from anywhere.
enum class PollId : std::uint64_t {};

/// A receive that may wait, and whether its client has gone. The shard's thread's own.
struct PollTicket {
    PollId id{};
    bool is_called_off = false;
};

/// What a shard hands a receive that waited.
using PollResult = std::vector<Delivery>;

/// A receive that waits for a message.
struct Poll {
    QueueId queue;
    ReceiveRequest request;
    TimePoint deadline;
    asio::any_completion_handler<void(PollResult)> finish;
};

/// The receives of a shard that wait: who came first to each queue, and who has waited enough.
class LongPolls {
public:
    explicit LongPolls(asio::io_context& context) : context_(context) {}

    void add(PollId id, Poll poll);

    /// The one that has waited longest for the queue; null: nobody waits.
    const Poll* first(QueueId queue) const;

    /// Ends the first wait for the queue.
    void finish_first(QueueId queue, PollResult result);

    void call_off(PollId id);  ///< ends it with nothing, if it still waits
    void call_off_all(QueueId queue);
    void call_off_all();
    void tick(TimePoint now);  ///< ends with nothing those who have waited enough
    std::optional<TimePoint> next_deadline() const;

private:
    void finish(PollId id, PollResult result);

    asio::io_context& context_;
    std::map<PollId, Poll> polls_;
    std::set<std::pair<QueueId, PollId>> by_queue_;  // ids rise, so: in order of arrival
    std::set<std::pair<TimePoint, PollId>> by_deadline_;
};

}  // namespace forebay::runtime
