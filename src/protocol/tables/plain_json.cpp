#include "protocol/tables/plain_json.hpp"

#include "protocol/aws_json/attribute_writer.hpp"
#include "protocol/aws_json/separator.hpp"
#include "protocol/aws_json/writer.hpp"
#include <forebay/base/base64.hpp>

#include <fmt/format.h>

#include <charconv>
#include <system_error>

namespace forebay::protocol::tables {
namespace {

using aws_json::Separator;
using aws_json::write_string;

/// Whether a reader that makes a double of it has the same number.
bool survives_a_double(const Number& number, const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc()) {
        return false;
    }
    const auto back = Number::parse(fmt::format("{}", value));
    return back && *back == number;
}

void write_number(const Number& number, std::string& out) {
    const std::string text = number.text();
    if (survives_a_double(number, text)) {
        out += text;
    } else {
        write_string(text, out);
    }
}

void write_scalar(ValueType type, std::string_view ordered, std::string& out) {
    if (type == ValueType::string) {
        write_string(ordered, out);
    } else if (type == ValueType::number) {
        write_number(Number::of_ordered(ordered), out);
    } else {
        write_string(base64(ordered), out);
    }
}

void write_map(MapView map, std::string& out);

void write_value(ValueView value, std::string& out) {
    switch (value.type()) {
        case ValueType::string:
        case ValueType::number:
        case ValueType::binary:
            write_scalar(value.type(), value.ordered(), out);
            return;
        case ValueType::boolean:
            out += value.boolean() ? "true" : "false";
            return;
        case ValueType::null:
            out += "null";
            return;
        case ValueType::map:
            write_map(value.map(), out);
            return;
        case ValueType::list: {
            out += '[';
            Separator separator(out);
            for (const ValueView element : value.values()) {
                separator.next();
                write_value(element, out);
            }
            out += ']';
            return;
        }
        case ValueType::string_set:
        case ValueType::number_set:
        case ValueType::binary_set: {
            out += '[';
            Separator separator(out);
            for (const std::string_view element : value.elements()) {
                separator.next();
                write_scalar(element_type(value.type()), element, out);
            }
            out += ']';
            return;
        }
    }
}

void write_map(MapView map, std::string& out) {
    out += '{';
    Separator separator(out);
    for (const auto& entry : map.entries()) {
        separator.next();
        write_string(entry.name, out);
        out += ':';
        write_value(entry.value, out);
    }
    out += '}';
}

}  // namespace

void write_item(MapView item, Format format, std::string& out) {
    if (format == Format::dynamodb) {
        aws_json::write_attributes(item, out);
    } else {
        write_map(item, out);
    }
}

}  // namespace forebay::protocol::tables
