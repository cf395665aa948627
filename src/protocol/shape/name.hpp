#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace forebay::protocol {

/// A name that the compiler works out. Longer ones than fit do not compile.
struct WireText {
    std::array<char, 64> chars = {};
    std::size_t length = 0;

    constexpr std::string_view view() const { return {chars.data(), length}; }
};

constexpr char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// `queue_url` as the wire spells it, `QueueUrl`; `md5` and `aws` are capitals all through
/// (`MD5OfBody`, `AWSAccountIds`).
consteval WireText pascal_name(std::string_view snake) {
    WireText name;
    while (!snake.empty()) {
        const std::string_view word = snake.substr(0, snake.find('_'));
        const bool all_capitals = word == "md5" || word == "aws";
        for (std::size_t i = 0; i < word.size(); ++i) {
            name.chars[name.length++] = i == 0 || all_capitals ? upper(word[i]) : word[i];
        }
        snake.remove_prefix(word.size() < snake.size() ? word.size() + 1 : word.size());
    }
    return name;
}

}  // namespace forebay::protocol
