#include "engine/delayed_counts.hpp"

#include <algorithm>

namespace forebay::engine {

void DelayedCounts::add(TimePoint sent_at) {
    if (counts_.empty() || counts_.back().sent_at != sent_at) {
        counts_.push_back({sent_at, 0});
    }
    ++counts_.back().messages;
    ++total_;
}

void DelayedCounts::remove(TimePoint sent_at) {
    const auto at = std::ranges::lower_bound(counts_, sent_at, {}, &Count::sent_at);
    if (at != counts_.end() && at->sent_at == sent_at && at->messages > 0) {
        --at->messages;
        --total_;
    }
}

void DelayedCounts::remove_before(TimePoint sent_at) {
    while (!counts_.empty() && counts_.front().sent_at < sent_at) {
        total_ -= counts_.front().messages;
        counts_.pop_front();
    }
}

void DelayedCounts::clear() {
    counts_.clear();
    total_ = 0;
}

}  // namespace forebay::engine
