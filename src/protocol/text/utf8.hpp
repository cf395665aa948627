#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace forebay::protocol {

/// Whether `text` is UTF-8: no stray bytes, no surrogates, nothing spelled longer than needed.
bool is_utf8(std::string_view text);

/// The beginning of `text`, at most `bytes_max` of it, cut between characters: what an error text
/// shows of a value.
std::string_view clipped(std::string_view text, std::size_t bytes_max = 256);

}  // namespace forebay::protocol
