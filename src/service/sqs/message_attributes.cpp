#include "service/sqs/message_attributes.hpp"

#include "service/sqs/errors.hpp"
#include "service/sqs/message_text.hpp"
#include "service/sqs/number.hpp"
#include <forebay/base/letter_case.hpp>
#include <forebay/model/limits.hpp>

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

#include <array>
#include <utility>

namespace forebay::service::sqs {
namespace {

constexpr std::string_view trace_header_name = "AWSTraceHeader";

template <class... Args>
Error refusal(fmt::format_string<Args...> text, Args&&... args) {
    return {Errc::invalid_parameter, fmt::format(text, std::forward<Args>(args)...)};
}

std::string_view text_of(const std::optional<std::string>& text) {
    return text ? std::string_view(*text) : std::string_view();
}

std::string_view bytes_of(const std::optional<Blob>& blob) {
    return blob ? std::string_view(blob->bytes) : std::string_view();
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

bool starts_with_in_any_case(std::string_view text, std::string_view prefix) {
    return same_in_any_case(text.substr(0, prefix.size()), prefix);
}

/// Letters, digits, `_`, `-`, `.`, and the accented Latin letters from U+00C0 to U+024F.
bool has_only_name_characters(std::string_view name) {
    for (std::size_t i = 0; i < name.size(); ++i) {
        const auto c = static_cast<std::uint8_t>(name[i]);
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            c == '_' || c == '-' || c == '.') {
            continue;
        }
        const auto next = static_cast<std::uint8_t>(i + 1 < name.size() ? name[i + 1] : 0);
        const std::uint32_t code = (c & 0x1FU) << 6U | (next & 0x3FU);
        if ((c & 0xE0U) != 0xC0U || (next & 0xC0U) != 0x80U || code < 0xC0 || code > 0x24F ||
            code == 0xD7 || code == 0xF7) {
            return false;
        }
        ++i;
    }
    return true;
}

Result<void> check_name(std::string_view name) {
    if (character_count(name) > limits::message_attribute_name_chars_max) {
        return refusal("Message (user) attribute names must be shorter than 256 Bytes");
    }
    if (name.empty() || !has_only_name_characters(name)) {
        return refusal(
            "Message (user) attributes name can only contain upper and lower score characters, "
            "digits, periods, hyphens and underscores. ");
    }
    if (starts_with_in_any_case(name, "aws.") || starts_with_in_any_case(name, "amazon.") ||
        name.starts_with('.') || name.ends_with('.') || name.contains("..")) {
        return refusal(
            "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These "
            "strings are reserved for internal use. Additionally, they cannot start or end with "
            "'.'.");
    }
    return {};
}

Result<void> check_type(std::string_view data_type) {
    if (base_type(data_type).empty() || forbidden_character(data_type)) {
        return refusal(
            "Type for parameter MessageAttributes.Attribute_name.DataType must be prefixed with "
            "\"String\", \"Binary\", or \"Number\", but was: {}",
            data_type);
    }
    if (character_count(data_type) > limits::message_attribute_type_chars_max) {
        return refusal("Message (user) attribute types must be shorter than 256 Bytes");
    }
    return {};
}

/// `kind` is `user` or `system`.
Result<void> check_value(std::string_view kind, std::string_view name,
                         const MessageAttributeValue& attribute) {
    if (!attribute.string_list_values.empty() || !attribute.binary_list_values.empty()) {
        return Error{Errc::unsupported_operation,
                     "Message attribute list values in SendMessage operation are not supported."};
    }

    const std::string_view base = base_type(text_of(attribute.data_type));
    const std::string_view text = text_of(attribute.string_value);
    const std::string_view bytes = bytes_of(attribute.binary_value);
    const bool is_binary = base == "Binary";
    if ((is_binary ? bytes : text).empty()) {
        return refusal("Message ({}) attribute '{}' must contain a non-empty value of type '{}'.",
                       kind, name, base);
    }
    if (!(is_binary ? text : bytes).empty()) {
        return refusal("Message ({}) attribute '{}' must contain only a value of type '{}'.", kind,
                       name, base);
    }
    if (const auto forbidden = forbidden_character(text)) {
        return refusal("{}", forbidden_character_text(
                                 *forbidden, fmt::format("message attribute '{}' value", name)));
    }
    if (base == "Number" && !is_number(text)) {
        return refusal("Can't cast the value of message ({}) attribute '{}' to a number.", kind,
                       name);
    }
    return {};
}

}  // namespace

std::size_t attribute_bytes(const AttributeMap& attributes) {
    std::size_t bytes = 0;
    for (const auto& [name, attribute] : attributes) {
        bytes += name.size() + text_of(attribute.data_type).size() +
                 text_of(attribute.string_value).size() + bytes_of(attribute.binary_value).size();
    }
    return bytes;
}

Result<void> check_message_attributes(const AttributeMap& attributes) {
    if (attributes.size() > limits::message_attributes_max) {
        return refusal("Number of message attributes [{}] exceeds the allowed maximum [{}].",
                       attributes.size(), limits::message_attributes_max);
    }
    for (const auto& [name, attribute] : attributes) {
        if (auto checked = check_name(name); !checked) {
            return checked;
        }
        if (auto checked = check_type(text_of(attribute.data_type)); !checked) {
            return checked;
        }
        if (auto checked = check_value("user", name, attribute); !checked) {
            return checked;
        }
    }
    return {};
}

Result<void> check_system_attributes(const AttributeMap& attributes) {
    for (const auto& [name, attribute] : attributes) {
        if (name != trace_header_name) {
            return invalid_parameter(name, "MessageSystemAttributes",
                                     "The only message system attribute that can be sent is "
                                     "AWSTraceHeader.");
        }
        if (text_of(attribute.data_type) != "String") {
            return invalid_parameter(text_of(attribute.data_type),
                                     "MessageSystemAttributes.AWSTraceHeader.DataType",
                                     "AWSTraceHeader must be of type String.");
        }
        if (auto checked = check_value("system", name, attribute); !checked) {
            return checked;
        }
    }
    return {};
}

std::vector<MessageAttribute> take_attributes(AttributeMap&& attributes) {
    std::vector<MessageAttribute> taken;
    taken.reserve(attributes.size());
    while (!attributes.empty()) {
        auto node = attributes.extract(attributes.begin());
        MessageAttributeValue& value = node.mapped();
        const bool is_binary = base_type(*value.data_type) == "Binary";
        taken.push_back({.name = std::move(node.key()),
                         .data_type = std::move(*value.data_type),
                         .value = is_binary ? std::move(value.binary_value->bytes)
                                            : std::move(*value.string_value),
                         .is_binary = is_binary});
    }
    return taken;
}

void AttributeDigest::add(const MessageAttribute& attribute) {
    constexpr char text_mark = 1;
    constexpr char binary_mark = 2;
    add_text(attribute.name);
    add_text(attribute.data_type);
    bytes_.push_back(attribute.is_binary ? binary_mark : text_mark);
    add_text(attribute.value);
}

void AttributeDigest::add_text(std::string_view text) {
    std::array<unsigned char, 4> size;
    boost::endian::store_big_u32(size.data(), static_cast<std::uint32_t>(text.size()));
    bytes_.append(reinterpret_cast<const char*>(size.data()), size.size());
    bytes_.append(text);
}

}  // namespace forebay::service::sqs
