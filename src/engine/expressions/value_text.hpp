#pragma once

#include <forebay/model/attribute_value.hpp>

#include <string>

namespace forebay::engine::expressions {

/// `{S:a}`, as errors show a value.
std::string value_text(ValueView value);

}  // namespace forebay::engine::expressions
