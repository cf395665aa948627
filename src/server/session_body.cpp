#include "server/session.hpp"

#include <algorithm>
#include <cstring>

namespace forebay::server {
namespace {

// A body up to this length is read into the input buffer, behind its header.
constexpr std::size_t short_body_bytes_max = std::size_t{4} * 1024;

// A longer one into memory that begins with this size and doubles as it fills.
constexpr std::size_t body_piece_bytes = std::size_t{64} * 1024;

constexpr std::size_t chunk_room = std::size_t{4} * 1024;

constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

// The ordinary case: one read brought the whole request. Takes its body.
bool Session::body_arrived_with_header() {
    const std::string_view behind = input_.bytes().substr(parser_.header_bytes());
    const auto length = static_cast<std::size_t>(parser_.content_length());
    if (parser_.chunked() || behind.size() < length ||
        !listener_->body_budget().take(budget_, length)) {
        return false;
    }
    request_.body.assign(behind.substr(0, length));
    body_bytes_used_ = length;
    return true;
}

Task<bool> Session::read_body() {
    if (parser_.expects_continue() && input_.size() == parser_.header_bytes()) {
        head_.assign(go_on);
        if (!co_await send_head({})) {
            co_return false;
        }
    }
    if (parser_.chunked()) {
        co_return co_await read_chunked_body();
    }
    if (parser_.content_length() <= short_body_bytes_max) {
        co_return co_await read_short_body();
    }
    co_return co_await read_long_body();
}

Task<bool> Session::read_short_body() {
    const auto length = static_cast<std::size_t>(parser_.content_length());
    if (!co_await hold_budget(length)) {
        co_return false;
    }
    while (!body_arrived_with_header()) {
        const std::size_t missing = parser_.header_bytes() + length - input_.size();
        if (!co_await receive_body(missing)) {
            co_return false;
        }
    }
    co_return true;
}

Task<bool> Session::read_long_body() {
    const auto length = static_cast<std::size_t>(parser_.content_length());
    std::string& body = request_.body;
    std::size_t filled = 0;
    for (;;) {
        if (filled == body.size()) {
            const std::size_t size = std::min(length, std::max(body_piece_bytes, filled * 2));
            if (!co_await hold_budget(size)) {
                co_return false;
            }
            // Its bytes are left as they are: they are read into next.
            // (libstdc++ 12 hands the capacity to the function instead of the size.)
            body.resize_and_overwrite(size, [size](char*, std::size_t) { return size; });
        }
        const std::string_view arrived =
            input_.bytes().substr(parser_.header_bytes() + body_bytes_used_);
        const std::size_t count = std::min(arrived.size(), body.size() - filled);
        std::memcpy(body.data() + filled, arrived.data(), count);
        filled += count;
        body_bytes_used_ += count;
        if (filled == length) {
            co_return true;
        }
        if (filled == body.size()) {
            continue;
        }
        if (reading_ahead_) {  // what comes next goes into the input
            if (!co_await receive_body(0)) {
                co_return false;
            }
            continue;
        }
        std::size_t received = 0;
        const std::span<char> space(body.data() + filled, body.size() - filled);
        if (!check_body(co_await receive_into(space, DeadlineKind::body, received))) {
            co_return false;
        }
        filled += received;
    }
}

Task<bool> Session::read_chunked_body() {
    const ServerLimits& limits = listener_->limits();
    decoder_.reset(limits.body_bytes_max, limits.header_bytes_max);
    for (;;) {
        if (!co_await hold_budget(request_.body.size() + input_.size())) {
            co_return false;
        }
        const std::string_view arrived =
            input_.bytes().substr(parser_.header_bytes() + body_bytes_used_);
        std::size_t used = 0;
        const auto status = decoder_.decode(arrived, request_.body, used);
        body_bytes_used_ += used;
        switch (status) {
            case ChunkedDecoder::Status::done:
                co_return true;
            case ChunkedDecoder::Status::malformed:
                co_return fail(400, "The body's chunks are malformed.");
            case ChunkedDecoder::Status::too_long:
                co_return fail(413, "The body is too long.");
            case ChunkedDecoder::Status::need_more:
                break;
        }
        if (!co_await receive_body(chunk_room)) {
            co_return false;
        }
    }
}

// Reads more behind the header, from where what was used up already is dropped.
Task<bool> Session::receive_body(std::size_t room) {
    if (!reading_ahead_) {
        input_.erase(parser_.header_bytes(), body_bytes_used_);
        body_bytes_used_ = 0;
    }
    co_return check_body(co_await receive(DeadlineKind::body, room));
}

bool Session::check_body(Received received) {
    if (received == Received::timed_out) {
        return fail(408, "The body did not arrive in time.");
    }
    return received == Received::data;
}

Task<bool> Session::hold_budget(std::size_t bytes) {
    BodyBudget& budget = listener_->body_budget();
    while (!budget.take(budget_, bytes)) {
        Deadlines::clear(*this);  // it is we who are late
        co_await budget.wait(stream_.get_executor());
        if (closed_) {
            co_return false;
        }
    }
    co_return true;
}

}  // namespace forebay::server
