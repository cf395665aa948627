#include "daemon/healthcheck.hpp"

#include "config/values.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace forebay::daemon {
namespace {

class Socket {
public:
    explicit Socket(int family) : fd_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    ~Socket() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    int fd() const { return fd_; }

private:
    int fd_;
};

struct SocketAddress {
    sockaddr_storage storage = {};
    socklen_t bytes = 0;
};

// A daemon that listens on every interface is asked on loopback.
SocketAddress address_to_ask(const std::string& host, std::uint16_t port) {
    SocketAddress address;
    sockaddr_in v4 = {};
    if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        if (v4.sin_addr.s_addr == htonl(INADDR_ANY)) {
            v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        }
        std::memcpy(&address.storage, &v4, sizeof(v4));
        address.bytes = sizeof(v4);
        return address;
    }
    sockaddr_in6 v6 = {};
    inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    if (IN6_IS_ADDR_UNSPECIFIED(&v6.sin6_addr)) {
        v6.sin6_addr = in6addr_loopback;
    }
    std::memcpy(&address.storage, &v6, sizeof(v6));
    address.bytes = sizeof(v6);
    return address;
}

std::string because(std::string_view what) {
    return fmt::format("{}: {}", what, std::strerror(errno));
}

}  // namespace

std::string check_health(const config::Settings& settings) {
    const std::string asked =
        config::format_address({settings.server.address, settings.server.port});
    const SocketAddress address = address_to_ask(settings.server.address, settings.server.port);

    const Socket socket(address.storage.ss_family);
    if (socket.fd() < 0) {
        return because("socket");
    }
    const timeval patience = {.tv_sec = 2, .tv_usec = 0};  // for connecting, writing and reading
    setsockopt(socket.fd(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    setsockopt(socket.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    if (::connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address.storage),
                  address.bytes) != 0) {
        return because(asked);
    }

    const std::string request =
        fmt::format("GET /health HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", asked);
    if (::send(socket.fd(), request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size())) {
        return because(asked);
    }

    constexpr std::string_view ready = "HTTP/1.1 200";
    std::array<char, 512> buffer = {};
    std::size_t filled = 0;
    while (filled < ready.size()) {
        const ssize_t got = ::recv(socket.fd(), buffer.data() + filled, buffer.size() - filled, 0);
        if (got <= 0) {
            return got == 0 ? fmt::format("{}: closed without an answer", asked) : because(asked);
        }
        filled += static_cast<std::size_t>(got);
    }
    const std::string_view answer(buffer.data(), filled);
    if (!answer.starts_with(ready)) {
        return fmt::format("{}: {}", asked, answer.substr(0, answer.find("\r\n")));
    }
    return "";
}

}  // namespace forebay::daemon
