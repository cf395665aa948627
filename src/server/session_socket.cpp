#include "server/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>

namespace forebay::server {
namespace {

using boost::system::error_code;

// How much a refused client may still send before we close without it having heard why.
constexpr std::size_t discarded_bytes_max = std::size_t{64} << 20U;
constexpr std::size_t discard_room = std::size_t{16} * 1024;

// `head` and `body` without their first `count` bytes.
std::array<asio::const_buffer, 2> rest(std::string_view head, std::string_view body,
                                       std::size_t count) {
    const std::size_t head_count = std::min(count, head.size());
    head.remove_prefix(head_count);
    body.remove_prefix(count - head_count);
    return {asio::buffer(head), asio::buffer(body)};
}

}  // namespace

// Who has no time for it gets no answer: there is no language yet to answer in.
Task<bool> Session::shake_hands() {
    listener_->deadlines().set(*this, DeadlineKind::header);
    const auto [error, size] = co_await stream_.async_handshake(asio::as_tuple(use_task));
    Deadlines::clear(*this);
    if (error && stream_.met_http()) {
        stream_.speak_plainly();
        fail(400, "This port speaks HTTPS.");
    }
    co_return !error && !closed_;
}

// Reads what there is into the input, at most until the deadline of `kind`.
Task<Session::Received> Session::receive(DeadlineKind kind, std::size_t room) {
    if (reading_ahead_) {
        co_return co_await receive_by_read_ahead(kind);
    }
    input_.make_room(room);
    idle_ = kind == DeadlineKind::idle;
    std::size_t count = 0;
    // The first part of a request is mostly there. Those behind it let others have their turn.
    std::optional<Received> received = idle_ ? receive_now(count) : std::nullopt;
    if (!received) {
        received = idle_ && listener_->stopping()
                       ? Received::closed
                       : co_await receive_into(input_.space(), kind, count);
        if (idle_ && received == Received::closed && listener_->stopping()) {
            received = receive_now(count).value_or(Received::closed);
        }
    }
    idle_ = false;
    input_.added(count);
    co_return *received;
}

Task<Session::Received> Session::receive_into(std::span<char> space, DeadlineKind kind,
                                              std::size_t& count) {
    if (const auto over = why_over()) {
        co_return *over;
    }
    listener_->deadlines().keep(*this, kind);
    const auto [error, size] = co_await stream_.async_read_some(
        asio::buffer(space.data(), space.size()), asio::as_tuple(use_task));
    if (!error) {
        listener_->traffic().received_bytes.add(size);
        count = size;
        co_return Received::data;
    }
    co_return why_not(error);
}

// nullopt: there is nothing yet.
std::optional<Session::Received> Session::receive_now(std::size_t& count) {
    if (const auto over = why_over()) {
        return over;
    }
    error_code error;
    const std::span<char> space = input_.space();
    count = stream_.read_some(asio::buffer(space.data(), space.size()), error);
    listener_->traffic().received_bytes.add(count);
    if (!error) {
        return Received::data;
    }
    return error == asio::error::would_block ? std::nullopt : std::optional(why_not(error));
}

// nullopt: it goes on.
std::optional<Session::Received> Session::why_over() const {
    if (closed_ || ended_) {
        return Received::closed;
    }
    return timed_out_ ? std::optional(Received::timed_out) : std::nullopt;
}

Session::Received Session::why_not(const error_code& error) {
    if (error == asio::error::operation_aborted) {
        return timed_out_ ? Received::timed_out : Received::closed;
    }
    ended_ = true;
    return Received::closed;
}

// Sends `head_` and `body`: at once, if the socket takes them, as it nearly always does.
Task<bool> Session::send_head(std::string_view body) {
    error_code error;
    const std::size_t count = body.empty() ? stream_.write_some(asio::buffer(head_), error)
                                           : stream_.write_some(rest(head_, body, 0), error);
    listener_->traffic().sent_bytes.add(count);
    if (!error && count == head_.size() + body.size()) {
        co_return true;
    }
    if (error && error != asio::error::would_block) {
        ended_ = true;
        co_return false;
    }

    timed_out_ = false;
    listener_->deadlines().set(*this, DeadlineKind::write);
    const auto [rest_error, rest_count] =
        co_await asio::async_write(stream_, rest(head_, body, count), asio::as_tuple(use_task));
    listener_->traffic().sent_bytes.add(rest_count);
    Deadlines::clear(*this);
    if (rest_error && timed_out_) {
        // The client reads nothing: the kernel shall not keep the response for it either.
        stream_.socket().set_option(asio::socket_base::linger(true, 0), error);
    }
    co_return !rest_error;
}

// Reads and drops what the client is still sending: were the socket closed at once, the kernel
// would tell it to drop our answer.
Task<void> Session::linger() {
    stream_.end_sending();
    timed_out_ = false;
    std::size_t discarded = 0;
    while (discarded < discarded_bytes_max) {
        if (!reading_ahead_) {
            input_.consume(input_.size());
        }
        const std::size_t before = input_.size();
        if (co_await receive(DeadlineKind::linger, discard_room) != Received::data) {
            co_return;
        }
        discarded += input_.size() - before;
    }
}

void Session::on_deadline(DeadlineKind) {
    timed_out_ = true;
    error_code ignored;
    stream_.socket().cancel(ignored);
}

void Session::close_if_idle() {
    if (web_socket_) {
        web_socket_->close(WebSocketStream::going_away);
    } else if (idle_) {
        error_code ignored;
        stream_.socket().cancel(ignored);
    }
}

void Session::close() {
    closed_ = true;
    Deadlines::clear(*this);
    stream_.close();
}

}  // namespace forebay::server
