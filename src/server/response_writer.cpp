#include "server/response_writer.hpp"

#include <forebay/base/uuid.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>

namespace forebay::server {
namespace {

std::string_view reason(unsigned status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Status";
    }
}

/// A number as text.
class Decimal {
public:
    explicit Decimal(std::uint64_t number)
        : size_(static_cast<std::size_t>(
              std::to_chars(digits_.data(), digits_.data() + digits_.size(), number).ptr -
              digits_.data())) {}

    std::string_view text() const { return {digits_.data(), size_}; }

private:
    std::array<char, 20> digits_;
    std::size_t size_;
};

/// All at once: many small parts cost more to append one by one than they do to send.
void append(std::string& to, std::initializer_list<std::string_view> parts) {
    std::size_t size = to.size();
    for (const std::string_view part : parts) {
        size += part.size();
    }
    std::size_t at = to.size();
    to.resize(size);
    for (const std::string_view part : parts) {
        part.copy(to.data() + at, part.size());
        at += part.size();
    }
}

bool breaks_a_line(char c) {
    return c == '\r' || c == '\n' || c == '\0';
}

void append_text(std::string& to, std::string_view text) {
    const std::size_t begin = to.size();
    to.append(text);
    bool found = false;
    for (const char c : text) {  // looks at every byte, so that it compiles to vector code
        found |= breaks_a_line(c);
    }
    if (found) [[unlikely]] {
        to.erase(std::remove_if(to.begin() + static_cast<std::ptrdiff_t>(begin), to.end(),
                                breaks_a_line),
                 to.end());
    }
}

bool has_body(unsigned status) {
    return status != 204 && status != 304;
}

}  // namespace

std::string_view DateHeader::line() {
    const std::time_t now = std::time(nullptr);
    if (now != second_) {
        std::tm utc = {};
        gmtime_r(&now, &utc);
        // In the C locale, which is the only one that we ever have.
        std::strftime(text_.data(), text_.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
        second_ = now;
    }
    return text_.data();
}

void write_head(const protocol::HttpResponse& response, const ResponseFrame& frame,
                std::string& head) {
    head.clear();
    append(head, {"HTTP/1.1 ", Decimal(response.status).text(), " ", reason(response.status),
                  "\r\n", frame.date_line,
                  frame.keep_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n"});
    if (!response.content_type.empty()) {
        append(head, {"Content-Type: ", response.content_type, "\r\n"});
    }
    if (frame.has_length && has_body(response.status)) {
        append(head, {"Content-Length: ", Decimal(response.body.size()).text(), "\r\n"});
    }
    if (!response.request_id.empty()) {
        append(head, {"x-amzn-RequestId: ", response.request_id, "\r\n"});
    }
    for (const auto& [name, value] : response.headers) {
        append(head, {name, ": "});
        append_text(head, value);
        head.append("\r\n");
    }
    head.append("\r\n");
}

protocol::HttpResponse response_for(const Refusal& refusal) {
    protocol::HttpResponse response;
    response.status = refusal.status;
    response.content_type = "application/json";
    response.request_id = to_string(random_uuid());
    response.body = fmt::format(R"({{"message": "{}"}})", refusal.message);
    return response;
}

}  // namespace forebay::server
