#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::storage {

/// The ordered key spaces of a Store. A store may keep them differently: `messages` holds many
/// records that are written once, read at most once and removed once; `records` holds few, small
/// ones that are overwritten; `items` holds many that are read by their keys again and again.
enum class Space : std::uint8_t { messages, records, items };
inline constexpr std::size_t spaces_count = 3;

/// Puts and removals that become visible and durable together, in the order in which they were
/// added. Keys and short values are copied into one buffer; a message body is shared, not copied.
class Batch {
public:
    enum class Kind : std::uint8_t { put, remove, remove_once, remove_range };

    /// One operation as it is read back. The views live as long as the batch.
    struct Operation {
        Kind kind;
        Space space;
        std::string_view key;    ///< of a range: its first key
        std::string_view value;  ///< of a range: the key after its last
        std::string_view tail;   ///< of a put: stored directly behind `value`
    };

    /// Stores `value`, or `value` followed by `tail`, under `key`. `owner` keeps `tail` alive.
    void put(Space space, std::string_view key, std::string_view value);
    void put(Space space, std::string_view key, std::string_view value, std::string_view tail,
             std::shared_ptr<const void> owner);

    /// Removes `key` if it is there.
    void remove(Space space, std::string_view key);

    /// Removes `key`, which was put exactly once since it was last removed. Cheaper than `remove`.
    void remove_once(Space space, std::string_view key);

    /// Removes all keys from `begin` to before `end`.
    void remove_range(Space space, std::string_view begin, std::string_view end);

    bool empty() const { return entries_.empty(); }
    std::size_t size() const { return entries_.size(); }
    std::size_t bytes() const { return buffer_.size() + tail_bytes_; }  ///< keys and values
    Operation operator[](std::size_t index) const;
    void clear();

private:
    struct Entry {
        Kind kind;
        Space space;
        std::uint32_t key_bytes;
        std::uint32_t value_bytes;
        std::size_t offset;  // of the key in buffer_, with the value behind it
        std::string_view tail;
    };

    std::string buffer_;
    std::vector<Entry> entries_;
    std::vector<std::shared_ptr<const void>> owners_;
    std::size_t tail_bytes_ = 0;
};

}  // namespace forebay::storage
