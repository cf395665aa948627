#pragma once

#include "protocol/shape/shape.hpp"
#include <forebay/base/result.hpp>

#include <string_view>

namespace forebay::protocol::aws_json {

/// The text of the refusal for what is not JSON.
inline constexpr std::string_view not_json = "The request body is not valid JSON.";

/// Reads the JSON object `text` into `value`, a default-constructed structure of `shape`. Members
/// that the shape does not know are skipped, null is absent, an empty text is an empty object.
/// Errors: Errc::malformed_request for what is not JSON or not UTF-8, nests too deep, or has a
/// value of another type than the shape; Errc::missing_parameter. SQS specification 2.2, 3.
Result<void> read(std::string_view text, const Shape& shape, void* value);

}  // namespace forebay::protocol::aws_json
