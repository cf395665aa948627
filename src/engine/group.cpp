#include "engine/group.hpp"

#include <algorithm>

namespace forebay::engine {

void Group::insert(Sequence sequence) {
    if (empty() || messages_.back() < sequence) {
        if (messages_.size() == messages_.capacity() && first_ > messages_.size() / 2) {
            messages_.erase(messages_.begin(), begin());
            first_ = 0;
        }
        messages_.push_back(sequence);
        return;
    }
    const auto at = std::lower_bound(begin(), end(), sequence);
    if (*at != sequence) {
        messages_.insert(at, sequence);
    }
}

// Messages leave near the front, so what is before them moves up.
void Group::erase(Sequence sequence) {
    const auto first = messages_.begin() + static_cast<std::ptrdiff_t>(first_);
    const auto at = std::lower_bound(first, messages_.end(), sequence);
    if (at == messages_.end() || *at != sequence) {
        return;
    }
    std::move_backward(first, at, at + 1);
    ++first_;
    if (empty()) {
        messages_.clear();
        first_ = 0;
    }
}

}  // namespace forebay::engine
