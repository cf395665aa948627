#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace forebay {

using Md5 = std::array<std::uint8_t, 16>;

/// MD5 of `bytes`, as SQS reports it for bodies and attributes. Not a security measure.
Md5 md5(std::string_view bytes);

/// SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

/// Lower-case hexadecimal digits, two a byte.
std::string hex(std::string_view bytes);
std::string hex(const Md5& digest);

}  // namespace forebay
