#include "server/session.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace forebay::server {

using boost::system::error_code;

/// Ends a read that ran beside the coroutine. Keeps the session alive; if it is destroyed without
/// having been called (the io_context ends), so is the coroutine that waits for it: session and
/// coroutine would keep each other alive for ever.
class Session::ReadAheadHandler {
public:
    explicit ReadAheadHandler(std::shared_ptr<Session> session) : session_(std::move(session)) {}
    ReadAheadHandler(ReadAheadHandler&&) = default;
    ReadAheadHandler& operator=(ReadAheadHandler&&) = delete;

    ~ReadAheadHandler() {
        if (session_) {
            const auto dropped = std::exchange(session_->after_read_ahead_, nullptr);
        }
    }

    void operator()(const error_code& error, std::size_t count) {
        std::exchange(session_, nullptr)->on_read_ahead(error, count);
    }

private:
    std::shared_ptr<Session> session_;
};

void Session::watch(std::function<void()> on_leave) {
    on_leave_ = std::move(on_leave);
    if (ended_ || closed_) {
        asio::post(stream_.get_executor(), [self = shared_from_this()] { self->leave(); });
    } else if (!reading_ahead_) {
        // The body has been copied: its place is room to read into.
        input_.erase(parser_.header_bytes(), body_bytes_used_);
        body_bytes_used_ = 0;
        read_ahead();
    }
}

void Session::unwatch() {
    on_leave_ = nullptr;
}

void Session::leave() {
    if (on_leave_) {
        left_ = true;
        std::exchange(on_leave_, nullptr)();
    }
}

void Session::read_ahead() {
    const std::span<char> space = input_.space();
    if (space.empty()) {
        return;  // so much has been sent ahead that we shall see the end only after it
    }
    reading_ahead_ = true;
    stream_.async_read_some(asio::buffer(space.data(), space.size()),
                            ReadAheadHandler(shared_from_this()));
}

void Session::on_read_ahead(const error_code& error, std::size_t count) {
    reading_ahead_ = false;
    listener_->traffic().received_bytes.add(count);
    input_.added(count);
    if (error && error != asio::error::operation_aborted) {
        ended_ = true;
    }
    if (ended_ || closed_) {
        leave();
    } else if (on_leave_) {
        read_ahead();  // the next request has come; the client may still go
    }
    if (after_read_ahead_) {
        std::exchange(after_read_ahead_, nullptr)();
    }
}

// As `receive`, when a read is already on its way.
Task<Session::Received> Session::receive_by_read_ahead(DeadlineKind kind) {
    const std::size_t before = input_.size();
    idle_ = kind == DeadlineKind::idle;
    if (idle_ && listener_->stopping()) {
        error_code ignored;
        stream_.socket().cancel(ignored);
    } else if (!timed_out_) {
        listener_->deadlines().keep(*this, kind);
    }
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(
        [this](auto&& resume) { after_read_ahead_ = std::forward<decltype(resume)>(resume); },
        use_task);
    if (input_.size() > before) {
        idle_ = false;
        co_return Received::data;
    }
    if (idle_ && listener_->stopping() && !closed_ && !ended_) {
        co_return co_await receive(kind, 1);
    }
    idle_ = false;
    co_return timed_out_ ? Received::timed_out : Received::closed;
}

}  // namespace forebay::server
