#include "engine/receive_attempts.hpp"

#include <forebay/model/limits.hpp>

#include <algorithm>

namespace forebay::engine {

std::vector<Sequence> ReceiveAttempts::find(const Fingerprint& id, TimePoint now) const {
    const auto at = attempts_.find(id);
    if (at == attempts_.end() || now >= at->second.received_at + limits::deduplication_window ||
        std::ranges::find(at->second.messages, Sequence{}) != at->second.messages.end()) {
        return {};
    }
    return at->second.messages;
}

// A name may be used again once its receive has been changed; what is left of the earlier use does
// not count then.
void ReceiveAttempts::add(Sequence sequence, const MessageState& state) {
    const ReceiveAttempt& attempt = state.attempt;
    if (attempt.id.is_none() || attempt.place >= attempt.places) {
        return;
    }
    Attempt& known = attempts_[attempt.id];
    if (known.received_at < state.received_at) {
        known = {.received_at = state.received_at,
                 .messages = std::vector<Sequence>(attempt.places)};
    }
    if (known.received_at == state.received_at && attempt.place < known.messages.size()) {
        known.messages[attempt.place] = sequence;
    }
}

void ReceiveAttempts::remove(const MessageState& state) {
    const auto at = attempts_.find(state.attempt.id);
    if (at != attempts_.end() && at->second.received_at == state.received_at) {
        attempts_.erase(at);
    }
}

}  // namespace forebay::engine
