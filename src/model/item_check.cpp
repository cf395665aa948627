#include "model/value_bytes.hpp"
#include <forebay/model/attribute_value.hpp>

#include <cstdint>

// Unlike the views, which end the process, this reads bytes that may be anything.
namespace forebay {
namespace {

constexpr int depth_max = 64;

class Check {
public:
    explicit Check(std::string_view bytes) : rest_(bytes) {}

    bool is_at_end() const { return rest_.empty(); }

    bool entries(int depth) {
        std::uint32_t count = 0;
        std::string_view name;
        if (!length(count)) {
            return false;
        }
        for (std::uint32_t i = 0; i < count; ++i) {
            if (!next_in_order(i, name) || !value(depth)) {
                return false;
            }
        }
        return true;
    }

private:
    bool value(int depth) {
        if (rest_.empty() || depth == 0) {
            return false;
        }
        const auto type = ValueType(static_cast<std::uint8_t>(rest_.front()));
        rest_.remove_prefix(1);
        std::string_view bytes;
        if (!text(bytes)) {
            return false;
        }
        switch (type) {
            case ValueType::string:
            case ValueType::binary:
                return true;
            case ValueType::number:
                return Number::is_ordered(bytes);
            case ValueType::boolean:
                return bytes == std::string_view("\0", 1) || bytes == std::string_view("\1", 1);
            case ValueType::null:
                return bytes.empty();
            case ValueType::string_set:
            case ValueType::number_set:
            case ValueType::binary_set:
                return whole(bytes, [&](Check& inner) { return inner.elements(type); });
            case ValueType::list:
                return whole(bytes, [&](Check& inner) { return inner.values(depth - 1); });
            case ValueType::map:
                return whole(bytes, [&](Check& inner) { return inner.entries(depth - 1); });
        }
        return false;
    }

    template <class Part>
    static bool whole(std::string_view bytes, Part part) {
        Check inner(bytes);
        return part(inner) && inner.is_at_end();
    }

    bool values(int depth) {
        std::uint32_t count = 0;
        bool is_fine = length(count);
        for (; count > 0 && is_fine; --count) {
            is_fine = value(depth);
        }
        return is_fine;
    }

    bool elements(ValueType type) {
        std::uint32_t count = 0;
        std::string_view element;
        if (!length(count) || count == 0) {
            return false;
        }
        for (std::uint32_t i = 0; i < count; ++i) {
            if (!next_in_order(i, element) ||
                (type == ValueType::number_set && !Number::is_ordered(element))) {
                return false;
            }
        }
        return true;
    }

    bool next_in_order(std::uint32_t index, std::string_view& latest) {
        const std::string_view before = latest;
        return text(latest) && (index == 0 || before < latest);
    }

    bool text(std::string_view& out) {
        std::uint32_t size = 0;
        if (!length(size) || size > rest_.size()) {
            return false;
        }
        out = take_bytes(rest_, size);
        return true;
    }

    bool length(std::uint32_t& out) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < length_bytes_max && i < rest_.size(); ++i) {
            const auto byte = static_cast<std::uint8_t>(rest_[i]);
            value |= static_cast<std::uint64_t>(byte & 0x7FU) << (7 * i);
            if (byte < 0x80) {
                out = static_cast<std::uint32_t>(value);
                rest_.remove_prefix(i + 1);
                return value == out && length_bytes(out) == i + 1;
            }
        }
        return false;
    }

    std::string_view rest_;
};

}  // namespace

bool is_item(std::string_view bytes) {
    Check check(bytes);
    return check.entries(depth_max) && check.is_at_end();
}

}  // namespace forebay
