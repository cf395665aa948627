#pragma once

#include <string_view>

namespace forebay::server {

/// Why the server itself turns a request away: what it answers before it closes the connection.
struct Refusal {
    unsigned status = 0;
    std::string_view message;  ///< static text, plain enough to stand in JSON unescaped
};

}  // namespace forebay::server
