#include "protocol/text/percent.hpp"

#include "protocol/text/utf8.hpp"

#include <charconv>
#include <cstdint>
#include <system_error>

namespace forebay::protocol {

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    while (!text.empty()) {
        if (text.front() != '%') {
            decoded += text.front();
            text.remove_prefix(1);
            continue;
        }
        std::uint8_t byte = 0;
        const std::string_view digits = text.substr(1, 2);
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (digits.size() != 2 || error != std::errc() || end != digits.data() + digits.size()) {
            return std::nullopt;
        }
        decoded += static_cast<char>(byte);
        text.remove_prefix(3);
    }
    return is_utf8(decoded) ? std::optional(std::move(decoded)) : std::nullopt;
}

}  // namespace forebay::protocol
