#include "engine/window.hpp"

#include "engine/tenants.hpp"
#include <forebay/base/assert.hpp>

#include <algorithm>
#include <utility>

namespace forebay::engine {
namespace {

constexpr std::size_t holes_min = 64;  // fewer are not worth closing

}  // namespace

std::size_t footprint(const Message& message) {
    std::size_t bytes = sizeof(Message) + message.body.size() + message.sender_id.size();
    for (const MessageAttribute& attribute : message.attributes) {
        bytes += sizeof(MessageAttribute) + attribute.name.size() + attribute.value.size();
    }
    return bytes;
}

void Window::push(Sequence sequence, GroupKey group, MessagePtr message) {
    FOREBAY_ASSERT(items_.empty() || items_.back().sequence < sequence);
    items_.push_back({sequence, group, nullptr});
    ++count_;
    if (tenants_ != nullptr) {
        tenants_->add_visible(sequence, group);
    }
    if (message != nullptr) {
        ++loaded_count_;
        bytes_ += footprint(*message);
        items_.back().message = std::move(message);
    }
}

Window::Items::iterator Window::locate(Sequence sequence) {
    if (!items_.empty() && items_.front().sequence == sequence) {
        return items_.begin();  // nearly always, in a standard queue: receives go in order
    }
    const auto at = std::ranges::lower_bound(items_, sequence, {}, &Item::sequence);
    return at != items_.end() && at->sequence == sequence && !at->is_hole ? at : items_.end();
}

const Window::Item* Window::find(Sequence sequence) const {
    const Item* item = first_from(sequence);
    return item != nullptr && item->sequence == sequence ? item : nullptr;
}

const Window::Item* Window::first_from(Sequence sequence) const {
    auto at = !items_.empty() && sequence <= items_.front().sequence
                  ? items_.begin()
                  : std::ranges::lower_bound(items_, sequence, {}, &Item::sequence);
    at = std::find_if(at, items_.end(), [](const Item& item) { return !item.is_hole; });
    return at == items_.end() ? nullptr : &*at;
}

void Window::fill(Sequence sequence, MessagePtr message) {
    const auto at = locate(sequence);
    if (at == items_.end()) {
        return;
    }
    if (at->message != nullptr) {
        --loaded_count_;
        bytes_ -= footprint(*at->message);
    }
    if (message != nullptr) {
        ++loaded_count_;
        bytes_ += footprint(*message);
    }
    at->message = std::move(message);
}

MessagePtr Window::take(Sequence sequence) {
    const auto at = locate(sequence);
    if (at == items_.end()) {
        return nullptr;
    }
    MessagePtr message = std::move(at->message);
    if (message != nullptr) {
        --loaded_count_;
        bytes_ -= footprint(*message);
    }
    --count_;
    if (tenants_ != nullptr) {
        tenants_->remove_visible(sequence, at->group);
    }
    at->is_hole = true;
    drop_leading_holes();
    close_holes();
    return message;
}

void Window::drop_leading_holes() {
    while (!items_.empty() && items_.front().is_hole) {
        items_.pop_front();
    }
}

void Window::close_holes() {
    const std::size_t holes = items_.size() - count_;
    if (holes > holes_min && holes > count_) {
        std::erase_if(items_, [](const Item& item) { return item.is_hole; });
    }
}

void Window::cut(Sequence end) {
    while (!items_.empty() && items_.back().sequence >= end) {
        const Item& last = items_.back();
        if (last.message != nullptr) {
            --loaded_count_;
            bytes_ -= footprint(*last.message);
        }
        if (!last.is_hole) {
            --count_;
            if (tenants_ != nullptr) {
                tenants_->remove_visible(last.sequence, last.group);
            }
        }
        items_.pop_back();
    }
    end_ = std::min(end_, end);
}

void Window::remove_before(Sequence end) {
    while (!items_.empty() && items_.front().sequence < end) {
        take(items_.front().sequence);
    }
    end_ = std::max(end_, end);
}

void Window::release() {
    end_ = head();
    for (const Item& item : items_) {
        if (tenants_ != nullptr && !item.is_hole) {
            tenants_->remove_visible(item.sequence, item.group);
        }
    }
    items_.clear();
    items_.shrink_to_fit();
    count_ = 0;
    loaded_count_ = 0;
    bytes_ = 0;
}

}  // namespace forebay::engine
