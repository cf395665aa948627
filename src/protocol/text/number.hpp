#pragma once

#include <charconv>
#include <cstdint>
#include <string>

namespace forebay::protocol {

/// Appends `number` to `out` in decimal.
inline void write_integer(std::int64_t number, std::string& out) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

}  // namespace forebay::protocol
