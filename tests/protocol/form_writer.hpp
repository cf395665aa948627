#pragma once

#include "protocol/shape/shape.hpp"

#include <string>

namespace forebay::protocol {

/// `value` as a client would send it in Query, form-encoded: what aws_query::read reads.
std::string form_of(const Shape& shape, const void* value);

}  // namespace forebay::protocol
