#include "tests/server/client.hpp"
#include "tests/server/kinds.hpp"
#include "tests/server/running_server.hpp"
#include <forebay/base/uuid.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>

namespace forebay::server {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string post(std::string_view target, std::string_view body, std::string_view headers = {}) {
    return fmt::format("POST {} HTTP/1.1\r\nHost: a\r\n{}Content-Length: {}\r\n\r\n{}", target,
                       headers, body.size(), body);
}

// What a request is answered whose connection is then closed.
ClientResponse last_answer(std::string_view request) {
    RunningServer server;
    Client client(server.port());
    client.send(request);
    ClientResponse response = client.receive();
    EXPECT_EQ(response.header("Connection"), "close");
    EXPECT_TRUE(client.is_closed());
    return response;
}

class SessionTest : public OnEachKind {};
INSTANTIATE_TEST_SUITE_P(Kinds, SessionTest, both_kinds(), kind_name);

TEST_P(SessionTest, AnswersRequestsOnOneConnection) {
    RunningServer server;
    Client client(server.port());

    for (const char* body : {"one", "two", ""}) {
        client.send(post("/path?q=1", body));
        const ClientResponse response = client.receive();
        EXPECT_EQ(response.status, 200U);
        EXPECT_EQ(response.body, fmt::format("POST /path?q=1 {}", body));
        EXPECT_EQ(response.header("Connection"), "keep-alive");
        EXPECT_EQ(response.header("Content-Type"), "text/plain");
        EXPECT_THAT(response.header("Date"), EndsWith(" GMT"));
    }
    EXPECT_EQ(server.server().connection_count(), 1U);
}

TEST_P(SessionTest, ReadsARequestThatComesByteByByte) {
    RunningServer server;
    Client client(server.port());
    const std::string sized = post("/", "hello");
    const std::string chunked =
        "\r\nPOST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3;name=\"v\"\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: x\r\n\r\n";

    for (const std::string& request : {sized, chunked, sized}) {
        for (const char c : request) {
            client.send({&c, 1});
        }
        EXPECT_EQ(client.receive().body, "POST / hello");
    }
}

TEST_P(SessionTest, AnswersPipelinedRequestsInOrder) {
    RunningServer server;
    Client client(server.port());
    std::string requests;
    for (int i = 0; i < 100; ++i) {
        requests += post("/", std::string(static_cast<std::size_t>(i) * 10, 'x'),
                         fmt::format("X-Number: {}\r\n", i));
    }

    client.send(requests);

    for (std::size_t i = 0; i < 100; ++i) {
        ASSERT_EQ(client.receive().body, "POST / " + std::string(i * 10, 'x'));
    }
}

TEST_P(SessionTest, KnowsTheAddressOfItsClient) {
    RunningServer server;
    Client client(server.port());

    client.send(post("/address", ""));

    EXPECT_EQ(client.receive().body, "127.0.0.1");
}

TEST_P(SessionTest, TakesAndGivesLongBodies) {
    RunningServer server;
    Client client(server.port());
    const std::string body(std::size_t{1} << 20U, 'x');

    client.send(post("/", body) + post("/long", ""));

    EXPECT_EQ(client.receive().body, "POST / " + body);
    EXPECT_EQ(client.receive().body, std::string(std::size_t{1} << 20U, 'y'));
}

TEST_P(SessionTest, JoinsChunksOfEverySize) {
    RunningServer server;
    Client client(server.port());
    std::string request = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n";
    std::string body;
    for (std::size_t size = 1; size < 40'000; size = size * 3 + 1) {
        request += fmt::format("{:X}\r\n{}\r\n", size, std::string(size, 'z'));
        body += std::string(size, 'z');
    }

    client.send(request + "0\r\n\r\n" + post("/", "next"));

    EXPECT_EQ(client.receive().body, "POST / " + body);
    EXPECT_EQ(client.receive().body, "POST / next");
}

TEST_P(SessionTest, AsksForABodyThatTheClientHoldsBack) {
    RunningServer server;
    Client client(server.port());

    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(client.receive().status, 100U);
    client.send("hi");

    EXPECT_EQ(client.receive().body, "POST / hi");
}

TEST_P(SessionTest, AnswersHeadWithoutBody) {
    RunningServer server;
    Client client(server.port());

    client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");

    EXPECT_EQ(client.receive("HEAD").header("Content-Length"), "8");
    EXPECT_EQ(client.receive().body, "OPTIONS * ");
}

TEST_P(SessionTest, SaysNothingOfABodyThatThereIsNot) {
    RunningServer server;
    Client client(server.port());

    client.send(post("/empty", "") + post("/", ""));

    const ClientResponse response = client.receive();
    EXPECT_EQ(response.status, 204U);
    EXPECT_THAT(response.head, Not(HasSubstr("Content-Length")));
    EXPECT_EQ(client.receive().body, "POST / ");
}

TEST_P(SessionTest, SpeaksHttp10) {
    RunningServer server;
    Client client(server.port());

    client.send("GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    EXPECT_EQ(client.receive().header("Connection"), "keep-alive");
    client.send("GET /b HTTP/1.0\r\n\r\n");
    EXPECT_EQ(client.receive().header("Connection"), "close");
    EXPECT_TRUE(client.is_closed());
}

TEST_P(SessionTest, ClosesWhenAskedTo) {
    RunningServer server;
    Client client(server.port());

    client.send(post("/", "", "Connection: foo, Close\r\n"));

    EXPECT_EQ(client.receive().header("Connection"), "close");
    EXPECT_TRUE(client.is_closed());
}

TEST_P(SessionTest, KeepsAHeaderInItsLine) {
    RunningServer server;
    Client client(server.port());

    client.send(post("/inject", ""));

    EXPECT_EQ(client.receive().header("X-Echo"), "aX-Evil: b");
}

TEST_P(SessionTest, SurvivesAHandlerThatThrows) {
    RunningServer server;
    Client client(server.port());

    client.send(post("/throw", "") + post("/no_memory", "") + post("/", "on"));

    const ClientResponse response = client.receive();
    EXPECT_EQ(response.status, 500U);
    EXPECT_TRUE(parse_uuid(response.header("x-amzn-RequestId")));
    EXPECT_EQ(client.receive().status, 500U);
    EXPECT_EQ(client.receive().body, "POST / on");
}

TEST_P(SessionTest, RefusesInJsonWithARequestId) {
    const ClientResponse response = last_answer("nonsense\r\n");

    EXPECT_EQ(response.status, 400U);
    EXPECT_EQ(response.header("Content-Type"), "application/json");
    EXPECT_TRUE(parse_uuid(response.header("x-amzn-RequestId")));
    EXPECT_THAT(response.body, StartsWith(R"({"message": ")"));
}

TEST_P(SessionTest, RefusesTwoWaysToReadARequest) {
    constexpr std::string_view begin = "POST / HTTP/1.1\r\nHost: a\r\n";
    constexpr std::string_view chunks = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    for (const std::string_view headers : {
             "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
             "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
             "Content-Length: 5\r\nContent-Length: 6\r\n",
             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
         }) {
        EXPECT_EQ(last_answer(fmt::format("{}{}\r\n{}", begin, headers, chunks)).status, 400U)
            << headers;
    }
}

TEST_P(SessionTest, RefusesChunksThatAreNone) {
    for (const std::string_view body : {"x\r\n", "3\r\nabcd\r\n", "3\nabc\r\n", "-1\r\n", "\r\n",
                                        "1 2\r\n", "ffffffffffffffff\r\n", "0\r\nno colon\r\n"}) {
        const std::string request =
            fmt::format("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{}", body);
        EXPECT_EQ(last_answer(request).status, 400U) << body;
    }
}

}  // namespace
}  // namespace forebay::server
