#include "engine/unrecorded.hpp"

#include <algorithm>

namespace forebay::engine {

void Unrecorded::add(Sequence sequence, TimePoint now) {
    if (sequences_.empty()) {
        first_ = sequence;
        due_ = now + delay;
    }
    first_ = std::min(first_, sequence);
    sequences_.push_back(sequence);
}

std::optional<TimePoint> Unrecorded::due() const {
    return sequences_.empty() ? std::nullopt : std::optional(due_);
}

}  // namespace forebay::engine
