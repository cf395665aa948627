#include "server/request_parser.hpp"

#include "server/characters.hpp"
#include <forebay/base/letter_case.hpp>

#include <algorithm>
#include <charconv>

namespace forebay::server {
namespace {

constexpr std::size_t method_bytes_max = 32;

std::uint64_t number(std::string_view digits) {
    std::uint64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= 18 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_target(std::string_view text) {
    bool wrong = text.empty();
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        wrong |= byte <= 0x20 || byte == 0x7F;
    }
    return !wrong;
}

}  // namespace

void RequestParser::reset() {
    at_ = 0;
    scanned_ = 0;
    has_request_line_ = false;
    fields_.clear();
    headers_.clear();
    http_1_0_ = false;
    has_host_ = false;
    wants_close_ = false;
    wants_keep_alive_ = false;
    chunked_ = false;
    expects_continue_ = false;
    content_length_.reset();
}

RequestParser::Status RequestParser::parse(std::string_view input) {
    // Something else than HTTP (a TLS greeting, say) need not end a line before it is answered.
    if (at_ == 0 && !input.empty() && !is_token(input[0]) && input[0] != '\r') {
        refuse(400, "This is not an HTTP request.");
        return Status::refused;
    }
    for (;;) {
        const std::size_t line_feed = input.find('\n', scanned_);
        if (line_feed == std::string_view::npos) {
            scanned_ = input.size();
            return Status::need_more;
        }
        scanned_ = line_feed + 1;
        if (line_feed == at_ || input[line_feed - 1] != '\r') {
            refuse(400, "A line of the header does not end in CRLF.");
            return Status::refused;
        }
        const std::string_view line = input.substr(at_, line_feed - 1 - at_);
        if (!line.empty()) {
            const bool fine = has_request_line_ ? parse_field(line) : parse_request_line(line);
            if (!fine) {
                return Status::refused;
            }
        }
        at_ = scanned_;
        if (line.empty() && has_request_line_) {  // empty lines before a request are let pass
            return finish() ? Status::done : Status::refused;
        }
    }
}

bool RequestParser::parse_request_line(std::string_view line) {
    const std::size_t method_end = line.find(' ');
    const std::size_t target_end = line.rfind(' ');
    if (method_end == std::string_view::npos || target_end == method_end) {
        return refuse(400, "The request line is malformed.");
    }
    const std::string_view method = line.substr(0, method_end);
    const std::string_view target = line.substr(method_end + 1, target_end - method_end - 1);
    const std::string_view version = line.substr(target_end + 1);
    if (method.empty() || method.size() > method_bytes_max ||
        !std::all_of(method.begin(), method.end(), is_token) || !is_target(target)) {
        return refuse(400, "The request line is malformed.");
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        return version.starts_with("HTTP/") && version.size() == 8
                   ? refuse(505, "This server speaks HTTP/1.1 and HTTP/1.0.")
                   : refuse(400, "The request line is malformed.");
    }
    http_1_0_ = version == "HTTP/1.0";
    method_ = {at_, method.size()};
    target_ = {at_ + method_end + 1, target.size()};
    has_request_line_ = true;
    return true;
}

bool RequestParser::parse_field(std::string_view line) {
    std::size_t colon = 0;
    while (colon < line.size() && is_token(line[colon])) {
        ++colon;
    }
    if (colon == 0 || colon == line.size() || line[colon] != ':') {
        return refuse(400, "A header's name is malformed.");
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!is_field_text(value)) {
        return refuse(400, "A header's value holds a control character.");
    }
    const auto value_begin = static_cast<std::size_t>(value.data() - line.data());
    fields_.push_back({{at_, name.size()}, {at_ + value_begin, value.size()}});
    return note(name, value);
}

// What the server itself must know of a header.
bool RequestParser::note(std::string_view name, std::string_view value) {
    switch (name.size()) {
        case 4:
            if (same_in_any_case(name, "host")) {
                if (has_host_) {
                    return refuse(400, "The Host header is given twice.");
                }
                has_host_ = true;
            }
            return true;
        case 6:
            if (same_in_any_case(name, "expect")) {
                if (!same_in_any_case(value, "100-continue")) {
                    return refuse(417, "Only 100-continue may be expected.");
                }
                expects_continue_ = !http_1_0_;
            }
            return true;
        case 10:
            return same_in_any_case(name, "connection") ? note_connection(value) : true;
        case 14:
            return same_in_any_case(name, "content-length") ? note_content_length(value) : true;
        case 17:
            return same_in_any_case(name, "transfer-encoding") ? note_transfer_encoding(value)
                                                               : true;
        default:
            return true;
    }
}

bool RequestParser::note_content_length(std::string_view value) {
    if (!is_number(value)) {
        return refuse(400, "The Content-Length is not a number.");
    }
    const std::uint64_t length = number(value);
    if (content_length_ && *content_length_ != length) {
        return refuse(400, "Two Content-Length headers differ.");
    }
    content_length_ = length;
    return true;
}

bool RequestParser::note_transfer_encoding(std::string_view value) {
    if (chunked_ || http_1_0_) {
        return refuse(400, "The Transfer-Encoding is not allowed here.");
    }
    if (!same_in_any_case(value, "chunked")) {
        return refuse(501, "The only known Transfer-Encoding is chunked.");
    }
    chunked_ = true;
    return true;
}

bool RequestParser::note_connection(std::string_view value) {
    while (!value.empty()) {
        const std::size_t comma = std::min(value.find(','), value.size());
        const std::string_view option = trimmed(value.substr(0, comma));
        if (!std::all_of(option.begin(), option.end(), is_token)) {
            return refuse(400, "The Connection header is malformed.");
        }
        wants_close_ = wants_close_ || same_in_any_case(option, "close");
        wants_keep_alive_ = wants_keep_alive_ || same_in_any_case(option, "keep-alive");
        value.remove_prefix(std::min(comma + 1, value.size()));
    }
    return true;
}

bool RequestParser::finish() {
    if (chunked_ && content_length_) {
        return refuse(400, "Both Transfer-Encoding and Content-Length are given.");
    }
    if (!has_host_ && !http_1_0_) {
        return refuse(400, "The Host header is missing.");
    }
    return true;
}

bool RequestParser::refuse(unsigned status, std::string_view message) {
    refusal_ = {status, message};
    return false;
}

void RequestParser::describe(std::string_view input, protocol::HttpRequest& request) {
    const auto text = [input](Range range) { return input.substr(range.begin, range.size); };
    headers_.clear();
    for (const Field& field : fields_) {
        headers_.push_back({text(field.name), text(field.value)});
    }
    request.method = text(method_);
    request.target = text(target_);
    request.headers = headers_;
}

}  // namespace forebay::server
