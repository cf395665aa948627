#include "load/http_reply.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace forebay::load {
namespace {

using Progress = HttpReplyParser::Progress;

struct Read {
    Progress progress = Progress::need_more;
    int status = 0;
    std::string body;
    bool keep_alive = false;
    std::size_t consumed = 0;
};

/// Gives the parser `wire` in pieces of `piece` bytes, as a socket might.
Read read_in_pieces(std::string wire, std::size_t piece) {
    HttpReplyParser parser;
    Read read;
    for (std::size_t size = piece; read.progress == Progress::need_more; size += piece) {
        size = std::min(size, wire.size());
        read.progress = parser.parse(wire.data(), size);
        if (size == wire.size()) {
            break;
        }
    }
    read.status = parser.status();
    read.body = parser.body(wire.data());
    read.keep_alive = parser.keep_alive();
    read.consumed = parser.consumed();
    return read;
}

TEST(HttpReply, ReadsASizedBodyHoweverItsBytesArrive) {
    const std::string wire = "HTTP/1.1 200 OK\r\nX-A: b\r\ncontent-LENGTH:  5 \r\n\r\nhello";
    for (std::size_t piece = 1; piece <= wire.size(); ++piece) {
        const Read read = read_in_pieces(wire, piece);
        EXPECT_EQ(read.progress, Progress::complete) << piece;
        EXPECT_EQ(read.status, 200);
        EXPECT_EQ(read.body, "hello");
        EXPECT_TRUE(read.keep_alive);
        EXPECT_EQ(read.consumed, wire.size());
    }
}

TEST(HttpReply, JoinsChunksHoweverTheirBytesArrive) {
    const std::string wire =
        "HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\nhello\r\n1;note=x\r\n,\r\nA\r\n 123456789\r\n0\r\nTrailer: t\r\n\r\n";
    for (std::size_t piece = 1; piece <= wire.size(); ++piece) {
        const Read read = read_in_pieces(wire, piece);
        EXPECT_EQ(read.progress, Progress::complete) << piece;
        EXPECT_EQ(read.status, 400);
        EXPECT_EQ(read.body, "hello, 123456789");
        EXPECT_EQ(read.consumed, wire.size());
    }
}

TEST(HttpReply, LeavesWhatFollowsTheReply) {
    const Read read = read_in_pieces("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP", 1000);
    EXPECT_EQ(read.progress, Progress::complete);
    EXPECT_EQ(read.body, "ok");
    EXPECT_EQ(read.consumed, 40U);
}

TEST(HttpReply, SkipsInterimReplies) {
    const std::string wire =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    for (std::size_t piece = 1; piece <= wire.size(); ++piece) {
        const Read read = read_in_pieces(wire, piece);
        EXPECT_EQ(read.progress, Progress::complete) << piece;
        EXPECT_EQ(read.status, 200);
        EXPECT_EQ(read.body, "ok");
    }
}

TEST(HttpReply, HasNoBodyWithStatus204) {
    const Read read = read_in_pieces("HTTP/1.1 204 No Content\r\n\r\n", 7);
    EXPECT_EQ(read.progress, Progress::complete);
    EXPECT_EQ(read.body, "");
}

TEST(HttpReply, EndsAnUnsizedBodyWithTheConnection) {
    std::string wire = "HTTP/1.1 200 OK\r\n\r\nall there is";
    HttpReplyParser parser;
    EXPECT_EQ(parser.parse(wire.data(), wire.size()), Progress::need_more);
    EXPECT_EQ(parser.finish(), Progress::complete);
    EXPECT_EQ(parser.body(wire.data()), "all there is");
    EXPECT_FALSE(parser.keep_alive());
}

TEST(HttpReply, IsBadWhenASizedBodyEndsWithTheConnection) {
    std::string wire = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";
    HttpReplyParser parser;
    EXPECT_EQ(parser.parse(wire.data(), wire.size()), Progress::need_more);
    EXPECT_EQ(parser.finish(), Progress::bad);
}

TEST(HttpReply, TellsWhenTheServerWillClose) {
    const std::string end = "Content-Length: 0\r\n\r\n";
    EXPECT_FALSE(read_in_pieces("HTTP/1.1 200 OK\r\nConnection: close\r\n" + end, 99).keep_alive);
    EXPECT_FALSE(read_in_pieces("HTTP/1.0 200 OK\r\n" + end, 99).keep_alive);
    EXPECT_TRUE(
        read_in_pieces("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n" + end, 99).keep_alive);
}

TEST(HttpReply, RefusesWhatIsNotHttp) {
    for (const std::string_view wire :
         {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 xyz OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n"}) {
        EXPECT_EQ(read_in_pieces(std::string{wire}, 3).progress, Progress::bad) << wire;
    }
}

}  // namespace
}  // namespace forebay::load
