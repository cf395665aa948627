#pragma once

#include "protocol/shape/shape.hpp"
#include "protocol/wire_error.hpp"

#include <string>
#include <string_view>

namespace forebay::protocol::aws_json {

/// How the members of a shape are named, and how its maps look.
enum class Style {
    json,   ///< AWS JSON: maps are objects
    plain,  ///< JSON that stands for XML: maps are lists of `{"Name":…,"Value":…}`
};

/// Appends `value` to `out` as JSON, error codes as `errors` has them. What is absent is not
/// written. SQS specification 2.2.
void write(const Shape& shape, const void* value, std::string& out, ErrorTable errors,
           Style style = Style::json);

/// Appends `text` (UTF-8) to `out` in quotes, escaped where JSON demands it.
void write_string(std::string_view text, std::string& out);

}  // namespace forebay::protocol::aws_json
