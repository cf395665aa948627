#pragma once

#include <algorithm>
#include <ranges>

namespace forebay::service::sqs {

/// std::ranges::contains, which Debian 12's standard library does not have yet.
template <std::ranges::input_range Range, class Value>
bool contains(const Range& range, const Value& value) {
    return std::ranges::find(range, value) != std::ranges::end(range);
}

}  // namespace forebay::service::sqs
