#pragma once

#include "server/refusal.hpp"
#include <forebay/protocol/http.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace forebay::server {

/// Reads the header of one HTTP/1 request, line by line as the bytes arrive.
///
/// Strict, so that no proxy in front of us can read a request differently: lines end in CRLF,
/// names are tokens right before their colon, control characters and folded lines are refused, and
/// the length of the body is said once. It keeps positions, not pointers: the buffer may move
/// between calls.
///
/// Our own and not Beast's, which lets more pass (folded lines, lists of lengths, codings that it
/// does not know) and hands out each field as it comes instead of views that stay.
class RequestParser {
public:
    enum class Status : std::uint8_t { need_more, done, refused };

    /// Goes on with `input`, which begins at the request's first byte and holds all that has
    /// arrived, also what earlier calls have seen.
    Status parse(std::string_view input);

    /// Forgets all: the next request begins.
    void reset();

    /// Why, after `refused`.
    const Refusal& refusal() const { return refusal_; }

    // After `done`.
    std::size_t header_bytes() const { return at_; }  ///< up to where the body begins
    bool keep_alive() const { return !wants_close_ && (!http_1_0_ || wants_keep_alive_); }
    bool chunked() const { return chunked_; }
    std::uint64_t content_length() const { return content_length_.value_or(0); }
    bool expects_continue() const { return expects_continue_; }

    /// Points the request's views into `input`, where they are good until it moves or the parser
    /// is reset.
    void describe(std::string_view input, protocol::HttpRequest& request);

private:
    struct Range {
        std::size_t begin = 0;
        std::size_t size = 0;
    };
    struct Field {
        Range name;
        Range value;
    };

    bool parse_request_line(std::string_view line);
    bool parse_field(std::string_view line);
    bool note(std::string_view name, std::string_view value);
    bool note_content_length(std::string_view value);
    bool note_transfer_encoding(std::string_view value);
    bool note_connection(std::string_view value);
    bool finish();
    bool refuse(unsigned status, std::string_view message);

    std::size_t at_ = 0;       // where the next line begins
    std::size_t scanned_ = 0;  // no line ends before here
    bool has_request_line_ = false;
    Range method_;
    Range target_;
    std::vector<Field> fields_;
    std::vector<protocol::Header> headers_;  // the fields as views, after `describe`

    bool http_1_0_ = false;
    bool has_host_ = false;
    bool wants_close_ = false;
    bool wants_keep_alive_ = false;
    bool chunked_ = false;
    bool expects_continue_ = false;
    std::optional<std::uint64_t> content_length_;
    Refusal refusal_;
};

}  // namespace forebay::server
