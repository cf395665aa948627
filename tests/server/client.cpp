#include "tests/server/client.hpp"

#include <forebay/base/assert.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

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

Client::Client(std::uint16_t port, std::string_view address) {
    const std::string text(address);
    const bool v6 = address.find(':') != std::string_view::npos;
    socket_ = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval timeout = {.tv_sec = 5, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
    int failed = 0;
    if (v6) {
        sockaddr_in6 to = {};
        to.sin6_family = AF_INET6;
        to.sin6_port = htons(port);
        ::inet_pton(AF_INET6, text.c_str(), &to.sin6_addr);
        failed = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof(to));
    } else {
        sockaddr_in to = {};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        ::inet_pton(AF_INET, text.c_str(), &to.sin_addr);
        failed = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof(to));
    }
    FOREBAY_ASSERT(failed == 0);
}

Client::~Client() {
    close();
}

void Client::close() {
    if (socket_ >= 0) {
        ::close(socket_);
        socket_ = -1;
    }
}

void Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) {
            return;
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

bool Client::read_some() {
    std::array<char, 65536> buffer;
    const ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
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
    const ssize_t count = input_.empty() ? ::recv(socket_, &byte, 1, 0) : 1;
    return count == 0 || (count < 0 && errno == ECONNRESET);
}

bool Client::is_quiet(std::chrono::milliseconds time) {
    pollfd waiting = {.fd = socket_, .events = POLLIN, .revents = 0};
    return input_.empty() && ::poll(&waiting, 1, static_cast<int>(time.count())) == 0;
}

void Client::shrink_receive_buffer() {
    const int bytes = 4096;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
}

}  // namespace forebay::server
