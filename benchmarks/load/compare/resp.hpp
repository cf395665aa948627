#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::load::compare {

/// A value of RESP 2, in which Redis answers. Its text is a part of what was read.
struct RespValue {
    enum class Kind { text, integer, array, nil, error };
    Kind kind = Kind::nil;
    std::string_view text;         ///< of text, integer and error
    std::vector<RespValue> items;  ///< of an array
};

/// Reads the value that begins at `at`, and moves `at` behind it. Nothing, and `at` stays, when the
/// end is not there yet.
///
/// Throws std::runtime_error when what is there is not RESP.
std::optional<RespValue> read_resp(std::string_view read, std::size_t& at);

/// Adds a command to `out`: its name and arguments, as bulk strings.
void append_command(std::string& out, const std::vector<std::string_view>& words);

}  // namespace forebay::load::compare
