#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Base64 as in RFC 4648 4: how both protocols spell bytes.
namespace forebay::protocol {

/// Appends `bytes` to `out` in base64, with padding.
void write_base64(std::string_view bytes, std::string& out);

/// The bytes that `text` spells; nullopt when it is not base64. Padding may be missing.
std::optional<std::string> read_base64(std::string_view text);

}  // namespace forebay::protocol
