#include "server/input_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace forebay::server {
namespace {

// A request of ordinary size, with its header, in one read.
constexpr std::size_t capacity_min = std::size_t{8} * 1024;

}  // namespace

void InputBuffer::make_room(std::size_t count) {
    if (empty()) {
        begin_ = 0;
        end_ = 0;
    }
    if (capacity_ - end_ >= count) {
        return;
    }
    const std::size_t used = size();
    if (used + count <= capacity_) {
        std::memmove(storage_.get(), storage_.get() + begin_, used);
    } else {
        const std::size_t capacity = std::max({capacity_min, capacity_ * 2, used + count});
        auto storage = std::make_unique_for_overwrite<char[]>(capacity);
        if (used > 0) {
            std::memcpy(storage.get(), storage_.get() + begin_, used);
        }
        storage_ = std::move(storage);
        capacity_ = capacity;
    }
    begin_ = 0;
    end_ = used;
}

void InputBuffer::erase(std::size_t offset, std::size_t count) {
    char* const to = storage_.get() + begin_ + offset;
    std::memmove(to, to + count, size() - offset - count);
    end_ -= count;
}

}  // namespace forebay::server
