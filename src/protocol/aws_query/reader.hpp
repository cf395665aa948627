#pragma once

#include "protocol/aws_query/form.hpp"
#include "protocol/shape/shape.hpp"
#include <forebay/base/result.hpp>

namespace forebay::protocol::aws_query {

/// Reads the parameters of `form` into `value`, a default-constructed structure of `shape`:
/// `Attribute.1.Name`, `SendMessageBatchRequestEntry.2.MessageBody`. Items come in the order of
/// their numbers, which may begin anywhere and have holes; of a parameter that is there twice the
/// first counts; what the shape does not know is skipped.
/// Errors: Errc::missing_parameter; Errc::invalid_parameter for what is not a number, or not
/// base64. SQS specification 2.3, 3.
Result<void> read(const Form& form, const Shape& shape, void* value);

}  // namespace forebay::protocol::aws_query
