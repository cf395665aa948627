#include "service/sns/message_attributes.hpp"

#include "service/sns/errors.hpp"
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace forebay::service::sns {
namespace {

template <class... Args>
Error refusal(fmt::format_string<Args...> text, Args&&... args) {
    return {Errc::invalid_attribute_value, fmt::format(text, std::forward<Args>(args)...)};
}

bool is_name_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-' || c == '.';
}

/// The character that `text`, which is UTF-8, begins with.
std::uint32_t first_character(std::string_view text) {
    const auto lead = static_cast<std::uint8_t>(text.front());
    if (lead < 0x80) {
        return lead;
    }
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    std::uint32_t code = lead & (0xFFU >> (size + 1));
    for (const char c : text.substr(1, size - 1)) {
        code = code << 6U | (static_cast<std::uint8_t>(c) & 0x3FU);
    }
    return code;
}

Result<void> check_name(std::string_view name) {
    if (name.size() > limits::message_attribute_name_chars_max) {
        return refusal("Length of message attribute name must be less than 256 bytes.");
    }
    if (name.empty()) {
        return refusal("The message attribute name must not be empty.");
    }
    const auto foreign = std::ranges::find_if_not(name, is_name_char);
    if (foreign != name.end()) {
        const auto at = static_cast<std::size_t>(foreign - name.begin());
        return refusal(
            "Invalid non-alphanumeric character '#x{:X}' was found in the message attribute name. "
            "Can only include alphanumeric characters, hyphens, underscores, or dots.",
            first_character(name.substr(at)));
    }
    if (name.starts_with('.')) {
        return refusal("Invalid message attribute name starting with character '.' was found.");
    }
    if (name.ends_with('.')) {
        return refusal("Invalid message attribute name ending with character '.' was found.");
    }
    if (name.contains("..")) {
        return refusal("Message attribute name can not have successive '.' character.");
    }
    return {};
}

/// `String`, `Number` or `Binary`: a data type without its label. Empty: none of them.
std::string_view base_type(std::string_view data_type) {
    for (const std::string_view base : {"String", "Number", "Binary"}) {
        if (data_type == base ||
            (data_type.starts_with(base) && data_type.size() > base.size() + 1 &&
             data_type[base.size()] == '.')) {
            return base;
        }
    }
    return {};
}

std::string_view text_of(const OptionalText& text) {
    return text ? std::string_view(*text) : std::string_view();
}

std::string_view bytes_of(const std::optional<Blob>& blob) {
    return blob ? std::string_view(blob->bytes) : std::string_view();
}

Result<void> check_value(std::string_view name, const MessageAttributeValue& value) {
    const std::string_view type = *value.data_type;
    const std::string_view base = base_type(type);
    if (base.empty()) {
        return refusal(
            "The message attribute '{}' has an invalid message attribute type, the set of "
            "supported "
            "type prefixes is Binary, Number, and String.",
            name);
    }
    const std::string_view text = text_of(value.string_value);
    const std::string_view bytes = bytes_of(value.binary_value);
    if (text.empty() && bytes.empty()) {
        return refusal(
            "The message attribute '{}' must contain non-empty message attribute value for message "
            "attribute type '{}'.",
            name, type);
    }
    const bool is_binary = base == "Binary";
    if ((is_binary ? bytes : text).empty()) {
        return refusal("The message attribute '{}' with type '{}' must use field '{}'.", name, type,
                       is_binary ? "Binary" : "String");
    }
    return {};
}

}  // namespace

Result<void> check_message_attributes(const AttributeList& attributes, std::string_view path) {
    for (const NamedAttribute& attribute : attributes) {
        const std::string_view name = attribute.name.value;
        if (auto checked = check_name(name); !checked) {
            return checked;
        }
        if (!attribute.value || !attribute.value->data_type) {
            return null_at(fmt::format("{}.{}.member.dataType", path, name));
        }
        if (auto checked = check_value(name, *attribute.value); !checked) {
            return checked;
        }
    }
    return {};
}

std::size_t attribute_bytes(const AttributeList& attributes) {
    std::size_t bytes = 0;
    for (const NamedAttribute& attribute : attributes) {
        bytes += attribute.name.value.size();
        if (attribute.value) {
            bytes += text_of(attribute.value->data_type).size() +
                     text_of(attribute.value->string_value).size() +
                     bytes_of(attribute.value->binary_value).size();
        }
    }
    return bytes;
}

std::vector<MessageAttribute> take_attributes(AttributeList&& attributes) {
    std::vector<MessageAttribute> taken;
    taken.reserve(attributes.size());
    for (NamedAttribute& attribute : attributes) {
        MessageAttributeValue& value = *attribute.value;
        const bool is_binary = base_type(*value.data_type) == "Binary";
        auto place = std::ranges::find(taken, attribute.name.value, &MessageAttribute::name);
        if (place == taken.end()) {
            place = taken.emplace(taken.end());
        }
        *place = {.name = std::move(attribute.name.value),
                  .data_type = std::move(*value.data_type),
                  .value = is_binary ? std::move(value.binary_value->bytes)
                                     : std::move(*value.string_value),
                  .is_binary = is_binary};
    }
    return taken;
}

}  // namespace forebay::service::sns
