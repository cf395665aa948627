// Requests as a client may send them. Whatever arrives: read in pieces it means what it means in
// one, and what our parser takes, Beast's takes too and understands the same. So no proxy that is
// as careful as Beast sees other requests in a connection than we do.

#include "server/chunked_decoder.hpp"
#include "server/request_parser.hpp"
#include <forebay/base/assert.hpp>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace forebay::server {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t body_bytes_max = 4096;

std::string_view view(boost::core::string_view text) {
    return {text.data(), text.size()};
}

void compare_header(const protocol::HttpRequest& ours,
                    const http::request<http::string_body>& theirs) {
    FOREBAY_ASSERT(ours.method == view(theirs.method_string()));
    FOREBAY_ASSERT(ours.target == view(theirs.target()));
    for (const protocol::Header& header : ours.headers) {
        bool found = false;
        const auto range = theirs.equal_range({header.name.data(), header.name.size()});
        for (auto field = range.first; field != range.second; ++field) {
            found = found || view(field->value()) == header.value;
        }
        FOREBAY_ASSERT(found);
    }
}

// How far `input` is one chunked body, read in one piece or byte by byte.
struct Decoded {
    ChunkedDecoder::Status status = ChunkedDecoder::Status::need_more;
    std::string body;
    std::size_t bytes = 0;
};

Decoded decode(std::string_view input, std::size_t piece_bytes) {
    ChunkedDecoder decoder;
    decoder.reset(body_bytes_max, std::numeric_limits<std::size_t>::max());
    Decoded decoded;
    for (std::size_t end = 0;
         end < input.size() && decoded.status == ChunkedDecoder::Status::need_more;) {
        end = std::min(input.size(), end + piece_bytes);
        std::size_t used = 0;
        decoded.status =
            decoder.decode(input.substr(decoded.bytes, end - decoded.bytes), decoded.body, used);
        decoded.bytes += used;
    }
    return decoded;
}

void check(std::string_view input) {
    RequestParser parser;
    const auto status = parser.parse(input);

    RequestParser slow;
    auto slow_status = RequestParser::Status::need_more;
    for (std::size_t size = 1;
         size <= input.size() && slow_status == RequestParser::Status::need_more; ++size) {
        slow_status = slow.parse(input.substr(0, size));
    }
    FOREBAY_ASSERT(status == slow_status);
    if (status != RequestParser::Status::done) {
        return;
    }
    FOREBAY_ASSERT(parser.header_bytes() == slow.header_bytes());
    FOREBAY_ASSERT(parser.chunked() == slow.chunked());
    FOREBAY_ASSERT(parser.content_length() == slow.content_length());

    protocol::HttpRequest request;
    parser.describe(input, request);
    std::string_view body = input.substr(parser.header_bytes());
    std::string_view from_method = input.substr(
        static_cast<std::size_t>(request.method.data() - input.data()));  // behind empty lines
    std::string_view ours;
    Decoded chunks;
    if (parser.chunked()) {
        chunks = decode(body, body.size() + 1);
        const Decoded bytewise = decode(body, 1);
        FOREBAY_ASSERT(chunks.status == bytewise.status);
        if (chunks.status != ChunkedDecoder::Status::done) {
            return;
        }
        FOREBAY_ASSERT(chunks.body == bytewise.body);
        FOREBAY_ASSERT(chunks.bytes == bytewise.bytes);
        ours = chunks.body;
        from_method.remove_suffix(body.size() - chunks.bytes);
    } else {
        if (body.size() < parser.content_length()) {
            return;
        }
        ours = body.substr(0, parser.content_length());
        from_method.remove_suffix(body.size() - ours.size());
    }

    http::request_parser<http::string_body> theirs;
    theirs.header_limit(std::numeric_limits<std::uint32_t>::max());
    theirs.body_limit(boost::none);
    theirs.eager(true);
    boost::system::error_code error;
    const std::size_t count =
        theirs.put(boost::asio::buffer(from_method.data(), from_method.size()), error);
    // Beast also looks into what we let pass: extensions, trailers, Proxy-Connection.
    if (error && parser.chunked() && body.find(';') != std::string_view::npos) {
        return;
    }
    if (error == http::error::bad_value &&
        (parser.chunked() || !request.header("proxy-connection").empty())) {
        return;
    }
    FOREBAY_ASSERT(!error);
    FOREBAY_ASSERT(count == from_method.size());
    FOREBAY_ASSERT(theirs.is_done());
    FOREBAY_ASSERT(ours == theirs.get().body());
    compare_header(request, theirs.get());
}

}  // namespace
}  // namespace forebay::server

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    forebay::server::check({reinterpret_cast<const char*>(data), size});
    return 0;
}
