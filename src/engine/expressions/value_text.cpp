#include "engine/expressions/value_text.hpp"

#include <forebay/base/base64.hpp>

namespace forebay::engine::expressions {
namespace {

void append_scalar(ValueType type, std::string_view ordered, std::string& out) {
    if (type == ValueType::number) {
        Number::of_ordered(ordered).append_text(out);
    } else if (type == ValueType::binary) {
        out += base64(ordered);
    } else {
        out += ordered;
    }
}

/// Calls `append` for each of `range`, with commas between.
template <class Range, class Append>
void append_all(const Range& range, char open, char close, std::string& out, Append append) {
    out += open;
    bool is_first = true;
    for (const auto& one : range) {
        out += is_first ? "" : ", ";
        is_first = false;
        append(one);
    }
    out += close;
}

}  // namespace

std::string value_text(ValueView value) {
    std::string out = "{";
    out += type_name(value.type());
    out += ':';
    switch (value.type()) {
        case ValueType::string:
        case ValueType::number:
        case ValueType::binary:
            append_scalar(value.type(), value.ordered(), out);
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
            append_all(value.elements(), '[', ']', out, [&](std::string_view element) {
                append_scalar(element_type(value.type()), element, out);
            });
            break;
        case ValueType::list:
            append_all(value.values(), '[', ']', out,
                       [&](ValueView element) { out += value_text(element); });
            break;
        case ValueType::map:
            append_all(value.map().entries(), '{', '}', out, [&](const auto& entry) {
                out += entry.name;
                out += '=';
                out += value_text(entry.value);
            });
            break;
    }
    out += '}';
    return out;
}

}  // namespace forebay::engine::expressions
