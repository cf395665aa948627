#include "runtime/turns.hpp"

#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace forebay::runtime {

Turns::Turns(asio::io_context& context, Committer& committer,
             std::function<void(storage::Batch&)> before_commit)
    : context_(context), committer_(committer), before_commit_(std::move(before_commit)) {}

storage::Batch& Turns::batch() {
    if (!is_close_posted_) {
        is_close_posted_ = true;
        asio::post(context_, [this] { close(); });  // behind all that is ready to run now
    }
    return batch_;
}

void Turns::bind(BondPtr bond) {
    batch();
    bonds_.push_back(std::move(bond));
}

void Turns::close() {
    is_close_posted_ = false;
    before_commit_(batch_);
    const Ticket closed = open_;
    open_ = Ticket(static_cast<std::uint64_t>(open_) + 1);
    committer_.submit(
        {.shard = this,
         .batch = std::exchange(batch_, {}),
         .bonds = std::exchange(bonds_, {}),
         .done = [this, closed] { asio::post(context_, [this, closed] { release(closed); }); }});
}

void Turns::release(Ticket ticket) {
    durable_ = ticket;
    while (!waiting_.empty() && waiting_.begin()->first <= ticket) {
        auto released = waiting_.extract(waiting_.begin());
        for (auto& resume : released.mapped()) {
            std::move(resume)();
        }
    }
}

Task<void> Turns::durable(Ticket ticket) {
    if (is_durable(ticket)) {
        co_return;
    }
    co_await asio::async_initiate<const asio::deferred_t, void()>(
        [this, ticket](auto handler) { waiting_[ticket].emplace_back(std::move(handler)); },
        asio::deferred);
}

}  // namespace forebay::runtime
