#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace forebay {

using Md5 = std::array<std::uint8_t, 16>;

/// MD5 of `bytes`, as SQS reports it for bodies and attributes. Not a security measure.
Md5 md5(std::string_view bytes);

/// The MD5 of each, in several times less time than one after the other when they are about as
/// long.
std::vector<Md5> md5_of_each(std::span<const std::string_view> texts);

/// SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

/// CRC-32 as zlib, gzip and `x-amz-crc32` have it.
std::uint32_t crc32(std::string_view bytes);

/// CRC-32C (Castagnoli, as iSCSI and RocksDB have it) of what `before` is the CRC-32C of (0 of
/// nothing), and `bytes` behind it.
std::uint32_t crc32c(std::uint32_t before, std::string_view bytes);

/// Lower-case hexadecimal digits, two a byte.
std::string hex(std::string_view bytes);
std::string hex(const Md5& digest);

}  // namespace forebay
