#include "protocol/aws_json/checksum.hpp"

#include <zlib.h>

namespace forebay::protocol::aws_json {

std::uint32_t checksum(std::string_view body) {
    const auto* const bytes = reinterpret_cast<const Bytef*>(body.data());
    return static_cast<std::uint32_t>(crc32_z(0, bytes, body.size()));
}

}  // namespace forebay::protocol::aws_json
