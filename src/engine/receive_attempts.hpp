#pragma once

#include <forebay/base/clock.hpp>
#include <forebay/model/message.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <vector>

namespace forebay::engine {

/// Which messages each named receive of a FIFO queue returned, as long as all of them are in
/// flight just as it left them. SQS specification 8.5.
class ReceiveAttempts {
public:
    /// What the receive returned, in that order; empty: unknown, too long ago, or changed since.
    std::vector<Sequence> find(const Fingerprint& id, TimePoint now) const;

    /// A message is in flight with this state.
    void add(Sequence sequence, const MessageState& state);

    /// A message is no longer in flight with this state.
    void remove(const MessageState& state);

private:
    struct Attempt {
        TimePoint received_at;
        std::vector<Sequence> messages;  // by their places; Sequence{}: not told yet
    };
    struct Hash {
        std::size_t operator()(const Fingerprint& id) const { return id.first; }
    };
    boost::unordered_flat_map<Fingerprint, Attempt, Hash> attempts_;
};

}  // namespace forebay::engine
