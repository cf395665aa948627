#include "load/run_state.hpp"

#include <algorithm>

namespace forebay::load {

RunState::Numbers RunState::take_numbers(std::size_t count) {
    const std::uint64_t limit = number_limit.load(std::memory_order_relaxed);
    if (next_number.load(std::memory_order_relaxed) >= limit) {
        return {};
    }
    const std::uint64_t first = next_number.fetch_add(count, std::memory_order_relaxed);
    if (first >= limit) {
        return {};
    }
    return {.first = first,
            .count = static_cast<std::size_t>(std::min<std::uint64_t>(count, limit - first))};
}

void RunState::abort(const std::string& reason) {
    const std::lock_guard lock{abort_mutex_};
    if (abort_reason_.empty()) {
        abort_reason_ = reason;
    }
    stopping = true;
}

std::string RunState::abort_reason() const {
    const std::lock_guard lock{abort_mutex_};
    return abort_reason_;
}

}  // namespace forebay::load
