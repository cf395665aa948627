#include "load/endpoint.hpp"

#include <fmt/format.h>
#include <netdb.h>

#include <cstring>
#include <stdexcept>

namespace forebay::load {
namespace {

void resolve(const std::string& host, const std::string& port, Endpoint& endpoint) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0) {
        throw std::runtime_error{
            fmt::format("cannot resolve {}:{}: {}", host, port, ::gai_strerror(error))};
    }
    std::memcpy(&endpoint.address, found->ai_addr, found->ai_addrlen);
    endpoint.address_bytes = found->ai_addrlen;
    ::freeaddrinfo(found);
}

}  // namespace

Endpoint parse_endpoint(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme)) {
        throw std::runtime_error{
            fmt::format("the endpoint must be http://host[:port][/path], not {}", url)};
    }
    Endpoint endpoint;
    endpoint.url = url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
    const std::string_view rest = url.substr(scheme.size());
    const std::size_t slash = rest.find('/');
    endpoint.host = rest.substr(0, slash);
    endpoint.path = slash == std::string_view::npos ? "/" : rest.substr(slash);

    std::string host = endpoint.host;
    std::string port = "80";
    const std::size_t colon = host.rfind(':');
    if (colon != std::string::npos && host.find(']', colon) == std::string::npos) {
        port = host.substr(colon + 1);
        host.resize(colon);
    }
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    if (host.empty() || port.empty() || url.find_first_of(" \r\n") != std::string_view::npos) {
        throw std::runtime_error{fmt::format("the endpoint {} has no host or no port", url)};
    }
    resolve(host, port, endpoint);
    return endpoint;
}

}  // namespace forebay::load
