#include "engine/window.hpp"

#include <forebay/base/assert.hpp>

#include <algorithm>
#include <utility>

namespace forebay::engine {

std::size_t footprint(const Message& message) {
    std::size_t bytes = sizeof(Message) + message.body.size() + message.sender_id.size();
    for (const MessageAttribute& attribute : message.attributes) {
        bytes += sizeof(MessageAttribute) + attribute.name.size() + attribute.value.size();
    }
    return bytes;
}

void Window::push(Sequence sequence, MessagePtr message) {
    FOREBAY_ASSERT(items_.empty() || items_.back().sequence < sequence);
    bytes_ += footprint(*message);
    items_.push_back({sequence, std::move(message)});
}

std::deque<Window::Item>::const_iterator Window::find(Sequence sequence) const {
    const auto at = std::ranges::lower_bound(items_, sequence, {}, &Item::sequence);
    return at != items_.end() && at->sequence == sequence ? at : items_.end();
}

bool Window::contains(Sequence sequence) const {
    return find(sequence) != items_.end();
}

MessagePtr Window::take(Sequence sequence) {
    const auto at = !items_.empty() && items_.front().sequence == sequence
                        ? items_.cbegin()  // nearly always: receives go in order
                        : find(sequence);
    if (at == items_.end()) {
        return nullptr;
    }
    MessagePtr message = at->message;
    bytes_ -= footprint(*message);
    items_.erase(at);
    return message;
}

void Window::remove_before(Sequence end) {
    while (!items_.empty() && items_.front().sequence < end) {
        bytes_ -= footprint(*items_.front().message);
        items_.pop_front();
    }
    end_ = std::max(end_, end);
}

void Window::release() {
    end_ = head();
    items_.clear();
    items_.shrink_to_fit();
    bytes_ = 0;
}

}  // namespace forebay::engine
