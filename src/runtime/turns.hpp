#pragma once

#include "runtime/committer.hpp"
#include <forebay/base/task.hpp>
#include <forebay/storage/batch.hpp>

#include <boost/asio/any_completion_handler.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace forebay::runtime {

/// Names a turn of a shard: what was recorded in it is written together.
enum class Ticket : std::uint64_t {};

/// What a shard records, turn by turn, and who waits for it to be durable.
///
/// A turn is what the shard's thread does between two looks at its sockets. At its end the batch is
/// handed to the committer as one piece, so that a thread which answers many requests at a time
/// wakes the committer once. Belongs to the shard's thread.
class Turns {
public:
    /// `before_commit` may add to a batch just before it is handed in.
    Turns(asio::io_context& context, Committer& committer,
          std::function<void(storage::Batch&)> before_commit);

    /// The open turn's batch, to be added to now.
    storage::Batch& batch();

    /// Has the open turn written together with the others that `bond` ties to it.
    void bind(BondPtr bond);

    Ticket ticket() const { return open_; }  ///< the open turn's
    bool is_durable(Ticket ticket) const { return ticket <= durable_; }

    /// Ends once the turn is durable.
    Task<void> durable(Ticket ticket);

private:
    void close();
    void release(Ticket ticket);

    asio::io_context& context_;
    Committer& committer_;
    std::function<void(storage::Batch&)> before_commit_;
    storage::Batch batch_;
    std::vector<BondPtr> bonds_;  // the open turn's
    bool is_close_posted_ = false;
    Ticket open_{1};
    Ticket durable_{0};
    std::map<Ticket, std::vector<asio::any_completion_handler<void()>>> waiting_;
};

}  // namespace forebay::runtime
