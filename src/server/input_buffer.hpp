#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace forebay::server {

/// The bytes that a session has read and not used up yet, in one piece of memory.
///
/// They stay where they are until `make_room` or `erase`: requests hold views into them, and a
/// read may be writing into `space`.
class InputBuffer {
public:
    std::string_view bytes() const { return {storage_.get() + begin_, end_ - begin_}; }
    std::size_t size() const { return end_ - begin_; }
    bool empty() const { return begin_ == end_; }
    std::size_t capacity() const { return capacity_; }

    /// Where the next bytes may be written; `added` says how many were.
    std::span<char> space() { return {storage_.get() + end_, capacity_ - end_}; }
    void added(std::size_t count) { end_ += count; }

    /// Sees to it that `space` has `count` bytes or more.
    void make_room(std::size_t count);

    /// Drops `count` bytes from the front.
    void consume(std::size_t count) { begin_ += count; }

    /// Drops `count` bytes after the first `offset`; those behind move up.
    void erase(std::size_t offset, std::size_t count);

private:
    std::unique_ptr<char[]> storage_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace forebay::server
