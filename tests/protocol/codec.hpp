#pragma once

#include "protocol/aws_json/reader.hpp"
#include "protocol/aws_json/writer.hpp"
#include "protocol/aws_query/form.hpp"
#include "protocol/aws_query/reader.hpp"
#include "protocol/aws_query/xml_writer.hpp"
#include "protocol/services/sqs_errors.hpp"
#include "protocol/shape/shape_of.hpp"
#include <forebay/service/sqs/wire_names.hpp>

#include <string>
#include <string_view>

/// The codecs as tests call them.
namespace forebay::protocol {

template <class T>
std::string json_of(const T& value) {
    std::string json;
    aws_json::write(shape_of<T>, &value, json, sqs::errors);
    return json;
}

template <class T>
std::string xml_of(const T& value) {
    std::string xml;
    aws_query::write_xml(shape_of<T>, &value, xml, sqs::errors);
    return xml;
}

template <class T>
Result<T> from_json(std::string_view json) {
    T value{};
    if (auto read = aws_json::read(json, shape_of<T>, &value); !read) {
        return read.error();
    }
    return value;
}

template <class T>
Result<T> from_form(std::string_view text) {
    T value{};
    const auto form = aws_query::Form::parse({}, text);
    if (!form) {
        return form.error();
    }
    if (auto read = aws_query::read(*form, shape_of<T>, &value); !read) {
        return read.error();
    }
    return value;
}

/// What a shape makes of a request, as JSON; or the text of the refusal.
template <class T>
std::string seen_in_json(std::string_view json) {
    const auto value = from_json<T>(json);
    return value ? json_of(*value) : value.error().detail;
}

template <class T>
std::string seen_in_form(std::string_view form) {
    const auto value = from_form<T>(form);
    return value ? json_of(*value) : value.error().detail;
}

}  // namespace forebay::protocol
