#include "protocol/aws_json/truth.hpp"

#include <forebay/base/letter_case.hpp>

namespace forebay::protocol::aws_json {

std::optional<bool> truth_of(std::string_view text) {
    const auto is = [&](std::string_view word) { return same_in_any_case(text, word); };
    if (is("true") || is("1") || is("yes")) {
        return true;
    }
    if (is("false") || is("0") || is("no")) {
        return false;
    }
    return std::nullopt;
}

}  // namespace forebay::protocol::aws_json
