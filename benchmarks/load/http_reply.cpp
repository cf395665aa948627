#include "load/http_reply.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace forebay::load {
namespace {

constexpr std::size_t head_bytes_max = 64 * 1024;
constexpr std::size_t line_bytes_max = 1024;  // of a chunk's size line

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
    return std::ranges::equal(text, lower_case, {}, lower);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

bool read_number(std::string_view text, int base, std::size_t& value) {
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, base);
    return error == std::errc{} && stop == end;
}

}  // namespace

HttpReplyParser::Progress HttpReplyParser::parse(char* data, std::size_t size) {
    while (true) {
        switch (state_) {
            case State::head: {
                const Progress progress = parse_head(data, size);
                if (progress != Progress::complete) {
                    return progress;
                }
                break;
            }
            case State::sized_body:
                if (size - body_begin_ < body_size_) {
                    return Progress::need_more;
                }
                position_ = body_begin_ + body_size_;
                state_ = State::done;
                break;
            case State::chunk_size:
            case State::chunk_data:
            case State::trailer: {
                const Progress progress = parse_chunks(data, size);
                if (progress != Progress::complete) {
                    return progress;
                }
                break;
            }
            case State::body_until_close:
                body_size_ = size - body_begin_;
                position_ = size;
                return Progress::need_more;
            case State::done:
                return Progress::complete;
        }
    }
}

HttpReplyParser::Progress HttpReplyParser::finish() {
    if (state_ != State::body_until_close) {
        return Progress::bad;
    }
    state_ = State::done;
    return Progress::complete;
}

HttpReplyParser::Progress HttpReplyParser::parse_head(char* data, std::size_t size) {
    const std::string_view seen{data, size};
    const std::size_t from = std::max(position_, searched_ > 3 ? searched_ - 3 : 0);
    const std::size_t end = seen.find("\r\n\r\n", from);
    if (end == std::string_view::npos) {
        searched_ = size;
        return size - position_ > head_bytes_max ? Progress::bad : Progress::need_more;
    }

    std::string_view lines = seen.substr(position_, end + 2 - position_);
    bool first = true;
    while (!lines.empty()) {
        const std::size_t line_end = lines.find("\r\n");
        const std::string_view line = lines.substr(0, line_end);
        lines.remove_prefix(line_end + 2);
        if (!(first ? read_status_line(line) : read_header(line))) {
            return Progress::bad;
        }
        first = false;
    }

    position_ = body_begin_ = end + 4;
    if (status_ >= 100 && status_ < 200) {
        searched_ = position_;  // an interim reply: the real one follows
        return parse_head(data, size);
    }
    if (status_ == 204 || status_ == 304) {
        body_size_ = 0;
        state_ = State::done;
    } else if (chunked_) {
        body_size_ = 0;
        state_ = State::chunk_size;
    } else if (has_length_) {
        state_ = State::sized_body;
    } else {
        keep_alive_ = false;
        state_ = State::body_until_close;
    }
    return Progress::complete;
}

bool HttpReplyParser::read_status_line(std::string_view line) {
    if (line.size() < 12 || !line.starts_with("HTTP/1.") || line[8] != ' ') {
        return false;
    }
    std::size_t status = 0;
    if (!read_number(line.substr(9, 3), 10, status) || status < 100) {
        return false;
    }
    status_ = static_cast<int>(status);
    keep_alive_ = line[7] != '0';
    return true;
}

bool HttpReplyParser::read_header(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
        return false;
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (equals_ignoring_case(name, "content-length")) {
        has_length_ = true;
        return read_number(value, 10, body_size_);
    }
    if (equals_ignoring_case(name, "transfer-encoding")) {
        chunked_ = equals_ignoring_case(value, "chunked");
        return chunked_;  // we never offered to take another encoding
    }
    if (equals_ignoring_case(name, "connection")) {
        if (equals_ignoring_case(value, "close")) {
            keep_alive_ = false;
        } else if (equals_ignoring_case(value, "keep-alive")) {
            keep_alive_ = true;
        }
    }
    return true;
}

HttpReplyParser::Progress HttpReplyParser::parse_chunks(char* data, std::size_t size) {
    while (true) {
        if (state_ == State::chunk_data) {
            const std::size_t moved = std::min(chunk_left_, size - position_);
            std::memmove(data + body_begin_ + body_size_, data + position_, moved);
            body_size_ += moved;
            position_ += moved;
            chunk_left_ -= moved;
            if (chunk_left_ > 0 || size - position_ < 2) {
                return Progress::need_more;
            }
            if (data[position_] != '\r' || data[position_ + 1] != '\n') {
                return Progress::bad;
            }
            position_ += 2;
            state_ = State::chunk_size;
        }

        const std::string_view rest{data + position_, size - position_};
        const std::size_t line_end = rest.find("\r\n");
        if (line_end == std::string_view::npos) {
            return rest.size() > line_bytes_max ? Progress::bad : Progress::need_more;
        }
        const std::string_view line = rest.substr(0, line_end);
        position_ += line_end + 2;

        if (state_ == State::trailer) {
            if (line.empty()) {
                state_ = State::done;
                return Progress::complete;
            }
            continue;
        }
        if (!read_number(trimmed(line.substr(0, line.find(';'))), 16, chunk_left_)) {
            return Progress::bad;
        }
        state_ = chunk_left_ == 0 ? State::trailer : State::chunk_data;
    }
}

}  // namespace forebay::load
