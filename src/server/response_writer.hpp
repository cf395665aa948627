#pragma once

#include "server/refusal.hpp"
#include <forebay/protocol/http.hpp>

#include <array>
#include <ctime>
#include <string>
#include <string_view>

namespace forebay::server {

/// The Date header of now; written anew once a second. One a thread.
class DateHeader {
public:
    std::string_view line();  ///< with its CRLF

private:
    std::time_t second_ = -1;
    std::array<char, 40> text_ = {};
};

/// What the session knows of a response, and its handler does not.
struct ResponseFrame {
    bool keep_alive = true;
    std::string_view date_line;
    bool has_length = true;  ///< false: the end of the connection is the end of the body
};

/// Replaces `head` by the response up to where its body begins. What a handler puts into a header
/// stays in that header: line ends in it are dropped.
void write_head(const protocol::HttpResponse& response, const ResponseFrame& frame,
                std::string& head);

/// What the server itself answers: `{"message": ...}` and a new request id.
protocol::HttpResponse response_for(const Refusal& refusal);

}  // namespace forebay::server
