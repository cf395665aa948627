#include "load/connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace forebay::load {
namespace {

constexpr std::size_t in_bytes_first = 16 * 1024;
constexpr std::size_t in_bytes_max = 64 * 1024 * 1024;

}  // namespace

bool Connection::open(const Endpoint& endpoint) {
    close();
    socket_ = ::socket(endpoint.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) {
        return false;
    }
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const int result = ::connect(socket_, reinterpret_cast<const sockaddr*>(&endpoint.address),
                                 endpoint.address_bytes);
    if (result != 0 && errno != EINPROGRESS) {
        const int error = errno;
        close();
        errno = error;
        return false;
    }
    state_ = State::connecting;
    return true;
}

bool Connection::finish_open() {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
        close();
        errno = error;
        return false;
    }
    state_ = State::idle;
    return true;
}

void Connection::close() {
    if (socket_ >= 0) {
        ::close(socket_);
        socket_ = -1;
    }
    state_ = State::closed;
    in_size_ = 0;
    sent_ = 0;
    parser_.reset();
}

bool Connection::send() {
    state_ = State::waiting;
    while (sent_ < out_.size()) {
        const ssize_t size =
            ::send(socket_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
        if (size >= 0) {
            sent_ += static_cast<std::size_t>(size);
        } else if (errno == EAGAIN) {
            return true;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

Connection::Read Connection::read() {
    if (in_.size() - in_size_ < in_bytes_first / 2) {
        if (in_.size() >= in_bytes_max) {
            return Read::bad;
        }
        in_.resize(in_.empty() ? in_bytes_first : 2 * in_.size());
    }
    const ssize_t size = ::recv(socket_, in_.data() + in_size_, in_.size() - in_size_, 0);
    if (size < 0) {
        return errno == EAGAIN || errno == EINTR ? Read::nothing : Read::lost;
    }
    if (state_ != State::waiting) {
        return size == 0 ? Read::lost : Read::bad;  // bytes that nobody asked for
    }
    if (size == 0) {
        return progress_of(parser_.finish()) == Read::reply ? Read::reply : Read::lost;
    }
    in_size_ += static_cast<std::size_t>(size);
    return progress_of(parser_.parse(in_.data(), in_size_));
}

Connection::Read Connection::progress_of(HttpReplyParser::Progress progress) const {
    switch (progress) {
        case HttpReplyParser::Progress::need_more:
            return Read::nothing;
        case HttpReplyParser::Progress::complete:
            return Read::reply;
        case HttpReplyParser::Progress::bad:
            return Read::bad;
    }
    return Read::bad;
}

bool Connection::release_reply() {
    const bool clean = parser_.keep_alive() && parser_.consumed() == in_size_;
    in_size_ = 0;
    sent_ = 0;
    parser_.reset();
    state_ = State::idle;
    return clean;
}

bool Connection::is_stale() const {
    char byte = 0;
    const ssize_t size = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return size >= 0 || errno != EAGAIN;
}

}  // namespace forebay::load
