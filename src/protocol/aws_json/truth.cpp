#include "protocol/aws_json/truth.hpp"

#include <algorithm>

namespace forebay::protocol::aws_json {

std::optional<bool> truth_of(std::string_view text) {
    const auto is = [&](std::string_view word) {
        return std::ranges::equal(text, word, {}, [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
    };
    if (is("true") || is("1") || is("yes")) {
        return true;
    }
    if (is("false") || is("0") || is("no")) {
        return false;
    }
    return std::nullopt;
}

}  // namespace forebay::protocol::aws_json
