#include "tests/server/client.hpp"

#include "tests/server/kinds.hpp"
#include <forebay/base/assert.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

namespace forebay::server {

std::string ClientResponse::header(std::string_view name) const {
    const std::size_t at = head.find("\r\n" + std::string(name) + ": ");
    if (at == std::string::npos) {
        return {};
    }
    const std::size_t begin = at + 2 + name.size() + 2;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

namespace {

int connect_to(std::uint16_t port, std::string_view address) {
    const std::string text(address);
    const bool v6 = address.find(':') != std::string_view::npos;
    const int socket = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval timeout = {.tv_sec = 5, .tv_usec = 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
    int failed = 0;
    if (v6) {
        sockaddr_in6 to = {};
        to.sin6_family = AF_INET6;
        to.sin6_port = htons(port);
        ::inet_pton(AF_INET6, text.c_str(), &to.sin6_addr);
        failed = ::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof(to));
    } else {
        sockaddr_in to = {};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        ::inet_pton(AF_INET, text.c_str(), &to.sin_addr);
        failed = ::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof(to));
    }
    FOREBAY_ASSERT(failed == 0);
    return socket;
}

}  // namespace

Client::Client(std::uint16_t port, std::string_view address)
    : socket_(connect_to(port, address)), tls_(nullptr, SSL_free) {
    if (OnEachKind::over_tls()) {
        shake_hands({});
    }
}

Client::Client(std::uint16_t port, const std::optional<ClientTls>& tls)
    : socket_(connect_to(port, "127.0.0.1")), tls_(nullptr, SSL_free) {
    if (tls) {
        shake_hands(*tls);
    }
}

void Client::shake_hands(const ClientTls& options) {
    const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()),
                                                               SSL_CTX_free);
    SSL_CTX_set_security_level(context.get(), 0);  // else it would not even ask for what is old
    SSL_CTX_set_min_proto_version(context.get(), options.version_min);
    SSL_CTX_set_max_proto_version(context.get(), options.version_max);
    const auto* protocols = reinterpret_cast<const unsigned char*>(options.protocols.data());
    SSL_CTX_set_alpn_protos(context.get(), protocols,
                            static_cast<unsigned>(options.protocols.size()));
    tls_.reset(SSL_new(context.get()));
    SSL_set_fd(tls_.get(), socket_);
    if (SSL_connect(tls_.get()) != 1) {
        tls_.reset();
    }
}

Client::~Client() {
    close();
}

void Client::close() {
    if (tls_) {
        SSL_shutdown(tls_.get());
    }
    hang_up();
}

void Client::hang_up() {
    tls_.reset();
    if (socket_ >= 0) {
        ::close(socket_);
        socket_ = -1;
    }
}

void Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count =
            tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                 : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) {
            return;
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

bool Client::read_some() {
    std::array<char, 65536> buffer;
    const ssize_t count = tls_
                              ? SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()))
                              : ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (count <= 0) {
        return false;
    }
    input_.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
}

ClientResponse Client::receive(std::string_view method) {
    std::size_t end = 0;
    while ((end = input_.find("\r\n\r\n")) == std::string::npos) {
        if (!read_some()) {
            return {};
        }
    }
    ClientResponse response;
    response.head = input_.substr(0, end + 2);
    input_.erase(0, end + 4);
    response.status = static_cast<unsigned>(std::atoi(response.head.c_str() + 9));
    if (method != "HEAD") {
        const int length = std::atoi(response.header("Content-Length").c_str());
        response.body = receive_bytes(static_cast<std::size_t>(length));
    }
    return response;
}

std::string Client::receive_bytes(std::size_t count) {
    while (input_.size() < count && read_some()) {
    }
    std::string bytes = input_.substr(0, count);
    input_.erase(0, count);
    return bytes;
}

bool Client::is_closed() {
    char byte = 0;
    if (!input_.empty()) {
        return false;
    }
    if (tls_) {
        const int count = SSL_read(tls_.get(), &byte, 1);
        return count <= 0 && SSL_get_error(tls_.get(), count) != SSL_ERROR_WANT_READ;
    }
    const ssize_t count = ::recv(socket_, &byte, 1, 0);
    return count == 0 || (count < 0 && errno == ECONNRESET);
}

bool Client::is_quiet(std::chrono::milliseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd waiting = {.fd = socket_, .events = POLLIN, .revents = 0};
        if (!input_.empty() || (tls_ && SSL_pending(tls_.get()) > 0)) {
            return false;
        }
        if (::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0))) == 0) {
            return true;
        }
        if (!tls_ || !is_of_tls_alone()) {
            return false;
        }
    }
}

// What has arrived is for TLS itself: a ticket to come again with.
bool Client::is_of_tls_alone() {
    const int flags = ::fcntl(socket_, F_GETFL);
    ::fcntl(socket_, F_SETFL, flags | O_NONBLOCK);
    char byte = 0;
    const int count = SSL_peek(tls_.get(), &byte, 1);
    const bool is_alone = count <= 0 && SSL_get_error(tls_.get(), count) == SSL_ERROR_WANT_READ;
    ::fcntl(socket_, F_SETFL, flags);
    return is_alone;
}

void Client::shrink_receive_buffer() {
    const int bytes = 4096;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
}

}  // namespace forebay::server
