#include "daemon/healthcheck.hpp"

#include "config/values.hpp"
#include "daemon/process.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

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

/// What is written to a socket and read from it, over TLS or as it is; nobody's certificate is
/// checked: it is this host that is asked, by a name that the certificate need not have. Negative:
/// it failed, with a reason in errno; 0 of `receive`: the end.
class Conversation {
public:
    Conversation(int socket, bool over_tls) : socket_(socket) {
        if (over_tls) {
            context_.reset(SSL_CTX_new(TLS_client_method()));
            tls_.reset(SSL_new(context_.get()));
            SSL_set_fd(tls_.get(), socket);
            SSL_set_connect_state(tls_.get());
        }
    }

    ssize_t send(std::string_view bytes) {
        errno = EPROTO;  // unless the socket knows better
        return tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                    : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }

    ssize_t receive(char* to, std::size_t size) {
        errno = EPROTO;
        return tls_ ? SSL_read(tls_.get(), to, static_cast<int>(size))
                    : ::recv(socket_, to, size, 0);
    }

private:
    int socket_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
};

// One that speaks plainly, if there is one.
const server::Address& cheapest(const std::vector<server::Address>& addresses) {
    const auto plain = std::ranges::find(addresses, false, &server::Address::over_tls);
    return plain == addresses.end() ? addresses.front() : *plain;
}

}  // namespace

std::string check_health(const config::Settings& settings) {
    ignore_broken_pipes();
    const server::Address& listening = cheapest(settings.server.addresses);
    const std::string asked = config::format_address(listening);
    const SocketAddress address = address_to_ask(listening.host, listening.port);

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

    Conversation conversation(socket.fd(), listening.over_tls);
    const std::string request =
        fmt::format("GET /health HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
                    config::format_host_and_port(listening));
    if (conversation.send(request) != static_cast<ssize_t>(request.size())) {
        return because(asked);
    }

    constexpr std::string_view ready = "HTTP/1.1 200";
    std::array<char, 512> buffer = {};
    std::size_t filled = 0;
    while (filled < ready.size()) {
        const ssize_t got = conversation.receive(buffer.data() + filled, buffer.size() - filled);
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
