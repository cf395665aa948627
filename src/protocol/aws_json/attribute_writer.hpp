#pragma once

#include <forebay/model/attribute_value.hpp>

#include <string>

namespace forebay::protocol::aws_json {

/// Appends `value` to `out` as JSON: `{"S":"…"}`. DynamoDB specification 4.
void write_attribute_value(ValueView value, std::string& out);

/// Appends the attributes of an item, by their names.
void write_attributes(MapView item, std::string& out);

}  // namespace forebay::protocol::aws_json
