#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::load {

/// Receipt handles that wait to be used: all texts in one string, taken from the back.
class HandleStock {
public:
    struct Handle {
        std::size_t queue = 0;
        std::uint64_t number = 0;
        std::string_view text;  ///< valid until the next `put`
    };

    void put(std::size_t queue, std::uint64_t number, std::string_view text) {
        entries_.push_back(
            {.queue = queue, .number = number, .begin = texts_.size(), .size = text.size()});
        texts_.append(text);
    }

    bool empty() const { return entries_.empty(); }
    std::size_t next_queue() const { return entries_.back().queue; }

    Handle take() {
        const Entry entry = entries_.back();
        entries_.pop_back();
        return {.queue = entry.queue,
                .number = entry.number,
                .text = std::string_view{texts_}.substr(entry.begin, entry.size)};
    }

private:
    struct Entry {
        std::size_t queue;
        std::uint64_t number;
        std::size_t begin;
        std::size_t size;
    };

    std::string texts_;
    std::vector<Entry> entries_;
};

}  // namespace forebay::load
