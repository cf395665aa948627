#pragma once

#include <cstdint>
#include <string_view>

namespace forebay::protocol::aws_json {

/// The CRC-32 of zlib, as `x-amz-crc32` has it. DynamoDB specification 2.
std::uint32_t checksum(std::string_view body);

}  // namespace forebay::protocol::aws_json
