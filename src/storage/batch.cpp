#include <forebay/storage/batch.hpp>

#include <utility>

namespace forebay::storage {

void Batch::put(Space space, std::string_view key, std::string_view value) {
    put(space, key, value, {}, nullptr);
}

void Batch::put(Space space, std::string_view key, std::string_view value, std::string_view tail,
                std::shared_ptr<const void> owner) {
    entries_.push_back({Kind::put, space, static_cast<std::uint32_t>(key.size()),
                        static_cast<std::uint32_t>(value.size()), buffer_.size(), tail});
    buffer_.append(key).append(value);
    tail_bytes_ += tail.size();
    if (owner != nullptr) {
        owners_.push_back(std::move(owner));
    }
}

void Batch::remove(Space space, std::string_view key) {
    entries_.push_back(
        {Kind::remove, space, static_cast<std::uint32_t>(key.size()), 0, buffer_.size(), {}});
    buffer_.append(key);
}

void Batch::remove_once(Space space, std::string_view key) {
    entries_.push_back(
        {Kind::remove_once, space, static_cast<std::uint32_t>(key.size()), 0, buffer_.size(), {}});
    buffer_.append(key);
}

void Batch::remove_range(Space space, std::string_view begin, std::string_view end) {
    entries_.push_back({Kind::remove_range,
                        space,
                        static_cast<std::uint32_t>(begin.size()),
                        static_cast<std::uint32_t>(end.size()),
                        buffer_.size(),
                        {}});
    buffer_.append(begin).append(end);
}

Batch::Operation Batch::operator[](std::size_t index) const {
    const Entry& entry = entries_[index];
    const std::string_view buffer = buffer_;
    return {entry.kind, entry.space, buffer.substr(entry.offset, entry.key_bytes),
            buffer.substr(entry.offset + entry.key_bytes, entry.value_bytes), entry.tail};
}

void Batch::clear() {
    buffer_.clear();
    entries_.clear();
    owners_.clear();
    tail_bytes_ = 0;
}

}  // namespace forebay::storage
