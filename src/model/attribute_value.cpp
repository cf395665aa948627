#include "model/value_bytes.hpp"
#include <forebay/model/attribute_value.hpp>

#include <algorithm>
#include <array>

namespace forebay {
namespace {

constexpr std::array<std::string_view, 11> names = {"",   "S",  "N",  "B", "BOOL", "NULL",
                                                    "SS", "NS", "BS", "L", "M"};

// What every list and every map counts besides its elements, and what each of these does.
constexpr std::size_t container_size = 3;
constexpr std::size_t element_size = 1;

std::string_view behind_count(std::string_view payload) {
    take_length(payload);
    return payload;
}

}  // namespace

std::string_view type_name(ValueType type) {
    return names.at(static_cast<std::size_t>(type));
}

std::optional<ValueType> parse_type_name(std::string_view name) {
    const auto found = std::ranges::find(names.begin() + 1, names.end(), name);
    if (found == names.end()) {
        return std::nullopt;
    }
    return ValueType(static_cast<std::uint8_t>(found - names.begin()));
}

std::string_view TextReader::take(std::string_view& rest) {
    return take_text(rest);
}

ValueView ValueReader::take(std::string_view& rest) {
    const ValueView value(rest);
    rest.remove_prefix(value.bytes().size());
    return value;
}

EntryReader::Element EntryReader::take(std::string_view& rest) {
    const std::string_view name = take_text(rest);
    return {name, ValueReader::take(rest)};
}

ValueView::ValueView(std::string_view bytes) : begin_(bytes.data()) {
    std::string_view rest = bytes.substr(1);
    payload_bytes_ = take_length(rest);
    FOREBAY_ASSERT(payload_bytes_ <= rest.size());
    header_bytes_ = static_cast<std::uint32_t>(bytes.size() - rest.size());
}

std::uint32_t ValueView::count() const {
    std::string_view rest = payload();
    return take_length(rest);
}

Elements<TextReader> ValueView::elements() const {
    return Elements<TextReader>(behind_count(payload()));
}

Elements<ValueReader> ValueView::values() const {
    return Elements<ValueReader>(behind_count(payload()));
}

MapView ValueView::map() const {
    return MapView(payload());
}

std::optional<ValueView> ValueView::at(std::uint32_t index) const {
    std::string_view rest = payload();
    if (index >= take_length(rest)) {
        return std::nullopt;
    }
    for (; index > 0; --index) {
        ValueReader::take(rest);
    }
    return ValueReader::take(rest);
}

bool ValueView::contains(std::string_view element) const {
    for (const std::string_view other : elements()) {
        if (other >= element) {
            return other == element;
        }
    }
    return false;
}

std::size_t ValueView::size() const {
    std::size_t size = 0;
    switch (type()) {
        case ValueType::string:
        case ValueType::number:
        case ValueType::binary:
            return payload_bytes_;
        case ValueType::boolean:
        case ValueType::null:
            return 1;
        case ValueType::string_set:
        case ValueType::number_set:
        case ValueType::binary_set:
            for (const std::string_view element : elements()) {
                size += element.size();
            }
            return size;
        case ValueType::list:
            for (const ValueView value : values()) {
                size += element_size + value.size();
            }
            return container_size + size;
        case ValueType::map:
            return container_size + map().count() * element_size + map().size();
    }
    fail_stop("ValueType out of range");
}

std::uint32_t MapView::count() const {
    std::string_view rest = payload_;
    return take_length(rest);
}

Elements<EntryReader> MapView::entries() const {
    return Elements<EntryReader>(behind_count(payload_));
}

std::optional<ValueView> MapView::find(std::string_view name) const {
    for (const auto& entry : entries()) {
        if (entry.name >= name) {
            if (entry.name == name) {
                return entry.value;
            }
            break;
        }
    }
    return std::nullopt;
}

std::size_t MapView::size() const {
    std::size_t size = 0;
    for (const auto& entry : entries()) {
        size += entry.name.size() + entry.value.size();
    }
    return size;
}

}  // namespace forebay
