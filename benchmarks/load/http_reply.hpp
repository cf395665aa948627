#pragma once

#include <cstddef>
#include <string_view>

namespace forebay::load {

/// Reads one HTTP/1.1 reply at a time from bytes that arrive in pieces.
///
/// The bytes stay in the caller's buffer, which holds the reply from its first byte on; the parser
/// remembers how far it came, so nothing is scanned twice and nothing allocated. A chunked body
/// is moved together in place, so `body()` is one piece in any case.
class HttpReplyParser {
public:
    enum class Progress {
        need_more,  ///< call again when the buffer holds more
        complete,   ///< status(), body(), consumed() and keep_alive() are valid
        bad,        ///< not an HTTP/1.x reply: close the connection
    };

    /// Looks at all `size` bytes that arrived since the reply began.
    Progress parse(char* data, std::size_t size);

    /// Tells that the peer closed: ends a reply whose body lasts until the end of the connection.
    Progress finish();

    void reset() { *this = HttpReplyParser{}; }

    int status() const { return status_; }
    bool keep_alive() const { return keep_alive_; }
    std::size_t consumed() const { return position_; }  ///< bytes of this reply in the buffer
    std::string_view body(const char* data) const { return {data + body_begin_, body_size_}; }

private:
    enum class State { head, sized_body, chunk_size, chunk_data, trailer, body_until_close, done };

    Progress parse_head(char* data, std::size_t size);
    Progress parse_chunks(char* data, std::size_t size);
    bool read_status_line(std::string_view line);
    bool read_header(std::string_view line);

    State state_ = State::head;
    std::size_t position_ = 0;    // what lies before it is understood
    std::size_t searched_ = 0;    // head: no empty line ends before it
    std::size_t body_begin_ = 0;  // offset of the body, or of its first chunk's data
    std::size_t body_size_ = 0;   // bytes of body, for chunks: moved together so far
    std::size_t chunk_left_ = 0;  // bytes of the current chunk that are not moved yet
    int status_ = 0;
    bool keep_alive_ = true;
    bool chunked_ = false;
    bool has_length_ = false;
};

}  // namespace forebay::load
