#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace forebay {

/// Standard base64 (RFC 4648, section 4) of `bytes`, padded.
std::string base64(std::string_view bytes);

/// The bytes that padded standard base64 stands for; nullopt when `text` is anything else.
std::optional<std::string> parse_base64(std::string_view text);

}  // namespace forebay
