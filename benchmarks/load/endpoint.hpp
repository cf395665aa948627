#pragma once

#include <sys/socket.h>

#include <string>
#include <string_view>

namespace forebay::load {

/// Where requests go: `http://host[:port][/path]`, resolved once.
struct Endpoint {
    std::string url;   ///< as given, without a trailing slash
    std::string host;  ///< what the Host header says, with the port as given
    std::string path;  ///< begins with a slash
    sockaddr_storage address{};
    socklen_t address_bytes = 0;
};

/// Throws std::runtime_error when `url` is not of that form, or its host has no address.
Endpoint parse_endpoint(std::string_view url);

}  // namespace forebay::load
