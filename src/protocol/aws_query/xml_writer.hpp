#pragma once

#include "protocol/shape/shape.hpp"
#include "protocol/wire_error.hpp"

#include <string>
#include <string_view>

namespace forebay::protocol::aws_query {

/// Appends the members of `value`, a structure of `shape`, to `out` as XML elements, error codes as
/// `errors` has them. What is absent is not written. SQS specification 2.3, SNS specification 2.2.
void write_xml(const Shape& shape, const void* value, std::string& out, ErrorTable errors);

/// Appends `text` (UTF-8), escaped so that a parser gives it back as it is. What XML cannot say,
/// the control characters, becomes U+FFFD.
void write_xml_text(std::string_view text, std::string& out);

}  // namespace forebay::protocol::aws_query
