#include "runtime/long_polls.hpp"

#include <boost/asio/post.hpp>

namespace forebay::runtime {

void LongPolls::add(PollId id, Poll poll) {
    by_queue_.emplace(poll.queue, id);
    by_deadline_.emplace(poll.deadline, id);
    polls_.emplace(id, std::move(poll));
}

const Poll* LongPolls::first(QueueId queue) const {
    const auto at = by_queue_.lower_bound({queue, PollId{}});
    return at == by_queue_.end() || at->first != queue ? nullptr : &polls_.at(at->second);
}

void LongPolls::finish(PollId id, PollResult result) {
    auto finished = polls_.extract(id);
    Poll& poll = finished.mapped();
    by_queue_.erase({poll.queue, id});
    by_deadline_.erase({poll.deadline, id});
    // Not from here: what goes on with it may change anything, the caller's queue included.
    asio::post(context_, [finish = std::move(poll.finish), result = std::move(result)]() mutable {
        std::move(finish)(std::move(result));
    });
}

void LongPolls::finish_first(QueueId queue, PollResult result) {
    finish(by_queue_.lower_bound({queue, PollId{}})->second, std::move(result));
}

void LongPolls::call_off(PollId id) {
    if (polls_.contains(id)) {
        finish(id, {});
    }
}

void LongPolls::call_off_all(QueueId queue) {
    while (first(queue) != nullptr) {
        finish_first(queue, {});
    }
}

void LongPolls::call_off_all() {
    while (!polls_.empty()) {
        finish(polls_.begin()->first, {});
    }
}

void LongPolls::tick(TimePoint now) {
    while (!by_deadline_.empty() && by_deadline_.begin()->first <= now) {
        finish(by_deadline_.begin()->second, {});
    }
}

std::optional<TimePoint> LongPolls::next_deadline() const {
    return by_deadline_.empty() ? std::nullopt : std::optional(by_deadline_.begin()->first);
}

}  // namespace forebay::runtime
