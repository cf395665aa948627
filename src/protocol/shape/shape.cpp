#include "protocol/shape/shape.hpp"

namespace forebay::protocol {

std::string missing_text(std::string_view parameter) {
    std::string text = "The request must contain the parameter ";
    text += parameter;
    text += '.';
    return text;
}

}  // namespace forebay::protocol
