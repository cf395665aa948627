#include "protocol/aws_json/attribute_writer.hpp"

#include "protocol/aws_json/separator.hpp"
#include "protocol/aws_json/writer.hpp"
#include <forebay/base/base64.hpp>

namespace forebay::protocol::aws_json {
namespace {

/// A string, a number or binary bytes in the ordered form that they are kept in.
void write_scalar(ValueType type, std::string_view ordered, std::string& out) {
    if (type == ValueType::string) {
        write_string(ordered, out);
        return;
    }
    out += '"';
    if (type == ValueType::number) {
        Number::of_ordered(ordered).append_text(out);
    } else {
        out += base64(ordered);
    }
    out += '"';
}

void write_elements(ValueView set, std::string& out) {
    out += '[';
    Separator separator(out);
    for (const std::string_view element : set.elements()) {
        separator.next();
        write_scalar(element_type(set.type()), element, out);
    }
    out += ']';
}

void write_values(ValueView list, std::string& out) {
    out += '[';
    Separator separator(out);
    for (const ValueView value : list.values()) {
        separator.next();
        write_attribute_value(value, out);
    }
    out += ']';
}

}  // namespace

void write_attribute_value(ValueView value, std::string& out) {
    out += "{\"";
    out += type_name(value.type());
    out += "\":";
    switch (value.type()) {
        case ValueType::string:
        case ValueType::number:
        case ValueType::binary:
            write_scalar(value.type(), value.ordered(), out);
            break;
        case ValueType::boolean:
            out += value.boolean() ? "true" : "false";
            break;
        case ValueType::null:
            out += "true";
            break;
        case ValueType::string_set:
        case ValueType::number_set:
        case ValueType::binary_set:
            write_elements(value, out);
            break;
        case ValueType::list:
            write_values(value, out);
            break;
        case ValueType::map:
            write_attributes(value.map(), out);
            break;
    }
    out += '}';
}

void write_attributes(MapView item, std::string& out) {
    out += '{';
    Separator separator(out);
    for (const auto& entry : item.entries()) {
        separator.next();
        write_string(entry.name, out);
        out += ':';
        write_attribute_value(entry.value, out);
    }
    out += '}';
}

}  // namespace forebay::protocol::aws_json
