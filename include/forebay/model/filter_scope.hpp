#pragma once

#include <cstdint>

namespace forebay {

/// What of a message a filter policy looks at. SNS specification 10.1.
enum class FilterScope : std::uint8_t {
    message_attributes,  ///< MessageAttributes, the default: keys are names of attributes
    message_body,        ///< MessageBody: keys are paths into the text, read as JSON
};

}  // namespace forebay
