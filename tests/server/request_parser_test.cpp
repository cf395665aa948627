#include "server/request_parser.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>

namespace forebay::server {
namespace {

using namespace std::string_view_literals;
using Status = RequestParser::Status;

unsigned refused_status(std::string_view request) {
    RequestParser parser;
    return parser.parse(request) == Status::refused ? parser.refusal().status : 0;
}

unsigned refused_header(std::string_view lines) {
    return refused_status(fmt::format("POST / HTTP/1.1\r\nHost: a\r\n{}\r\n\r\n", lines));
}

TEST(RequestParser, PointsIntoTheInput) {
    const std::string input =
        "POST /a%20b?c=d HTTP/1.1\r\nHost: q\r\nX-Empty:\r\nX-Long: \t some words \t\r\n\r\nbody";
    RequestParser parser;
    protocol::HttpRequest request;

    ASSERT_EQ(parser.parse(input), Status::done);
    parser.describe(input, request);

    EXPECT_EQ(parser.header_bytes(), input.size() - 4);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/a%20b?c=d");
    ASSERT_EQ(request.headers.size(), 3U);
    EXPECT_EQ(request.header("HOST"), "q");
    EXPECT_EQ(request.header("x-empty"), "");
    EXPECT_EQ(request.header("x-long"), "some words");
    EXPECT_EQ(request.header("absent"), "");
}

TEST(RequestParser, FindsTheSameInPieces) {
    const std::string input = "\r\nGET / HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n";
    RequestParser parser;

    for (std::size_t size = 0; size < input.size(); ++size) {
        ASSERT_EQ(parser.parse(std::string(input, 0, size)), Status::need_more) << size;
    }
    EXPECT_EQ(parser.parse(input), Status::done);
    EXPECT_EQ(parser.content_length(), 7U);
}

TEST(RequestParser, RefusesWhatIsNoRequestLine) {
    for (const auto line : {"GET", "GET /", "GET  HTTP/1.1", "GET /a b HTTP/1.1", " GET / HTTP/1.1",
                            "G@T / HTTP/1.1", "GET /\t HTTP/1.1", "GET / HTTP/1.1 ",
                            "GET / http/1.1", "GET / HTTP/11", "GET /\x7f HTTP/1.1"}) {
        EXPECT_EQ(refused_status(fmt::format("{}\r\nHost: a\r\n\r\n", line)), 400U) << line;
    }
    EXPECT_EQ(refused_status("GET / HTTP/2.0\r\n"), 505U);
    EXPECT_EQ(refused_status("GET / HTTP/1.2\r\n"), 505U);
    EXPECT_EQ(refused_status("\x16\x03\x01"), 400U);
    EXPECT_EQ(refused_status("GET / HTTP/1.1\n"), 400U);
    EXPECT_EQ(refused_status("GET /\0 HTTP/1.1\r\n"sv), 400U);
}

TEST(RequestParser, RefusesHeadersThatMayBeReadInTwoWays) {
    for (const auto lines :
         {"A : b"sv, " A: b"sv, "A: b\r\n folded"sv, "A: b\r\n\tfolded"sv, "A"sv, ": b"sv,
          "A: b\rc"sv, "A: b\nC: d"sv, "A: \0"sv, "A\0: b"sv, "A: \x01"sv, "A\xc3\xa4: b"sv}) {
        EXPECT_EQ(refused_header(lines), 400U) << lines;
    }
}

TEST(RequestParser, RefusesControlCharactersWhereverTheyAreInAValue) {
    for (std::size_t size = 3; size < 70; ++size) {
        for (std::size_t at = 1; at + 1 < size; ++at) {
            std::string value(size, 'v');
            value[at] = '\t';
            ASSERT_EQ(refused_header("A: " + value + "\r\nB: b\r\n\r\n"), 0U) << size << ' ' << at;
            for (const char wrong : {'\0', '\x1f', '\x7f'}) {
                value[at] = wrong;
                ASSERT_EQ(refused_header("A: " + value), 400U) << size << ' ' << at;
            }
        }
    }
}

TEST(RequestParser, RefusesLengthsThatAreNone) {
    for (const auto value :
         {"", "-1", "+1", "0x10", "1 2", "1, 1", "1,", "1e3", "99999999999999999999", "1\t1"}) {
        EXPECT_EQ(refused_header(fmt::format("Content-Length: {}", value)), 400U) << value;
    }
    EXPECT_EQ(refused_header("Content-Length: 1\r\nContent-Length: 2"), 400U);
    EXPECT_EQ(refused_header("Content-Length: 1\r\nContent-Length: 1"), 0U);
}

TEST(RequestParser, RefusesCodingsThatItDoesNotKnow) {
    for (const auto value : {"gzip", "gzip, chunked", "chunked, identity", "xchunked", "",
                             "identity", "chunked;q=1"}) {
        EXPECT_EQ(refused_header(fmt::format("Transfer-Encoding: {}", value)), 501U) << value;
    }
    EXPECT_EQ(refused_header("Transfer-Encoding: cHuNkEd"), 0U);
    EXPECT_EQ(refused_status("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400U);
}

TEST(RequestParser, WantsOneHost) {
    EXPECT_EQ(refused_status("GET / HTTP/1.1\r\n\r\n"), 400U);
    EXPECT_EQ(refused_status("GET / HTTP/1.0\r\n\r\n"), 0U);
    EXPECT_EQ(refused_header("Host: b"), 400U);
}

}  // namespace
}  // namespace forebay::server
