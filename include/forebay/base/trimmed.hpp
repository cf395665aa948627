#pragma once

#include <string_view>

namespace forebay {

/// What HTTP calls white space: of a line, not between lines. RFC 9110, 5.6.3.
constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/// `text` without what is blank before and behind it.
constexpr std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

}  // namespace forebay
